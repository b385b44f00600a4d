// A tenant's wrapped data keys for whoever works with them for days: never older than half a minute.

import { createBatcher } from "../kernel/batcher.ts";
import type { Tx } from "../kernel/db.ts";
import { readDataKeys } from "./store.ts";

/** Of a tenant. Rejects when the database does not answer. */
export type CurrentKeys = (tenantId: string) => Promise<Buffer>;

/**
 * A rotation of data keys publishes a new key, waits until no process goes by what it has read before, and only then
 * lets it seal (`secrets/rotate-data-keys.ts`, whose minute is longer than this). So what is read with these keys
 * always opens, and nothing is sealed under a key that is gone.
 */
const rememberMs = 30_000;

/** `now` in milliseconds of a clock that no one sets. */
export function createCurrentKeys(db: Tx, now: () => number = () => performance.now()): CurrentKeys {
  const known = new Map<string, { keys: Promise<Buffer>; until: number }>();
  const lookUp = createBatcher<string, Buffer>({
    flushesMax: 1,
    itemsMax: 500,
    flush: (tenantIds) => readAll(db, tenantIds),
  });
  return (tenantId) => {
    const at = now();
    const remembered = known.get(tenantId);
    if (remembered !== undefined && at < remembered.until) return remembered.keys;
    // From before it was asked: the answer is as old as that at most.
    const mine = { keys: lookUp.add(tenantId), until: at + rememberMs };
    known.set(tenantId, mine);
    mine.keys.catch(() => {
      if (known.get(tenantId) === mine) known.delete(tenantId);
    });
    return mine.keys;
  };
}

async function readAll(db: Tx, tenantIds: readonly string[]): Promise<Buffer[]> {
  const rows = await readDataKeys(db, [tenantIds]);
  const byId = new Map(rows.map(({ id, data_key }) => [id, data_key]));
  return tenantIds.map((id) => {
    const keys = byId.get(id);
    if (keys === undefined) throw new Error("a sender's tenant exists");
    return keys;
  });
}
