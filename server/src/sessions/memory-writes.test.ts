// Writes of many sessions travel together, and each of them is as safe as if it had gone alone.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Tx } from "../kernel/db.ts";
import { createMemoryWrites } from "./memory-writes.ts";
import { createHeldSenders, type HeldSenders } from "./testing/held-senders.ts";

let house: HeldSenders;
let [first, second] = ["", ""];
beforeAll(async () => {
  house = await createHeldSenders(20);
  [first = "", second = ""] = house.senders;
});
beforeEach(() => house.db.query("delete from session_memory"));
afterAll(() => house.drop());

/** The same database, and how many statements went to it. */
function counting(): { tx: Tx; statements(): number } {
  let statements = 0;
  const query = (...args: Parameters<Tx["query"]>) => {
    statements++;
    return house.db.query(...args);
  };
  return { tx: { query: query as Tx["query"] }, statements: () => statements };
}

describe("writes of many sessions", () => {
  test("that come together travel together", async () => {
    const { tx, statements } = counting();
    const writes = createMemoryWrites(tx);
    const written = await Promise.all(
      house.senders.map((sender) => writes.add(house.write(sender, { a: sender }))),
    );
    expect(written).toEqual(house.senders.map(() => true));
    expect(statements()).toBe(1);
    for (const sender of house.senders) expect(await house.remembered(sender)).toEqual({ a: sender });
  });

  test("are fenced each by its own epoch, though they name one shard", async () => {
    const { tx, statements } = counting();
    const writes = createMemoryWrites(tx);
    const written = await Promise.all([
      writes.add(house.write(first, { a: "stale" }, "6")),
      writes.add(house.write(second, { a: "ours" })),
    ]);
    expect(written).toEqual([false, true]);
    expect(statements()).toBe(1);
    expect([await house.remembered(first), await house.remembered(second)]).toEqual([{}, { a: "ours" }]);
  });

  test("delete each its own rows, and none that another names", async () => {
    const writes = createMemoryWrites(house.db);
    for (const sender of [first, second]) await writes.add(house.write(sender, { a: "x", b: "x", c: "x" }));
    await Promise.all([
      writes.add(house.write(first, { a: null, c: "moved" })),
      writes.add(house.write(second, { b: null })),
    ]);
    expect([await house.remembered(first), await house.remembered(second)]).toEqual([
      { b: "x", c: "moved" },
      { a: "x", c: "x" },
    ]);
  });

  test("do not fail for one that the database refuses, and nothing of that one is kept", async () => {
    const writes = createMemoryWrites(house.db);
    await writes.add(house.write(first, { b: "as it was" }));
    const written = await Promise.allSettled([
      writes.add(house.write(first, { a: "new", b: null, "no such \0 letter": "x" })),
      writes.add(house.write(second, { a: "kept" })),
      writes.add(house.write(randomUUID(), { a: "of nobody" })),
    ]);
    expect(written.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "rejected"]);
    expect([await house.remembered(first), await house.remembered(second)]).toEqual([
      { b: "as it was" },
      { a: "kept" },
    ]);
  });
});

describe("writes of one session", () => {
  test("that nobody waited for are made in order, also after one that was refused", async () => {
    const writes = createMemoryWrites(house.db);
    const refused = writes.add(house.write(first, { "\0": "x" }));
    const all = Array.from({ length: 30 }, (_, number) =>
      writes.add(house.write(first, { a: String(number) })),
    );
    await expect(refused).rejects.toThrow();
    await Promise.all(all);
    expect(await house.remembered(first)).toEqual({ a: "29" });
  });

  test("too large to travel with others keep their turn", async () => {
    const writes = createMemoryWrites(house.db);
    const many = Object.fromEntries(Array.from({ length: 800 }, (_, key) => [`key-${key}`, "new"]));
    const large = writes.add(house.write(first, { ...many, last: "of the many" }));
    await Promise.all([large, writes.add(house.write(first, { last: "after them" }))]);
    const kept = await house.remembered(first);
    expect([Object.keys(kept).length, kept["last"]]).toEqual([801, "after them"]);
  });

  test("are not overtaken by what forgets them all", async () => {
    const writes = createMemoryWrites(house.db);
    const written = writes.add(house.write(first, { a: "x" }));
    const clear = () => house.db.query("delete from session_memory where sender_id = $1", [first]);
    await Promise.all([written, writes.inTurn(first, clear)]);
    expect(await house.remembered(first)).toEqual({});
  });
});
