// One held session, from its opening to its end, and what is written of its state meanwhile.

import { setTimeout as delay } from "node:timers/promises";
import type { Vault } from "../kernel/crypto.ts";
import type { Database } from "../kernel/db.ts";
import { openSecrets, type SenderWithKeys } from "../senders/index.ts";
import type { Outcome, Session, SessionEvent, Transport, TransportEvent } from "../transports/transport.ts";
import type { CurrentKeys } from "./current-keys.ts";
import { createSessionMemory, type Fence } from "./memory.ts";
import { sealQr } from "./qr.ts";
import { isAtRest } from "./session.ts";
import { layToRest, writeAddress, writeSessionState } from "./store.ts";

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

/** `keys`: those of a sender's tenant, as they are now. */
export type HeldDeps = HolderDeps & { keys: CurrentKeys };

export type SenderOnTransport = { sender: SenderWithKeys; transport: Transport };

export type Held = SenderOnTransport & {
  /** Null until it is opened. */
  session: Session | null;
  /** Over when it is opened, or could not be. */
  opened: Promise<void>;
  /** Over when the last of its states is written. */
  told: Promise<void>;
  ending: Promise<void> | null;
};

/** One at a time per sender: the entry is there before anything is awaited. */
export function open(
  deps: HeldDeps,
  held: Map<string, Held>,
  { sender, transport }: SenderOnTransport,
): void {
  const done = Promise.resolve();
  const one: Held = { sender, transport, session: null, opened: done, told: done, ending: null };
  held.set(sender.id, one);
  one.opened = connect(deps, held, one).catch((error: unknown) => {
    letGo(held, one);
    deps.onError(asError(error));
  });
}

async function connect(deps: HeldDeps, held: Map<string, Held>, one: Held): Promise<void> {
  const { sender, transport } = one;
  if (deps.fence(sender.shard) === null) {
    // Lost before it was opened. An entry left behind would keep it closed when the shard comes back.
    letGo(held, one);
    deps.onChange(sender.shard);
    return;
  }
  one.session = await transport.open(accountOf(deps, sender), (events) => take(deps, held, one, events));
}

function letGo(held: Map<string, Held>, one: Held): void {
  if (held.get(one.sender.id) === one) held.delete(one.sender.id);
}

function accountOf(deps: HeldDeps, sender: SenderWithKeys): Parameters<Transport["open"]>[0] {
  const fence = (): ReturnType<Fence> => deps.fence(sender.shard);
  const owner = {
    tenantId: sender.tenant_id,
    senderId: sender.id,
    shard: sender.shard,
    dataKeys: () => deps.keys(sender.tenant_id),
  };
  return {
    senderId: sender.id,
    address: sender.address,
    config: sender.config,
    secrets: openSecrets(deps.vault, sender),
    memory: createSessionMemory({ db: deps.db, vault: deps.vault, fence }, owner),
  };
}

/**
 * `unwanted`: a person has stopped it, which is written. `moved`: it only changes its holder, or is to be opened again,
 * and keeps what it says.
 */
export function close(
  deps: HeldDeps,
  held: Map<string, Held>,
  one: Held,
  why: "unwanted" | "moved",
): Promise<void> {
  one.ending ??= end(deps, one, why)
    .catch((error: unknown) => deps.onError(asError(error)))
    .finally(() => {
      // Also when it could not be written: the next look finds it neither held nor at rest.
      letGo(held, one);
      deps.onChange(one.sender.shard);
    });
  return one.ending;
}

async function end(deps: HeldDeps, one: Held, why: "unwanted" | "moved"): Promise<void> {
  await one.opened;
  await one.session?.close();
  // A state under way when it ended comes first: after the end it would speak of the session that is opened next.
  await one.told;
  if (why === "unwanted") await sayStopped(deps, [one.sender]);
}

async function take(
  deps: HeldDeps,
  held: Map<string, Held>,
  one: Held,
  events: readonly TransportEvent[],
): Promise<void> {
  await deps.keep(one.sender, events);
  if (events.some((event) => event.kind === "new_chats_locked")) deps.onChange(one.sender.shard);
  const states = events.filter((event) => event.kind === "session");
  one.told = one.told.then(async () => {
    for (const event of states) await untilTaken(deps, held, one, event);
  });
  await one.told;
}

const retryMs = 1_000;

/** Nobody tells a state twice: one that was lost to a busy database would stand, and the lane with it. */
async function untilTaken(
  deps: HeldDeps,
  held: Map<string, Held>,
  one: Held,
  event: SessionEvent,
): Promise<void> {
  // We ended it ourselves, and said so where it matters: a session that only changes its holder is not stopped.
  while (one.ending === null) {
    try {
      await takeState(deps, held, one, event);
      return;
    } catch (error) {
      deps.onError(asError(error));
      await delay(retryMs);
    }
  }
}

async function takeState(
  deps: HeldDeps,
  held: Map<string, Held>,
  one: Held,
  event: SessionEvent,
): Promise<void> {
  const { sender } = one;
  if (event.address !== null) await writeAddress(deps.db, [sender.tenant_id, sender.id, event.address]);
  await writeState(deps, sender, event);
  if (isAtRest(event.state)) {
    letGo(held, one);
    // What it may still say is of no session any more.
    one.ending ??= one.opened.then(() => one.session?.close()).catch((error) => deps.onError(asError(error)));
  }
  deps.onChange(sender.shard);
}

async function writeState(
  deps: HeldDeps,
  sender: SenderWithKeys,
  { state, reason, qr }: Pick<SessionEvent, "state" | "reason" | "qr">,
): Promise<void> {
  const sealed = qr === null ? null : await sealedQr(deps, sender, qr.text);
  const fence = deps.fence(sender.shard);
  if (fence === null) return;
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

async function sealedQr(
  { vault, keys }: HeldDeps,
  { tenant_id, id }: SenderWithKeys,
  text: string,
): Promise<Buffer> {
  return sealQr(vault, { tenant_id, id, data_key: await keys(tenant_id) }, text);
}

/** Of all of these at once, as far as it is so by then. */
export async function sayStopped(deps: HeldDeps, senders: readonly SenderWithKeys[]): Promise<void> {
  const ours = senders.flatMap((sender) => {
    const fence = deps.fence(sender.shard);
    return fence === null ? [] : [{ sender, fence }];
  });
  if (ours.length === 0) return;
  await layToRest(deps.db, [
    ours.map(({ sender }) => sender.shard),
    ours.map(({ fence }) => fence.epoch),
    ours.map(({ fence }) => fence.node),
    ours.map(({ sender }) => sender.tenant_id),
    ours.map(({ sender }) => sender.id),
  ]);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
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

export const notOpen: Session = { send: async () => notConnected, close: async () => undefined };
