// Holding sessions: the process that holds a shard opens the sessions on it, keeps them, and says what becomes of them.

import { setTimeout as delay } from "node:timers/promises";
import type { Vault } from "../kernel/crypto.ts";
import type { Database } from "../kernel/db.ts";
import { openSecrets, type SenderWithKeys } from "../senders/index.ts";
import type { Outcome, Session, SessionEvent, Transport, TransportEvent } from "../transports/transport.ts";
import { answer } from "./answer-request.ts";
import { createSessionMemory, type Fence } from "./memory.ts";
import { sealQr } from "./qr.ts";
import { isAtRest } from "./session.ts";
import {
  pruneMemory,
  readSessionsOfSenders,
  takeRequests,
  writeAddress,
  writeSessionState,
} from "./store.ts";

export type HolderDeps = {
  db: Database;
  vault: Vault;
  fence(shard: number): ReturnType<Fence>;
  /** Makes evidence and inbound messages durable. */
  keep(sender: SenderWithKeys, events: readonly TransportEvent[]): Promise<void>;
  /** The lanes of this shard may go, or have to stop. */
  onChange(shard: number): void;
  onError(error: Error): void;
};

export type Holder = {
  /** Brings the sessions of these senders to what is wanted of them. `senders` are all of the shards named. */
  hold(shards: readonly number[], senders: readonly SenderOnTransport[]): Promise<void>;
  /** Closes the sessions of shards that are no longer held. */
  release(shards: readonly number[]): Promise<void>;
  /** The session to send through; one that is not open says so on every send. */
  session(senderId: string): Session;
  /** Takes and answers what is asked of held sessions. */
  serve(): Promise<void>;
  /** Forgets what the memories of held sessions need no more. */
  sweep(): Promise<void>;
};

export type SenderOnTransport = { sender: SenderWithKeys; transport: Transport };

export function createHolder(deps: HolderDeps): Holder {
  const held = new Map<string, Held>();
  return {
    hold: (shards, senders) => hold(deps, held, shards, senders),
    release: async (shards) => {
      const leaving = [...held.values()].filter(({ sender }) => shards.includes(sender.shard));
      await Promise.all(leaving.map((one) => close(deps, held, one, null)));
    },
    session: (senderId) => held.get(senderId)?.session ?? notOpen,
    serve: async () => {
      const opened = [...held.values()].filter((one) => one.session !== null);
      const requests = await takeRequests(deps.db, [opened.map(({ sender }) => sender.id)]);
      for (const request of requests) {
        const one = held.get(request.sender_id);
        if (one?.session) void answer(deps, one.sender, one.session, request);
        // A fresh start is an end without a new will: the next look opens it again.
        if (one && request.kind === "restart") void close(deps, held, one, null);
      }
    },
    sweep: () => sweep(deps, held),
  };
}

type Held = SenderOnTransport & { session: Session | null; ending: Promise<void> | null };

async function hold(
  deps: HolderDeps,
  held: Map<string, Held>,
  shards: readonly number[],
  senders: readonly SenderOnTransport[],
): Promise<void> {
  const present = new Map(senders.map(({ sender }) => [sender.id, sender]));
  const gone = [...held.values()].filter(
    ({ sender }) => shards.includes(sender.shard) && !present.has(sender.id),
  );
  // What another look opens meanwhile is not for this one to judge: it may have read before the session was wanted.
  const ours = [...held.values()].filter(({ sender }) => present.has(sender.id));
  const rows = await readSessionsOfSenders(deps.db, [[...present.keys()]]);
  const wanted = new Set(rows.filter((row) => row.wanted === "running").map((row) => row.sender_id));
  const unwanted = ours.filter(({ sender }) => !wanted.has(sender.id));
  for (const one of [...gone, ...unwanted]) void close(deps, held, one, "stopped");
  // As for a restart: the next look opens it again, with what it now has.
  const changed = ours.filter(
    ({ sender }) => wanted.has(sender.id) && isChanged(sender, present.get(sender.id)),
  );
  for (const one of changed) void close(deps, held, one, null);
  for (const each of senders) {
    if (wanted.has(each.sender.id) && !held.has(each.sender.id)) void open(deps, held, each);
  }
  const left = rows.filter((row) => !wanted.has(row.sender_id) && !held.has(row.sender_id));
  await layToRest(
    deps,
    left.flatMap((row) => (isAtRest(row.state) ? [] : (present.get(row.sender_id) ?? []))),
  );
}

/** What a session is opened with: a changed proxy or token asks for another one. */
function isChanged(then: SenderWithKeys, now: SenderWithKeys | undefined): boolean {
  const settings = ({ config, secrets }: SenderWithKeys): string =>
    JSON.stringify([config, secrets?.toString("base64") ?? null]);
  return now !== undefined && settings(then) !== settings(now);
}

/** Stopped by a person while nobody held them: their last holder died, and could not say so. */
async function layToRest(deps: HolderDeps, senders: readonly SenderWithKeys[]): Promise<void> {
  const stopped = { state: "stopped", reason: null, qr: null } as const;
  await Promise.all(senders.map((sender) => writeState(deps, sender, stopped)));
}

