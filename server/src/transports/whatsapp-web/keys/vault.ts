// The keys of one connection over the session's memory: one lock, all or nothing of each transaction, and
// nothing in the cache that is not in the store.
//
// The lock is held for as long as keys change, not for as long as the disk takes: what a transaction has
// decided is queued, read from there by the next one, and written in that order, whatever has gathered in one
// write. Nothing that was made with a key leaves before that key is durable (../frames.ts).
//
// It takes the place of Baileys' own transactions, which have three defects:
//  - one lock for each label (our id for a send, the contact's for a receive), so a send and a receive of one
//    contact read, change and write the same ratchet side by side, and the last one wins (Baileys PR 2811);
//  - work a transaction leaves behind still writes into it after the commit, so the privacy token issued
//    after each first send is never kept and issued again with every message;
//  - the ratchet is written after the message has left: a process killed in between would use the same
//    message key for the next text, which the recipient drops as a repetition.

import { AsyncLocalStorage } from "node:async_hooks";
import type { AuthenticationCreds, SignalDataTypeMap, SignalKeyStoreWithTransaction } from "baileys";
import type { SessionMemory } from "../../transport.ts";
import { createBoundedMap } from "../bounded-map.ts";
import type { BoundedMap } from "../bounded-map.ts";
import { credentialRows } from "./credentials.ts";
import { createRowQueue } from "./row-queue.ts";
import type { RowQueue } from "./row-queue.ts";
import { decodeKey, encodeValue, keyOf } from "./rows.ts";
import type { Row } from "./rows.ts";

export type Vault = {
  /** What Baileys works with. */
  keys: SignalKeyStoreWithTransaction;
  /** Makes durable what the running transaction has changed so far. */
  commitSoFar(): Promise<void>;
  /** The running transaction has changed all it will: the next one begins while this one's bytes still wait. */
  decide(): void;
  /** Resolves when all that is decided by now is durable; null when it is. Rejects once the vault has ended. */
  durable(): Promise<void> | null;
  /** Whether the session is still this process's. */
  isHeld(): boolean;
  /** Adds a row to the running transaction, or writes it by itself outside of one. */
  put(row: Row): Promise<void>;
  credentialsChanged(): void;
  /**
   * Resolves when what was decided is durable; after that nothing is ever written again. A transaction still
   * under way is dropped, credentials and all, as if the process had died: Baileys leaves queries unanswered
   * for half a minute when its socket closes, and whoever takes over cannot wait for them.
   */
  close(): Promise<void>;
};

export type VaultDeps = {
  memory: SessionMemory;
  creds: AuthenticationCreds;
  /**
   * The store refused a write. What Baileys now has in its hands is ahead of it: the connection has to go.
   */
  onFault: () => void;
};

type State = VaultDeps & {
  /** Encoded, so that nobody can change what is in it; null for what the store does not have. */
  cache: BoundedMap<Uint8Array | null>;
  credsDirty: boolean;
  fault: Error | null;
  inTransaction: boolean;
  /** Free when it resolves. */
  lock: Promise<void>;
  queue: RowQueue;
  /** Ends reads that are under way. */
  reads: Set<(reason: Error) => void>;
};

type Transaction = {
  state: State;
  /** All it has changed, for its own reads; and of it what is not written yet. */
  changed: Map<string, Row>;
  unwritten: Map<string, Row>;
  writing: Promise<void> | null;
  over: boolean;
  unlock(): void;
};

const running = new AsyncLocalStorage<Transaction>();

/** About 2 KB for a contact's ratchet: 4 MB at most for a session. */
const cachedRows = 2000;

export function createVault(deps: VaultDeps): Vault {
  const cache = createBoundedMap<Uint8Array | null>({ entries: cachedRows });
  const state: State = {
    ...deps,
    cache,
    credsDirty: false,
    fault: null,
    inTransaction: false,
    lock: Promise.resolve(),
    queue: createRowQueue((rows) => write(state, rows)),
    reads: new Set(),
  };
  const keys: SignalKeyStoreWithTransaction = {
    get: (type, ids) => readKeys(state, type, ids),
    set: (data) => change(state, rowsOf(data)),
    isInTransaction: () => currentOf(state) !== null,
    transaction: (work) => transaction(state, work),
  };
  return {
    keys,
    commitSoFar: () => commitSoFar(currentOf(state)),
    decide: () => decide(currentOf(state)),
    durable: () => (state.fault === null && state.queue.isEmpty() ? null : untilKept(state)),
    isHeld: () => state.memory.isHeld(),
    put: (row) => change(state, [row]),
    credentialsChanged: () => {
      state.credsDirty = true;
      // Behind the running transaction, which takes them along: keys first, then what counts them.
      if (!currentOf(state)) change(state, []).catch(() => {});
    },
    close: () => close(state),
  };
}

/** Work left behind by a transaction that is over counts as outside. */
function currentOf(state: State): Transaction | null {
  const found = running.getStore();
  return found && found.state === state && !found.over ? found : null;
}

