// One sender's session behind the port: its connection, what it sends, and what it tells.

import type {
  Account,
  EmitEvents,
  Logout,
  MediaFetch,
  NumberCheck,
  Outcome,
  OutgoingMessage,
  Pairing,
  Session,
  SessionMemory,
} from "../transport.ts";
import { withLinks } from "../files/own-files.ts";
import { deliver, notSent, waitsForSession } from "./deliver.ts";
import { guardedAgents } from "./dial-guard.ts";
import { fetchFile } from "./incoming/file.ts";
import { recall } from "./incoming/remember.ts";
import type { Told } from "./life/connection.ts";
import { proxyOf } from "./proxy.ts";
import { refusalOf } from "./outgoing/supported.ts";
import { removeDevice } from "./remove-device.ts";
import { createTeller } from "./teller.ts";
import { wireSession } from "./wiring.ts";
import type { SessionDeps, Wired } from "./wiring.ts";

export type WebSession = Session & Pairing & NumberCheck & Logout & MediaFetch;
export type RememberingAccount = Account & { memory: SessionMemory };

export function openWebSession(
  account: RememberingAccount,
  emit: EmitEvents,
  deps: SessionDeps,
): Session | WebSession {
  const url = account.secrets["proxy_url"] ?? null;
  const proxy = url === null ? null : proxyOf(url);
  // Never without it: whoever set one does not want to be seen where the server stands.
  if (url !== null && proxy === null) return misconfigured(emit, deps);
  const { clock, settings } = deps;
  const tell = createTeller({ emit, clock, log: settings.log });
  const wired = wireSession(account, deps, { tell, emit, proxy });
  const { life, delivering } = wired;
  const files = {
    find: (id: string) => recall(account.memory, id),
    download: guardedAgents(wired.route).download,
    bytesMax: deps.fileBytesMax,
  };
  const soon = () => AbortSignal.timeout(deps.timing.patienceMs);
  let closing: Promise<void> | null = null;
  life.begin();
  return {
    send: async (message, signal) => {
      if (closing) return notSent("The session was closed.");
      const prepared = await withLinks(account.files, message);
      if (prepared.kind === "ended") return prepared.outcome;
      return await send(wired, { message: prepared.message, signal, patience: soon() });
    },
    close: async () => {
      closing ??= wired.stop().then(() => tell.close());
      await closing;
    },
    requestPairingCode: async (phone) => {
      const line = await life.pairing(soon());
      if (!line) throw new Error("The session is not waiting to be linked.");
      return await line.socket.requestPairingCode(phone);
    },
    checkNumbers: async (numbers) => {
      const line = await life.ready(soon());
      if (!line) throw new Error("The session is not connected.");
      return await delivering.recipients.check(line.socket, numbers);
    },
    fetchMedia: (id, signal) => fetchFile(files, id, signal),
    logout: async () => {
      const line = await life.ready(soon());
      if (!line) throw new Error("The session is not connected, so WhatsApp cannot be told.");
      closing ??= wired.stop(({ socket }) => removeDevice(socket));
      await closing;
      await account.memory.clear();
      const told: Told = { state: "logged_out", reason: "logged_out_here", qr: null, address: null };
      void tell.later(async () => [{ kind: "session", at: clock.now(), ...told }]);
      await tell.close();
    },
  };
}

type Sending = { message: OutgoingMessage; signal: AbortSignal; patience: AbortSignal };

async function send(wired: Wired, { message, signal, patience }: Sending): Promise<Outcome> {
  const refusal = refusalOf(message.message);
  if (refusal) return { kind: "refused", error: refusal };
  const line = await wired.life.ready(AbortSignal.any([signal, patience]));
  if (signal.aborted) return notSent("The wait ended before the message left.");
  return line ? await deliver(wired.delivering, line, message, signal) : notConnected(wired.shown());
}

function notConnected({ state, reason }: Pick<Told, "state" | "reason">): Outcome {
  const codes = { logged_out: "session_logged_out", banned: "session_banned" } as const;
  const code = state === "logged_out" || state === "banned" ? codes[state] : "session_not_connected";
  const detail = `The session is ${state.replace("_", " ")}${reason === null ? "" : ` (${reason})`}.`;
  const error = { code, providerCode: null, detail } as const;
  return waitsForSession(error, 5000);
}

/** A session that says what is wrong with its settings, and dials nobody. */
function misconfigured(emit: EmitEvents, { clock, settings }: SessionDeps): Session {
  const tell = createTeller({ emit, clock, log: settings.log });
  const told: Told = { state: "stopped", reason: "proxy_invalid", qr: null, address: null };
  void tell.later(async () => [{ kind: "session", at: clock.now(), ...told }]);
  const detail = "The sender's proxy is no URL of a http, https or socks5 proxy.";
  const error = { code: "invalid_sender_config", providerCode: null, detail } as const;
  const later = waitsForSession(error, 5000);
  return { send: async () => later, close: () => tell.close() };
}
