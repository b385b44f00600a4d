// What writing and sweeping take of a large memory, by the table's own counters.

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Tx } from "../kernel/db.ts";
import { createMemoryWrites } from "./memory-writes.ts";
import { pruneMemory } from "./store.ts";
import { createHeldSenders, type HeldSenders } from "./testing/held-senders.ts";

let house: HeldSenders;
let [first, second] = ["", ""];

describe("a session that remembers three thousand rows", () => {
  const rows = Object.fromEntries(Array.from({ length: 3_000 }, (_, key) => [`key-${key}`, "x".repeat(200)]));
  type Touched = { read: number; updated: number; hot: number };

  /** The counters also hold what this connection did a moment ago, so their growth is what counts. */
  async function touchedBy(work: (tx: Tx) => Promise<unknown>): Promise<Touched> {
    return await house.db.transaction(async (tx) => {
      const before = await touched(tx);
      await work(tx);
      const after = await touched(tx);
      return {
        read: after.read - before.read,
        updated: after.updated - before.updated,
        hot: after.hot - before.hot,
      };
    });
  }

  async function touched(tx: Tx): Promise<Touched> {
    const { rows: found } = await tx.query<Touched>(
      `select (seq_tup_read + idx_tup_fetch)::int as read, n_tup_upd::int as updated, n_tup_hot_upd::int as hot
       from pg_stat_xact_user_tables where relname = 'session_memory'`,
    );
    return found[0]!;
  }

  beforeEach(async () => {
    house = await createHeldSenders(2);
    [first = "", second = ""] = house.senders;
    const writes = createMemoryWrites(house.db);
    // Every connection plans while the table is small, and keeps its plan.
    for (let time = 0; time < 30; time++)
      await Promise.all([
        writes.add(house.write(first, { a: "x", b: null })),
        pruneMemory(house.db, [house.senders, ["sent"], [1_000]]),
      ]);
    await writes.add(house.write(first, rows));
  });
  afterEach(() => house.drop());

  test("is not read through to delete one of them", async () => {
    const { read } = await touchedBy((tx) =>
      createMemoryWrites(tx).add(house.write(first, { "key-7": null, "key-8": "moved" })),
    );
    expect(read).toBeLessThan(10);
    const kept = await house.remembered(first);
    expect([Object.keys(kept).length, kept["key-7"], kept["key-8"]]).toEqual([3_000, undefined, "moved"]);
  });

  test("changes one without a word to any index", async () => {
    const { updated, hot } = await touchedBy((tx) =>
      createMemoryWrites(tx).add(
        house.write(first, { "key-8": "y".repeat(200), "key-2000": "z".repeat(200) }),
      ),
    );
    expect([updated, hot]).toEqual([2, 2]);
  });

  test("is not read by the sweep for what it keeps for ever", async () => {
    await house.db.query("update session_memory set type = 'sent' where id like 'key-1__'");
    await house.db.query(
      "update session_memory set written_at = now() - interval '1 day' where id = 'key-100'",
    );
    const { read } = await touchedBy((tx) => pruneMemory(tx, [[first, second], ["sent"], [60_000]]));
    expect(read).toBeLessThan(150);
    const kept = Object.keys(await house.remembered(first));
    expect([kept.length, kept.includes("key-100")]).toEqual([3_000, false]);
  });
});
