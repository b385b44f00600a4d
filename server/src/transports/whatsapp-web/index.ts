// The road over WhatsApp Web: a linked device of the sender's own number, by way of Baileys.

import type { Account, EmitEvents, Session, Transport } from "../transport.ts";
import type { Endpoint } from "./dial-guard.ts";
import type { Log } from "./log.ts";
import { waitsForSession } from "./deliver.ts";
import { createDialGate } from "./life/dial-gate.ts";
import { memoryLifetimes } from "./memory-lifetimes.ts";
import type { FetchMedia } from "./outgoing/media.ts";
import { supportedTypes } from "./outgoing/supported.ts";
import { repairBaileys } from "./repairs/index.ts";
import { openWebSession } from "./session.ts";
import type { WebSession } from "./session.ts";
import { usualTiming } from "./socket.ts";
import type { SocketTiming } from "./socket.ts";
import { systemClock } from "./time.ts";
import type { Clock } from "./time.ts";
import type { MayReach } from "./tunnel.ts";
import type { SessionDeps, SessionTiming } from "./wiring.ts";

export type { Endpoint } from "./dial-guard.ts";
export type { FetchedMedia, FetchMedia } from "./outgoing/media.ts";
export type { WebSession } from "./session.ts";

// Before anything can connect: a process with an untested Baileys does not even start.
repairBaileys();

export type WhatsAppWebDeps = {
  /** In production only WhatsApp's own hosts are dialled. */
  production: boolean;
  /** A WhatsApp of our own, for tests and the sandbox: never in production. */
  endpoint?: Endpoint;
  /** Behind the guard against requests into our own network. */
  fetchMedia: FetchMedia;
  log: Log;
  /** Which addresses a sender's proxy may have; without it none may. */
  mayReachProxy?: MayReach;
  /** The largest file that is fetched of what people send. */
  fileBytesMax?: number;
  /** The client version to claim, when WhatsApp has stopped taking that of the release. */
  version?: readonly [number, number, number];
  clock?: Clock;
  timing?: Partial<SocketTiming & SessionTiming>;
};

const usualSessionTiming: SessionTiming = {
  ackMs: 20_000,
  patienceMs: 10_000,
  probeMs: 60_000,
  probeAnswerMs: 20_000,
  stallMs: 120_000,
};
/** WhatsApp's apps send files of up to 2 GB; what a business is sent is seldom longer than this. */
const usualFileBytes = 100 * 1024 * 1024;

export function createWhatsAppWebTransport(given: WhatsAppWebDeps): Transport {
  const deps = settle(given);
  return {
    name: "whatsapp_web",
    capabilities: {
      messageTypes: supportedTypes,
      // One is encrypted while the keys of those before it are written and WhatsApp answers; more gain nothing.
      maxInFlight: 4,
      receipts: true,
    },
    open: async (account, emit) => open(account, emit, deps),
    memoryLifetimes,
  };
}

function settle(given: WhatsAppWebDeps): SessionDeps {
  const { production, endpoint, fetchMedia, log, version, clock = systemClock, timing } = given;
  if (endpoint && production)
    throw new Error("In production WhatsApp Web dials no other host than WhatsApp's.");
  const times = { ...usualTiming, ...usualSessionTiming, ...timing };
  return {
    settings: { endpoint: endpoint ?? null, log, timing: times, version: version ? [...version] : null },
    fetchMedia,
    clock,
    timing: times,
    gate: createDialGate(clock),
    mayReachProxy: given.mayReachProxy ?? (() => false),
    fileBytesMax: given.fileBytesMax ?? usualFileBytes,
  };
}

function open(account: Account, emit: EmitEvents, deps: SessionDeps): Session | WebSession {
  const { memory } = account;
  if (memory) return openWebSession({ ...account, memory }, emit, deps);
  const detail = "A WhatsApp Web session needs a memory, and was given none.";
  const error = { code: "invalid_sender_config", providerCode: null, detail } as const;
  const refusal = waitsForSession(error, 60_000);
  return { send: async () => refusal, close: async () => {} };
}
