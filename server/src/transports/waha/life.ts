// The life of a session at WAHA as long as we hold it: it is made, started, linked, watched, and told of.
//
// WAHA is asked rather than listened to: its `session.status` webhooks reach another process than this one, are
// lost when that one is down, and have been known to stop while a session worked on.

import { setTimeout as delay } from "node:timers/promises";
import type { Exchanged } from "../http/client.ts";
import { fields } from "../http/json.ts";
import type { Api } from "./api.ts";
import { hears, type Hook, withHook } from "./config.ts";
import { readSession, type Seen, type SeenSession } from "./state.ts";
import type { Teller } from "./teller.ts";

export type LifeDeps = {
  api: Api;
  /** Name of the session at WAHA. */
  session: string;
  /** Where WAHA is to tell of it; null leaves its webhooks alone. */
  hook: Hook | null;
  teller: Teller;
  timing: LifeTiming;
};

export type LifeTiming = {
  /** Between two looks while a person waits, and while all is well. */
  busyMs: number;
  calmMs: number;
};

export type Life = {
  /** Asks at once, and again at its usual pace. */
  look(): void;
  stop(): Promise<void>;
};

/** FAILED passes by a restart or not at all (how-to/sessions): so many are tried before it counts as ended. */
const restartsMax = 2;

type Memory = { wasLinked: boolean; restarts: number; hookGiven: boolean };

type Step = { pace: "busy" | "calm"; ended: boolean };

const busy: Step = { pace: "busy", ended: false };
const calm: Step = { pace: "calm", ended: false };
const ended: Step = { pace: "calm", ended: true };

export function startLife(deps: LifeDeps): Life {
  const stopping = new AbortController();
  let nudge = new AbortController();
  const running = live();
  async function live(): Promise<void> {
    const memory: Memory = { wasLinked: false, restarts: 0, hookGiven: false };
    while (!stopping.signal.aborted) {
      nudge = new AbortController();
      // What the owner of the lane could not take now is told at the next look.
      const step = await takeStep(deps, memory, stopping.signal).catch(() => calm);
      if (step.ended) return;
      const ms = step.pace === "busy" ? deps.timing.busyMs : deps.timing.calmMs;
      const signal = AbortSignal.any([stopping.signal, nudge.signal]);
      await delay(ms, undefined, { signal }).catch(() => undefined);
    }
  }
  return {
    look: () => nudge.abort(),
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function takeStep(deps: LifeDeps, memory: Memory, signal: AbortSignal): Promise<Step> {
  const { api, session, teller } = deps;
  const exchanged = await api.call({ method: "GET", path: `/sessions/${session}` }, signal);
  if (signal.aborted) return ended;
  const seen: Seen = exchanged.kind === "answered" ? readSession(exchanged.answer) : { kind: "unclear" };
  if (seen.kind === "session") return follow(deps, memory, seen.session, signal);
  if (seen.kind === "missing") {
    const config = deps.hook === null ? {} : withHook({}, deps.hook);
    const made = await api.call(
      { method: "POST", path: "/sessions", body: { name: session, config } },
      signal,
    );
    if (made.kind === "failed" || made.answer.status >= 300) return unreachable(teller);
    await teller.tell({ state: "starting", reason: null, address: null, qr: null });
    return busy;
  }
  if (seen.kind === "unclear") return unreachable(teller);
  await teller.tell({ state: "reconnecting", reason: "gateway_key_refused", address: null, qr: null });
  return calm;
}

async function unreachable(teller: Teller): Promise<Step> {
  await teller.tell({ state: "reconnecting", reason: "gateway_unreachable", address: null, qr: null });
  return calm;
}

async function follow(deps: LifeDeps, memory: Memory, seen: SeenSession, signal: AbortSignal): Promise<Step> {
  const { api, session, teller, hook } = deps;
  const act = (verb: string): Promise<Exchanged> =>
    api.call({ method: "POST", path: `/sessions/${session}/${verb}`, body: {} }, signal);
  if (hook !== null && !memory.hookGiven && !hears(seen.config, hook)) {
    // A running session starts anew with it; that is the price of hearing receipts, and paid once.
    memory.hookGiven = true;
    const body = { name: session, config: withHook(seen.config, hook) };
    await api.call({ method: "PUT", path: `/sessions/${session}`, body }, signal);
    return busy;
  }
  switch (seen.status) {
    case "STOPPED":
      await act("start");
      await teller.tell({ state: "starting", reason: null, address: null, qr: null });
      return busy;
    case "STARTING":
      await teller.tell({ state: "starting", reason: null, address: null, qr: null });
      return busy;
    case "SCAN_QR_CODE":
      await showQr(deps, signal);
      return busy;
    case "PASSKEY_REQUIRED":
    case "PASSKEY_CONFIRMATION_REQUIRED":
      await teller.tell({ state: "pairing", reason: "passkey_required", address: null, qr: null });
      return busy;
    case "WORKING":
      Object.assign(memory, { wasLinked: true, restarts: 0 });
      await teller.tell({ state: "connected", reason: null, address: seen.address, qr: null });
      await teller.tellNewChatsLocked(seen.newChatsLockedUntil);
      return calm;
    case "FAILED": {
      if (memory.restarts === restartsMax) {
        await teller.tell({ state: "logged_out", reason: "logged_out_by_whatsapp", address: null, qr: null });
        return ended;
      }
      memory.restarts += 1;
      await act("restart");
      const state = memory.wasLinked ? "reconnecting" : "starting";
      await teller.tell({ state, reason: "connection_lost", address: null, qr: null });
      return busy;
    }
  }
}

/** The code may have gone between the two questions; the next look finds the next one. */
async function showQr({ api, session, teller }: LifeDeps, signal: AbortSignal): Promise<void> {
  const asked = await api.call({ method: "GET", path: `/${session}/auth/qr?format=raw` }, signal);
  const qr = asked.kind === "answered" ? fields(asked.answer.body)["value"] : null;
  const text = typeof qr === "string" && qr !== "" ? qr : null;
  await teller.tell({ state: "pairing", reason: null, address: null, qr: text });
}
