// A WAHA of the simulator with its webhooks received, for tests of this transport.

import { createSimulator, type SimulatorOptions } from "@waypost/simulator";
import { vi } from "vitest";
import { type HookServer, headerOf, startHookServer } from "../../http/testing/hook-server.ts";
import type { Account, Session, SessionEvent, Transport, TransportEvent } from "../../transport.ts";
import { createWahaTransport, parseWebhook, verifyHmac, type WahaDeps } from "../index.ts";

export const phone = "+15550180001";
export const webhookSecret = "a webhook secret of the test";

export type WahaRig = {
  account: Account;
  deps: WahaDeps;
  transport: Transport;
  /** From webhooks and from sessions, in the order they came. */
  events: TransportEvent[];
  hooks: { taken: number; refused: number };
  ask(path: string, body?: unknown): Promise<Record<string, unknown>>;
  /** Calls WAHA itself, as another program of its owner. */
  waha(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>;
  stop(): Promise<void>;
};

const quickPeople = {
  sent_ms: { min: 1, max: 5 },
  delivered_ms: { min: 1, max: 5 },
  read_ms: { min: 1, max: 5 },
  reply_ms: { min: 1, max: 5 },
};

export async function startWaha(
  options: SimulatorOptions = {},
  more: Partial<WahaDeps> = {},
): Promise<WahaRig> {
  const events: TransportEvent[] = [];
  const hooks = { taken: 0, refused: 0 };
  const hook: HookServer = await startHookServer((rawBody, headers) => {
    const isSigned = verifyHmac(rawBody, headerOf(headers, "x-webhook-hmac"), webhookSecret);
    hooks[isSigned ? "taken" : "refused"] += 1;
    if (!isSigned) return false;
    const read = parseWebhook(JSON.parse(rawBody.toString("utf8")), new Date());
    events.push(...read.events);
    return read.problem === null;
  });
  const simulator = createSimulator({ people: quickPeople, ...options });
  const { url } = await simulator.start();
  const { waha } = simulator.config();
  const deps: WahaDeps = {
    refusalOf: (text) => (new URL(text).origin === url ? null : "it is not the test's"),
    webhookUrlOf: () => hook.url,
    timing: { busyMs: 10, calmMs: 50, doubtsAfterMs: [20, 50, 200] },
    ...more,
  };
  return {
    account: {
      senderId: "snd_1",
      address: null,
      config: { base_url: waha.url, session: "front-desk" },
      secrets: { api_key: waha.api_key, webhook_secret: webhookSecret },
    },
    deps,
    transport: createWahaTransport(deps),
    events,
    hooks,
    ask: (path, body) => call(`${url}/_sim/${path}`, body === undefined ? "GET" : "POST", body, {}),
    waha: (method, path, body) =>
      call(`${waha.url}/api/${path}`, method, body, { "x-api-key": waha.api_key }),
    stop: async () => {
      await simulator.stop();
      await hook.stop();
    },
  };
}

/** Opens a session and links it: the phone reads the code it shows. */
export async function openLinked(rig: WahaRig): Promise<Session> {
  const session = await rig.transport.open(rig.account, async (events) => void rig.events.push(...events));
  const { qr } = await sessionEvent(rig, ({ qr: shown }) => shown !== null);
  await rig.ask(`people/${phone.slice(1)}/scan`, { qr: qr?.text });
  await sessionEvent(rig, ({ state }) => state === "connected");
  return session;
}

export async function sessionEvent(
  rig: Pick<WahaRig, "events">,
  isMeant: (event: SessionEvent) => boolean,
): Promise<SessionEvent> {
  return vi.waitFor(() => {
    const found = rig.events.findLast((event) => event.kind === "session" && isMeant(event));
    if (found?.kind !== "session") throw new Error("no such session event yet");
    return found;
  }, 10_000);
}

async function call(
  url: string,
  method: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<Record<string, unknown>> {
  const answer = await fetch(url, {
    method,
    headers: { "content-type": "application/json", ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const read = (await answer.json()) as Record<string, unknown>;
  if (!answer.ok) throw new Error(`${method} ${url} answered ${answer.status}: ${JSON.stringify(read)}`);
  return read;
}