async function lock(state: State): Promise<() => void> {
  const before = state.lock;
  const { promise, resolve } = Promise.withResolvers<void>();
  state.lock = promise;
  await before;
  return resolve;
}

async function transaction<Result>(state: State, work: () => Promise<Result>): Promise<Result> {
  if (currentOf(state)) return await work();
  const unlock = await lock(state);
  const rows = { changed: new Map<string, Row>(), unwritten: new Map<string, Row>() };
  const mine: Transaction = { state, ...rows, writing: null, over: false, unlock };
  state.inTransaction = true;
  try {
    const result = await running.run(mine, work);
    // Decided earlier, it has waited already, and what others have queued since is not its concern.
    if (mine.over) return result;
    decide(mine);
    await durable(state);
    return result;
  } finally {
    leave(mine);
  }
}

function decide(mine: Transaction | null): void {
  if (!mine || mine.over) return;
  queue(mine.state, takeUnwritten(mine));
  leave(mine);
}

function leave(mine: Transaction): void {
  if (mine.over) return;
  mine.over = true;
  mine.state.inTransaction = false;
  mine.unlock();
}

/** What is encrypted side by side shares one write. */
async function commitSoFar(mine: Transaction | null): Promise<void> {
  if (!mine) return;
  mine.writing ??= new Promise((tick) => setImmediate(tick)).then(async () => {
    mine.writing = null;
    // The next one may have changed the same keys by now.
    if (mine.over) throw new Error("The transaction is over.");
    queue(mine.state, takeUnwritten(mine));
    await durable(mine.state);
  });
  await mine.writing;
}

function takeUnwritten({ unwritten }: Transaction): Row[] {
  const rows = [...unwritten.values()];
  unwritten.clear();
  return rows;
}

async function change(state: State, rows: readonly Row[]): Promise<void> {
  const mine = currentOf(state);
  if (!mine) return await changeAlone(state, rows);
  for (const row of rows) {
    mine.changed.set(keyOf(row), row);
    mine.unwritten.set(keyOf(row), row);
  }
}

async function changeAlone(state: State, rows: readonly Row[]): Promise<void> {
  const unlock = await lock(state);
  try {
    queue(state, rows);
  } finally {
    unlock();
  }
  await durable(state);
}

/** From here on it is what everybody reads. */
function queue(state: State, rows: readonly Row[]): void {
  if (state.fault !== null) throw state.fault;
  const creds = state.credsDirty ? credentialRows(state.creds) : [];
  if (rows.length + creds.length === 0) return;
  state.credsDirty = false;
  state.queue.add([...rows, ...creds]);
}

async function durable(state: State): Promise<void> {
  if (state.fault !== null) throw state.fault;
  await state.queue.written();
}

/** The same for those who must not go on once the vault has ended. */
async function untilKept(state: State): Promise<void> {
  await durable(state);
  if (state.fault !== null) throw state.fault;
}

async function write(state: State, rows: readonly Row[]): Promise<void> {
  try {
    await state.memory.write(rows);
  } catch (error) {
    state.fault = error instanceof Error ? error : new Error("The store refused a write.");
    state.onFault();
    throw state.fault;
  }
  for (const row of rows) state.cache.set(keyOf(row), row.value);
}

async function close(state: State): Promise<void> {
  const { fault, inTransaction } = state;
  if (fault === null && !inTransaction) queue(state, []);
  state.fault ??= new Error("The connection is over, and its keys are closed.");
  for (const end of state.reads) end(state.fault);
  await state.queue.written();
}

async function readKeys<Type extends keyof SignalDataTypeMap>(state: State, type: Type, ids: string[]) {
  if (state.fault !== null) throw state.fault;
  const known = new Map<string, Uint8Array | null>();
  for (const id of ids) {
    const key = keyOf({ type, id });
    const row = currentOf(state)?.changed.get(key) ?? state.queue.find(key);
    const value = row ? row.value : state.cache.get(key);
    if (value !== undefined) known.set(id, value);
  }
  const missing = ids.filter((id) => !known.has(id));
  if (missing.length > 0) {
    const read = await untilClosed(state, state.memory.read(type, missing));
    for (const id of missing) {
      const value = read.get(id) ?? null;
      known.set(id, value);
      const key = keyOf({ type, id });
      // A write that overtook this read knows better.
      if (state.cache.get(key) === undefined) state.cache.set(key, value);
    }
  }
  const found: Record<string, SignalDataTypeMap[Type]> = {};
  for (const [id, value] of known) if (value) found[id] = decodeKey(type, value);
  return found;
}

/**
 * A read that is never answered must not outlive its connection: libsignal has one queue for each contact in
 * the whole process, and the next connection would wait behind it.
 */
function untilClosed<Result>({ reads }: State, read: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    reads.add(reject);
    read.then(resolve, reject).finally(() => reads.delete(reject));
  });
}

function rowsOf(data: Record<string, Record<string, unknown> | undefined>): Row[] {
  return Object.entries(data).flatMap(([type, entries]) =>
    Object.entries(entries ?? {}).map(([id, value]) => ({
      type,
      id,
      value: value === null || value === undefined ? null : encodeValue(value),
    })),
  );
}
