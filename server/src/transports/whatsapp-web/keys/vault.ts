// The keys of one connection over the session's memory: one lock, one write for each transaction, and nothing
// in the cache that is not in the store.
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
import { decodeKey, encodeValue } from "./rows.ts";
import type { Row } from "./rows.ts";

export type Vault = {
  /** What Baileys works with. */
  keys: SignalKeyStoreWithTransaction;
  /** Makes durable what the running transaction has changed so far. */
  commitSoFar(): Promise<void>;
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
  writing: Promise<void>;
  tail: Promise<unknown>;
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
    writing: Promise.resolve(),
    tail: Promise.resolve(),
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
    put: (row) => change(state, [row]),
    credentialsChanged: () => {
      state.credsDirty = true;
      // Behind the running transaction, which takes them along: keys first, then what counts them.
      if (!currentOf(state)) exclusively(state, () => write(state, [])).catch(() => {});
    },
    close: () => close(state),
  };
}

/** Work left behind by a transaction that is over counts as outside. */
function currentOf(state: State): Transaction | null {
  const found = running.getStore();
  return found && found.state === state && !found.over ? found : null;
}

function exclusively<Result>(state: State, work: () => Promise<Result>): Promise<Result> {
  const run = state.tail.then(work);
  state.tail = run.catch(() => {});
  return run;
}

async function transaction<Result>(state: State, work: () => Promise<Result>): Promise<Result> {
  if (currentOf(state)) return await work();
  return await exclusively(state, async () => {
    const changed = new Map<string, Row>();
    const mine: Transaction = { state, changed, unwritten: new Map(), writing: null, over: false };
    state.inTransaction = true;
    try {
      const result = await running.run(mine, work);
      await commitSoFar(mine);
      return result;
    } finally {
      mine.over = true;
      state.inTransaction = false;
    }
  });
}

/** The devices of one message are encrypted side by side; they share one write. */
async function commitSoFar(mine: Transaction | null): Promise<void> {
  if (!mine) return;
  mine.writing ??= new Promise((tick) => setImmediate(tick)).then(async () => {
    const rows = [...mine.unwritten.values()];
    mine.unwritten.clear();
    mine.writing = null;
    await write(mine.state, rows);
  });
  await mine.writing;
}

async function change(state: State, rows: readonly Row[]): Promise<void> {
  const mine = currentOf(state);
  if (!mine) return await exclusively(state, () => write(state, rows));
  for (const row of rows) {
    mine.changed.set(keyOf(row), row);
    mine.unwritten.set(keyOf(row), row);
  }
}

async function write(state: State, rows: readonly Row[]): Promise<void> {
  if (state.fault !== null) throw state.fault;
  const creds = state.credsDirty ? credentialRows(state.creds) : [];
  if (rows.length + creds.length === 0) return;
  state.credsDirty = false;
  state.writing = state.memory.write([...rows, ...creds]);
  try {
    await state.writing;
  } catch (error) {
    state.fault = error instanceof Error ? error : new Error("The store refused a write.");
    state.onFault();
    throw state.fault;
  }
  for (const row of rows) state.cache.set(keyOf(row), row.value);
}

async function close(state: State): Promise<void> {
  const { fault, inTransaction, writing } = state;
  state.fault ??= new Error("The connection is over, and its keys are closed.");
  for (const end of state.reads) end(state.fault);
  await writing;
  const creds = fault === null && !inTransaction && state.credsDirty ? credentialRows(state.creds) : [];
  if (creds.length > 0) await state.memory.write(creds);
}

async function readKeys<Type extends keyof SignalDataTypeMap>(state: State, type: Type, ids: string[]) {
  if (state.fault !== null) throw state.fault;
  const known = new Map<string, Uint8Array | null>();
  for (const id of ids) {
    const row = currentOf(state)?.changed.get(keyOf({ type, id }));
    const value = row ? row.value : state.cache.get(keyOf({ type, id }));
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

function keyOf({ type, id }: { type: string; id: string }): string {
  return `${type}/${id}`;
}