async function sweep(deps: HolderDeps, held: ReadonlyMap<string, Held>): Promise<void> {
  const byTransport = Map.groupBy(held.values(), (one) => one.transport);
  for (const [{ memoryLifetimes = {} }, ones] of byTransport) {
    const types = Object.keys(memoryLifetimes);
    const senders = ones.map(({ sender }) => sender.id);
    await pruneMemory(deps.db, [senders, types, types.map((type) => memoryLifetimes[type])]);
  }
}

/** One at a time per sender: the entry is there before anything is awaited. */
async function open(
  deps: HolderDeps,
  held: Map<string, Held>,
  { sender, transport }: SenderOnTransport,
): Promise<void> {
  const one: Held = { sender, transport, session: null, ending: null };
  held.set(sender.id, one);
  try {
    if (deps.fence(sender.shard) === null) return letGo(deps, held, one);
    one.session = await transport.open(accountOf(deps, sender), (events) => take(deps, held, one, events));
    if (one.ending !== null) await one.session.close();
  } catch (error) {
    held.delete(sender.id);
    deps.onError(error instanceof Error ? error : new Error(String(error)));
  }
}

/** Lost before it was opened. An entry left behind would keep it closed when the shard comes back. */
function letGo(deps: HolderDeps, held: Map<string, Held>, one: Held): void {
  if (held.get(one.sender.id) === one) held.delete(one.sender.id);
  deps.onChange(one.sender.shard);
}

function accountOf(deps: HolderDeps, sender: SenderWithKeys): Parameters<Transport["open"]>[0] {
  const fence = (): ReturnType<Fence> => deps.fence(sender.shard);
  const owner = {
    tenantId: sender.tenant_id,
    senderId: sender.id,
    shard: sender.shard,
    dataKeys: sender.data_key,
  };
  return {
    senderId: sender.id,
    address: sender.address,
    config: sender.config,
    secrets: openSecrets(deps.vault, sender),
    memory: createSessionMemory({ db: deps.db, vault: deps.vault, fence }, owner),
  };
}

async function take(
  deps: HolderDeps,
  held: Map<string, Held>,
  one: Held,
  events: readonly TransportEvent[],
): Promise<void> {
  await deps.keep(one.sender, events);
  if (events.some((event) => event.kind === "new_chats_locked")) deps.onChange(one.sender.shard);
  for (const event of events) if (event.kind === "session") await untilTaken(deps, held, one, event);
}

const retryMs = 1_000;

/** Nobody tells a state twice: one that was lost to a busy database would stand, and the lane with it. */
async function untilTaken(
  deps: HolderDeps,
  held: Map<string, Held>,
  one: Held,
  event: SessionEvent,
): Promise<void> {
  for (;;) {
    try {
      await takeState(deps, held, one, event);
      return;
    } catch (error) {
      deps.onError(error instanceof Error ? error : new Error(String(error)));
      await delay(retryMs);
    }
  }
}

async function takeState(
  deps: HolderDeps,
  held: Map<string, Held>,
  one: Held,
  event: SessionEvent,
): Promise<void> {
  const { sender } = one;
  // We ended it ourselves, and said so where it matters: a session that only changes its holder is not stopped.
  if (one.ending !== null) return;
  if (event.address !== null) await writeAddress(deps.db, [sender.tenant_id, sender.id, event.address]);
  await writeState(deps, sender, event);
  if (isAtRest(event.state)) {
    if (held.get(sender.id) === one) held.delete(sender.id);
    void one.session?.close();
  }
  deps.onChange(sender.shard);
}

async function writeState(
  deps: HolderDeps,
  sender: SenderWithKeys,
  { state, reason, qr }: Pick<SessionEvent, "state" | "reason" | "qr">,
): Promise<void> {
  const fence = deps.fence(sender.shard);
  if (fence === null) return;
  const sealed = qr === null ? null : sealQr(deps.vault, sender, qr.text);
  await writeSessionState(deps.db, [
    sender.shard,
    fence.epoch,
    fence.node,
    sender.tenant_id,
    sender.id,
    state,
    reason,
    sealed,
    qr?.expiresAt ?? null,
  ]);
}

/** `state` is written when a person ended it; a session that only changes its holder keeps what it says. */
async function close(
  deps: HolderDeps,
  held: Map<string, Held>,
  one: Held,
  state: "stopped" | null,
): Promise<void> {
  one.ending ??= (async () => {
    try {
      await one.session?.close();
      if (state !== null) await writeState(deps, one.sender, { state, reason: null, qr: null });
    } finally {
      // Also when it could not be written: the next look finds it neither held nor at rest.
      if (held.get(one.sender.id) === one) held.delete(one.sender.id);
      deps.onChange(one.sender.shard);
    }
  })().catch(deps.onError);
  await one.ending;
}

const notConnected: Outcome = {
  kind: "later",
  error: {
    code: "session_not_connected",
    providerCode: null,
    detail: "The sender's session is not connected; the message waits for it.",
  },
  scope: "sender",
  afterMs: 5_000,
  counts: false,
};

const notOpen: Session = { send: async () => notConnected, close: async () => undefined };
