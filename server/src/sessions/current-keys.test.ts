// Whoever works for days goes by data keys of the last half minute, read for many tenants at once.

import { randomBytes, randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import type { Tx } from "../kernel/db.ts";
import { engine, useEngine } from "../kernel/testing/engine.ts";
import { createCurrentKeys } from "./current-keys.ts";

useEngine();

async function tenant(): Promise<string> {
  const id = randomUUID();
  await engine.query("insert into tenant (id, slug, name, data_key) values ($1, $2, 'T', $3)", [
    id,
    `t-${id}`,
    randomBytes(69),
  ]);
  return id;
}

async function rotate(id: string): Promise<Buffer> {
  const keys = randomBytes(138);
  await engine.query("update tenant set data_key = $2 where id = $1", [id, keys]);
  return keys;
}

test("keys are read anew when they are half a minute old, and not before", async () => {
  let now = 0;
  const keys = createCurrentKeys(engine, () => now);
  const id = await tenant();
  const first = await keys(id);
  const rotated = await rotate(id);
  now = 29_999;
  expect(await keys(id)).toEqual(first);
  now = 30_000;
  expect(await keys(id)).toEqual(rotated);
});

test("many who ask at once are one question to the database", async () => {
  let queries = 0;
  const counted: Tx = {
    query: ((...given: unknown[]) => {
      queries++;
      return Reflect.apply(engine.query, engine, given);
    }) as Tx["query"],
  };
  const keys = createCurrentKeys(counted, () => 0);
  const ids = [await tenant(), await tenant(), await tenant()];
  const found = await Promise.all([...ids, ...ids].map(keys));
  expect(new Set(found.map((one) => one.toString("hex"))).size).toBe(3);
  expect(queries).toBe(1);
});

test("what the database could not answer is asked again", async () => {
  let broken = true;
  const flaky: Tx = {
    query: ((...given: unknown[]) =>
      broken ? Promise.reject(new Error("away")) : Reflect.apply(engine.query, engine, given)) as Tx["query"],
  };
  const keys = createCurrentKeys(flaky, () => 0);
  const id = await tenant();
  await expect(keys(id)).rejects.toThrow("away");
  broken = false;
  expect((await keys(id)).length).toBe(69);
});
