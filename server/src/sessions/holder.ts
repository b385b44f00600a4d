// Holding sessions: the process that holds a shard opens the sessions on it, and ends those nobody wants.

import type { Vault } from "../kernel/crypto.ts";
import { openSecrets, type SenderWithKeys } from "../senders/index.ts";
import type { Session } from "../transports/transport.ts";
import { answer } from "./answer-request.ts";
import { createCurrentKeys } from "./current-keys.ts";
import {
  close,
  type Held,
  type HeldDeps,
  type HolderDeps,
  notOpen,
  open,
  type SenderOnTransport,
  sayStopped,
} from "./held.ts";
import { isAtRest } from "./session.ts";
import { pruneMemory, readSendersToHold, type SenderNow, takeRequests } from "./store.ts";

export type { HolderDeps, SenderOnTransport } from "./held.ts";

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

export function createHolder(given: HolderDeps): Holder {
  const deps: HeldDeps = { ...given, keys: createCurrentKeys(given.db) };
  const held = new Map<string, Held>();
  let looked: Promise<unknown> = Promise.resolve();
  return {
    // One look after another: what one reads, no other has changed when it acts on it.
    hold: (shards, senders) => {
      const look = looked.then(() => hold(deps, held, shards, senders));
      looked = look.catch(() => undefined);
      return look;
    },
    release: async (shards) => {
      const leaving = [...held.values()].filter(({ sender }) => shards.includes(sender.shard));
      await Promise.all(leaving.map((one) => close(deps, held, one, "moved")));
    },
    session: (senderId) => held.get(senderId)?.session ?? notOpen,
    serve: () => serve(deps, held),
    sweep: () => sweep(deps, held),
  };
}

/**
 * What can change is read anew, and not taken from `senders`: whoever read that list may have been overtaken by a
 * person who created a sender, gave it another proxy or started it, and by a look that knew so.
 */
async function hold(
  deps: HeldDeps,
  held: Map<string, Held>,
  shards: readonly number[],
  senders: readonly SenderOnTransport[],
): Promise<void> {
  const ours = [...held.values()].filter(({ sender }) => shards.includes(sender.shard));
  const known = new Set(ours.map(({ sender }) => sender.id));
  const others = senders.filter(({ sender }) => !known.has(sender.id));
  const ids = [...known, ...others.map(({ sender }) => sender.id)];
  const rows = await readSendersToHold(deps.db, [shards, ids]);
  const now = new Map(rows.map((row) => [row.sender_id, row]));
  for (const one of ours) {
    const row = now.get(one.sender.id);
    if (row?.wanted !== "running") void close(deps, held, one, "unwanted");
    // As for a restart: the next look opens it again, with what it now has.
    else if (isChanged(deps.vault, one.sender, row)) void close(deps, held, one, "moved");
  }
  const left: SenderWithKeys[] = [];
  for (const { sender, transport } of others) {
    const row = now.get(sender.id);
    if (row === undefined) continue;
    const { address, config, secrets, data_key, wanted, state } = row;
    if (wanted === "running")
      open(deps, held, { sender: { ...sender, address, config, secrets, data_key }, transport });
    // Stopped by a person while nobody held it: its last holder died, and could not say so.
    else if (!isAtRest(state)) left.push(sender);
  }
  await sayStopped(deps, left);
}

/** What a session is opened with: a changed proxy or token asks for another one. The same sealed anew does not. */
function isChanged(vault: Pick<Vault, "open">, then: SenderWithKeys, now: SenderNow): boolean {
  if (JSON.stringify(then.config) !== JSON.stringify(now.config)) return true;
  if (then.secrets === null || now.secrets === null) return then.secrets !== now.secrets;
  if (then.secrets.equals(now.secrets)) return false;
  const opened = (sender: SenderWithKeys): string => JSON.stringify(openSecrets(vault, sender));
  return opened(then) !== opened({ ...then, ...now });
}

async function serve(deps: HeldDeps, held: Map<string, Held>): Promise<void> {
  const opened = [...held.values()].filter((one) => one.session !== null);
  const requests = await takeRequests(deps.db, [opened.map(({ sender }) => sender.id)]);
  for (const request of requests) {
    const one = held.get(request.sender_id);
    if (one?.session) void answer(deps, one.sender, one.session, request);
    // A fresh start is an end without a new will: the next look opens it again.
    if (one && request.kind === "restart") void close(deps, held, one, "moved");
  }
}

async function sweep(deps: HeldDeps, held: ReadonlyMap<string, Held>): Promise<void> {
  const byTransport = Map.groupBy(held.values(), (one) => one.transport);
  for (const [{ memoryLifetimes = {} }, ones] of byTransport) {
    const types = Object.keys(memoryLifetimes);
    const senders = ones.map(({ sender }) => sender.id);
    await pruneMemory(deps.db, [senders, types, types.map((type) => memoryLifetimes[type])]);
  }
}
