// One sender's session behind the port: its connection, what it sends, and what it tells.

import type {
  Account,
  EmitEvents,
  Logout,
  NumberCheck,
  Outcome,
  OutgoingMessage,
  Pairing,
  Session,
  SessionMemory,
  TransportEvent,
} from "../transport.ts";
import { createAcknowledgements } from "./acknowledgements.ts";
import { createBoundedMap } from "./bounded-map.ts";
import { createCaches } from "./caches.ts";
import { deliver, notSent } from "./deliver.ts";
import type { Delivering } from "./deliver.ts";
import { createEvidence } from "./evidence.ts";
import { createLife } from "./life/connection.ts";
import type { Life } from "./life/connection.ts";
import { openLine } from "./line.ts";
import type { LineDeps, WebLine } from "./line.ts";
import { createLiveness } from "./liveness.ts";
import type { Log } from "./log.ts";
import { createOpenChoices } from "./open-choices.ts";
import type { FetchMedia } from "./outgoing/media.ts";
import { refusalOf } from "./outgoing/supported.ts";
import { removeDevice } from "./remove-device.ts";
import { repeatable } from "./repeat.ts";
import { createRecipients } from "./recipients.ts";
import { createSentMessages } from "./sent-messages.ts";
import type { SocketSettings } from "./socket.ts";
import { findTarget } from "./targets.ts";
import type { Clock } from "./time.ts";

export type SessionDeps = {
  settings: SocketSettings;
  fetchMedia: FetchMedia;
  clock: Clock;
  timing: SessionTiming;
};

export type SessionTiming = {
  /** How long WhatsApp may take to say that it has a message. */
  ackMs: number;
  /** How long a send waits for a connection that is on its way. */
  patienceMs: number;
};

export type WebSession = Session & Pairing & NumberCheck & Logout;

export function openWebSession(
  account: Account & { memory: SessionMemory },
  emit: EmitEvents,
  deps: SessionDeps,
): WebSession {
  const tell = createTeller(emit, deps.settings.log);
  const { life, delivering } = wire(account.memory, emit, tell, deps);
  const soon = () => AbortSignal.timeout(deps.timing.patienceMs);
  let closing: Promise<void> | null = null;
  life.begin();
  return {
    send: async (message, signal) => {
      if (closing) return notSent("The session was closed.");
      return await send({ life, delivering, patience: soon() }, message, signal);
    },
    close: async () => {
      closing ??= life.stop().then(() => tell.quiet());
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
    logout: async () => {
      const line = await life.ready(soon());
      if (!line) throw new Error("The session is not connected, so WhatsApp cannot be told.");
      closing ??= life.stop(({ socket }) => removeDevice(socket));
      await closing;
      await account.memory.clear();
      tell.session(deps.clock.now(), {
        state: "logged_out",
        reason: "logged_out_here",
        qr: null,
        address: null,
      });
      await tell.quiet();
    },
  };
}

function wire(memory: SessionMemory, emit: EmitEvents, tell: Teller, deps: SessionDeps) {
  const { clock, settings, timing, fetchMedia } = deps;
  const now = () => clock.now();
  const acks = createAcknowledgements();
  const sent = createSentMessages(memory);
  const recipients = createRecipients(memory, now);
  const choices = createOpenChoices(memory);
  const evidence = createEvidence({ sent, now, tell: tell.later });
  const target = (id: string) => findTarget(memory, sent, id);
  const liveness = createLiveness();
  const lineDeps: LineDeps = {
    settings,
    memory,
    parts: { caches: createCaches(now), sentMessage: ({ id }) => repeatable(sent, id, now()) },
    hearing: {
      now,
      told: createBoundedMap<true>({ entries: 2000 }),
      onEcho: (id, at) => evidence.statuses([{ id, status: "sent", at }]),
      tell: async (event) => {
        if (event.from !== null) recipients.met(event.from);
        await emit([await choices.recognise(event)]);
      },
    },
    onAck: (id, error) => {
      liveness.answered();
      const ack =
        error === null ? ({ kind: "accepted" } as const) : ({ kind: "error", code: error } as const);
      if (!acks.settle(id, ack)) evidence.lateAck(id, error);
      else if (error === null) evidence.acknowledged(id);
    },
    onStatuses: (told) => evidence.statuses(told),
    onNewChatsLocked: (locked) => life.remark(locked ? "new_chats_locked" : null),
  };
  const life: Life<WebLine> = createLife<WebLine>({
    dial: (events) => openLine(lineDeps, events),
    tell: (told) => tell.session(now(), told),
    forget: () => memory.clear(),
    onDown: () => acks.settleAll({ kind: "gone" }),
    clock,
    qrMs: settings.timing.qrMs,
  });
  const onSilence = () => {
    if (liveness.silent()) life.recycle("not_acknowledged");
  };
  const { ackMs } = timing;
  const delivering = { acks, sent, recipients, choices, fetchMedia, target, clock, ackMs, onSilence };
  return { life, delivering };
}

type Sending = { life: Life<WebLine>; delivering: Delivering; patience: AbortSignal };

async function send(sending: Sending, message: OutgoingMessage, signal: AbortSignal): Promise<Outcome> {
  const refusal = refusalOf(message.message);
  if (refusal) return { kind: "refused", error: refusal };
  const { life, delivering, patience } = sending;
  const line = await life.ready(AbortSignal.any([signal, patience]));
  if (signal.aborted) return notSent("The wait ended before the message left.");
  return line ? await deliver(delivering, line, message, signal) : notConnected(life.state());
}

function notConnected({ state, reason }: ReturnType<Life<WebLine>["state"]>): Outcome {
  const passing = state === "starting" || state === "reconnecting";
  const codes = { logged_out: "session_logged_out", banned: "session_banned" } as const;
  const code = state === "logged_out" || state === "banned" ? codes[state] : "session_not_connected";
  const detail = `The session is ${state.replace("_", " ")}${reason === null ? "" : ` (${reason})`}.`;
  const error = { code, providerCode: null, detail } as const;
  // Otherwise until a person pairs it again, or WhatsApp lifts its ban.
  return { kind: "later", error, scope: "sender", afterMs: passing ? 5000 : null, counts: false };
}

type Teller = {
  /** In order; what cannot be told is lost, as it is when a process dies. */
  later(events: () => Promise<readonly TransportEvent[]>): void;
  session(at: Date, told: Parameters<Parameters<typeof createLife>[0]["tell"]>[0]): void;
  /** Resolves when all so far is told. */
  quiet(): Promise<void>;
};

function createTeller(emit: EmitEvents, log: Log): Teller {
  let tail: Promise<void> = Promise.resolve();
  const later: Teller["later"] = (events) => {
    tail = tail.then(async () => {
      try {
        const ready = await events();
        if (ready.length > 0) await emit(ready);
      } catch {
        log("error", "Evidence could not be stored.");
      }
    });
  };
  return {
    later,
    session: (at, told) => later(async () => [{ kind: "session", at, ...told }]),
    quiet: () => tail,
  };
}
