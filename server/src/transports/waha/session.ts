// One sender's session at WAHA: its life, its sends, and what its owner may ask of it.

import { withLinks } from "../files/own-files.ts";
import type { HttpClient } from "../http/client.ts";
import { fields } from "../http/json.ts";
import { afterClose } from "../http/outcomes.ts";
import type { Account, EmitEvents, Logout, NumberCheck, Pairing, Session } from "../transport.ts";
import { type Api, createApi } from "./api.ts";
import type { Hook } from "./config.ts";
import { deliver, type Line } from "./deliver.ts";
import { createDoubts } from "./doubts.ts";
import { type Life, type LifeTiming, startLife } from "./life.ts";
import { createRecipients, type Recipients } from "./recipients.ts";
import type { Settings } from "./settings.ts";
import { phoneOf } from "./state.ts";
import { createTeller, type Teller } from "./teller.ts";

export type WahaSession = Session & Pairing & NumberCheck & Logout;

export type WahaTiming = LifeTiming & {
  /** When a message whose answer was lost is looked up. */
  doubtsAfterMs: readonly number[];
  /** For what a person waits for. */
  patienceMs: number;
};

export type SessionDeps = {
  account: Account;
  settings: Settings;
  client: HttpClient;
  hook: Hook | null;
  timing: WahaTiming;
  emit: EmitEvents;
  now(): Date;
  /** Gives the client back. */
  onClose(): Promise<void>;
};

export function openWahaSession(deps: SessionDeps): WahaSession {
  const { settings, emit, now, timing } = deps;
  const { session } = settings;
  const api = createApi(deps.client, settings);
  const teller = createTeller(emit, now);
  const life = startLife({ api, session, hook: deps.hook, teller, timing });
  const doubts = createDoubts({ api, session, emit, now, afterMs: timing.doubtsAfterMs });
  const recipients = createRecipients({ api, session, memory: deps.account.memory, now });
  const line: Line = { api, settings, recipients, doubts };
  const house: House = { api, session, life, teller, recipients, patienceMs: timing.patienceMs };
  let closed = false;
  return {
    send: async (message, signal) => {
      if (closed) return afterClose;
      const prepared = await withLinks(deps.account.files, message);
      return prepared.kind === "ended" ? prepared.outcome : await deliver(line, prepared.message, signal);
    },
    requestPairingCode: (phone) => requestPairingCode(house, phone),
    checkNumbers: (numbers) => checkNumbers(house, numbers),
    logout: () => logout(house),
    close: async () => {
      if (closed) return;
      closed = true;
      doubts.stop();
      // The session stays at WAHA as it is: whoever holds it next finds it working.
      await life.stop();
      await deps.onClose();
    },
  };
}

type House = {
  api: Api;
  session: string;
  life: Life;
  teller: Teller;
  recipients: Recipients;
  patienceMs: number;
};

/** how-to/sessions, "Get pairing code": `ABCD-ABCD`; people are shown the eight characters. */
async function requestPairingCode({ api, session, patienceMs }: House, phone: string): Promise<string> {
  const body = { phoneNumber: phone };
  const asked = await api.call(
    { method: "POST", path: `/${session}/auth/request-code`, body },
    AbortSignal.timeout(patienceMs),
  );
  const code = asked.kind === "answered" ? fields(asked.answer.body)["code"] : null;
  const plain = typeof code === "string" ? code.replace(/[^A-Za-z0-9]/g, "") : "";
  if (plain.length !== 8) throw new Error("WAHA gave no pairing code.");
  return plain;
}

async function checkNumbers(
  { recipients, patienceMs }: House,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  const signal = AbortSignal.timeout(patienceMs);
  const answers = new Map<string, string | null>();
  // One after the other: WAHA asks WhatsApp each time, and bursts of questions look like a spammer's.
  for (const number of numbers) {
    // oxlint-disable-next-line no-await-in-loop -- the order is the point
    const chat = await recipients.chatOf(number, signal);
    if (chat === undefined) throw new Error("WAHA did not say whether the number is on WhatsApp.");
    // A chat under a hidden id has the number that was asked for.
    answers.set(number, chat === null ? null : (phoneOf(chat) ?? number));
  }
  return answers;
}

/** A session that is logged out starts from scratch (how-to/sessions), so it is stopped as well. */
async function logout({ api, session, life, teller, patienceMs }: House): Promise<void> {
  await life.stop();
  const signal = AbortSignal.timeout(patienceMs);
  const asked = await api.call({ method: "POST", path: `/sessions/${session}/logout`, body: {} }, signal);
  if (asked.kind !== "answered" || asked.answer.status >= 300)
    throw new Error("WAHA did not log the session out.");
  await api.call({ method: "POST", path: `/sessions/${session}/stop`, body: {} }, signal);
  await teller.tell({ state: "logged_out", reason: "logged_out_here", address: null, qr: null });
}
