// Writes of many sessions' memories in one statement, and so in one flush of the disk: each still waits for its own.

import { createBatcher } from "../kernel/batcher.ts";
import type { Tx } from "../kernel/db.ts";
import { writeMemory } from "./store.ts";

export type MemoryWrite = {
  shard: number;
  epoch: string;
  node: string;
  tenantId: string;
  senderId: string;
  /** Sealed; null deletes. */
  rows: readonly { type: string; id: string; value: Buffer | null }[];
};

export type MemoryWrites = {
  /** All or nothing, durable when it resolves. False when the session was not ours to write for. */
  add(write: MemoryWrite): Promise<boolean>;
  /** Does something else with a session's memory in its turn among the writes. */
  inTurn<Result>(senderId: string, work: () => Promise<Result>): Promise<Result>;
};

/** One for all sessions of the process, or there is nobody to travel with. */
export function createMemoryWrites(db: Tx): MemoryWrites {
  const batcher = createBatcher<MemoryWrite, Written>({
    flushesMax: 2,
    itemsMax: 100,
    flush: (writes) => flush(db, writes),
  });
  const turns = new Map<string, Promise<unknown>>();
  const inTurn: MemoryWrites["inTurn"] = (senderId, work) => takeTurn(turns, senderId, work);
  return {
    inTurn,
    add: (write) =>
      inTurn(write.senderId, async () => {
        const written =
          write.rows.length > rowsTogetherMax ? await writeAlone(db, write) : await batcher.add(write);
        if (written instanceof Error) throw written;
        return written;
      }),
  };
}

/** Beyond that a write goes by itself: others must not wait for the eight hundred keys of a pairing. */
const rowsTogetherMax = 100;

type Written = boolean | Error;

/** One after another for each session, or two flushes under way could leave the older of two values. */
async function takeTurn<Result>(
  turns: Map<string, Promise<unknown>>,
  senderId: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const turn = (turns.get(senderId) ?? Promise.resolve()).then(work);
  const over = turn.catch(() => undefined);
  turns.set(senderId, over);
  try {
    return await turn;
  } finally {
    if (turns.get(senderId) === over) turns.delete(senderId);
  }
}

/** What the database will not take of one session must not fail its neighbours, so then each goes alone. */
async function flush(db: Tx, writes: readonly MemoryWrite[]): Promise<Written[]> {
  try {
    return await writeTogether(db, writes);
  } catch (error) {
    if (writes.length === 1) return [asError(error)];
    return await Promise.all(writes.map((write) => writeAlone(db, write)));
  }
}

async function writeAlone(db: Tx, write: MemoryWrite): Promise<Written> {
  const [written = false] = await writeTogether(db, [write]).catch((error: unknown) => [asError(error)]);
  return written;
}

async function writeTogether(db: Tx, writes: readonly MemoryWrite[]): Promise<boolean[]> {
  const rows = writes.flatMap(({ tenantId, senderId, rows: changes }, index) =>
    changes.map((row) => ({ ...row, tenantId, senderId, place: index + 1 })),
  );
  const kept = rows.filter(({ value }) => value !== null);
  const gone = rows.filter(({ value }) => value === null);
  const held = await writeMemory(db, [
    writes.map(({ shard }) => shard),
    writes.map(({ epoch }) => epoch),
    writes.map(({ node }) => node),
    writes.map(({ tenantId }) => tenantId),
    writes.map(({ senderId }) => senderId),
    kept.map(({ place }) => place),
    kept.map(({ type }) => type),
    kept.map(({ id }) => id),
    kept.map(({ value }) => value),
    gone.map(({ place }) => place),
    gone.map(({ tenantId }) => tenantId),
    gone.map(({ senderId }) => senderId),
    gone.map(({ type }) => type),
    gone.map(({ id }) => id),
  ]);
  const places = new Set(held.map(({ place }) => place));
  return writes.map((_, index) => places.has(index + 1));
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
