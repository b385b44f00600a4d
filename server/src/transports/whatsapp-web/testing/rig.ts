// A sender linked to a phone of the simulator: what most tests of the driver begin with.

import { Readable } from "node:stream";
import { expect, vi } from "vitest";
import type {
  InboundEvent,
  NewChatsEvent,
  Outcome,
  OutgoingMessage,
  SessionEvent,
  SessionState,
  StatusEvent,
  Transport,
  TransportEvent,
} from "../../transport.ts";
import { createWhatsAppWebTransport } from "../index.ts";
import type { WebSession, WhatsAppWebDeps } from "../index.ts";
import { systemClock } from "../time.ts";
import type { Clock } from "../time.ts";
import { createTestMemory } from "./session-memory.ts";
import type { TestMemory } from "./session-memory.ts";
import type { WhatsApp } from "./whatsapp.ts";

export const sender = "+5511900000001";

export type Rig = {
  /** The number it is linked to, or will be. */
  address: string;
  session: WebSession;
  memory: TestMemory;
  events: TransportEvent[];
  log: string[];
  locks(): NewChatsEvent[];
  states(): string[];
  statuses(correlation: string): StatusEvent[];
  inbound(): InboundEvent[];
  /** Resolves when the session has told this state since the last call that told it. */
  reaches(state: SessionState, reason?: string): Promise<SessionEvent>;
};

export type RigOptions = {
  memory?: TestMemory;
  address?: string;
  config?: Record<string, unknown>;
  secrets?: Record<string, string>;
  deps?: Partial<WhatsAppWebDeps>;
  /** In place of one that is made of the above. */
  transport?: Transport;
  /** Stands between the driver and whoever keeps its events. */
  keep?: (events: readonly TransportEvent[]) => Promise<void>;
};

export const promptTiming = {
  connectMs: 2000,
  queryMs: 5000,
  keepAliveMs: 30_000,
  qrMs: null,
  ackMs: 1500,
  patienceMs: 8000,
  probeMs: 60_000,
  probeAnswerMs: 5000,
  stallMs: 120_000,
};

/** How long the life of a session gives a connection to come about; a busy machine needs some of it. */
const watchdogMs = 45_000;

/**
 * Waits between connections pass in moments, the patience for answers does not; all of them are written
 * down.
 */
export function hurriedClock(waits: number[] = []): Clock {
  const after: Clock["after"] = (ms, run) => {
    const isKept = ms === promptTiming.ackMs || ms === promptTiming.probeMs;
    if (ms !== promptTiming.probeMs) waits.push(ms);
    const brief = ms === watchdogMs ? 1500 : Math.min(ms, 2000) / 20;
    return systemClock.after(isKept ? ms : brief, run);
  };
  return { ...systemClock, after };
}

export async function openRig(whatsapp: WhatsApp, options: RigOptions = {}): Promise<Rig> {
  const events: TransportEvent[] = [];
  const log: string[] = [];
  const memory = options.memory ?? createTestMemory();
  const transport =
    options.transport ??
    createWhatsAppWebTransport({
      production: false,
      endpoint: whatsapp.endpoint,
      fetchMedia: async () => ({ stream: Readable.from([Buffer.from("a file")]), contentType: "image/png" }),
      log: (level, line) => void log.push(`${level}: ${line}`),
      mayReachProxy: () => true,
      timing: promptTiming,
      ...options.deps,
    });
  const { address = sender, config = {}, secrets = {} } = options;
  const account = { senderId: "snd_1", address, config, secrets, memory };
  const session = (await transport.open(account, async (told) => {
    await options.keep?.(told);
    events.push(...told);
  })) as WebSession;
  const sessionEvents = () => events.filter((event) => event.kind === "session");
  let seen = 0;
  return {
    address,
    session,
    memory,
    events,
    log,
    locks: () => events.filter((event) => event.kind === "new_chats_locked"),
    states: () =>
      sessionEvents().map(({ state, reason }) => (reason === null ? state : `${state}: ${reason}`)),
    statuses: (correlation) =>
      events.filter((event) => event.kind === "status").filter((event) => event.correlation === correlation),
    inbound: () => events.filter((event) => event.kind === "inbound"),
    reaches: async (state, reason) => {
      const found = () => {
        const at = events.findIndex(
          (event, index) =>
            index >= seen &&
            event.kind === "session" &&
            event.state === state &&
            (reason === undefined || event.reason === reason),
        );
        return at < 0 ? null : at;
      };
      await vi.waitFor(
        () => expect(found(), `${state} in ${JSON.stringify(sessionEvents())}`).not.toBeNull(),
        {
          timeout: 15_000,
          interval: 10,
        },
      );
      const at = found() ?? 0;
      seen = at + 1;
      return events[at] as SessionEvent;
    },
  };
}

/** Linked and connected. */
export async function openLinked(whatsapp: WhatsApp, options: RigOptions = {}): Promise<Rig> {
  const rig = await openRig(whatsapp, options);
  const { qr } = await rig.reaches("pairing");
  await whatsapp.scan(options.address ?? sender, qr?.text ?? "");
  await rig.reaches("connected");
  return rig;
}

let fresh = 5_511_910_000_000;

/** Linked and connected on a number of its own, where waits between connections pass in moments. */
export function openAnew(whatsapp: WhatsApp, { deps, ...options }: RigOptions = {}): Promise<Rig> {
  const address = `+${++fresh}`;
  return openLinked(whatsapp, { address, ...options, deps: { clock: hurriedClock(), ...deps } });
}

/** What holds the number next, with the memory the former one has left. */
export async function openNext(
  whatsapp: WhatsApp,
  { address }: Pick<Rig, "address">,
  memory: TestMemory,
): Promise<Rig> {
  const next = await openRig(whatsapp, { address, memory });
  await next.reaches("connected");
  return next;
}

let sent = 0;

export function text(
  to: string,
  body = `Message ${++sent}`,
  correlation = `msg_test${++sent}.1`,
): OutgoingMessage {
  return { to, message: { type: "text", text: { body } }, correlation };
}

export function send({ session }: Rig, message: OutgoingMessage, ms = 15_000): Promise<Outcome> {
  return session.send(message, AbortSignal.timeout(ms));
}
