// Nothing is sealed that rotation does not know of: the register is compared with the schema and with the code.

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSealedHouse, type SealedHouse } from "./testing/sealed-house.ts";
import { openBytes, sealedColumns } from "./sealed-columns.ts";

let house: SealedHouse;
beforeAll(async () => {
  house = await createSealedHouse();
});
afterAll(() => house.drop());

const registered = sealedColumns.map(({ table, column }) => `${table}.${column}`);

async function columnsOfBytes(): Promise<string[]> {
  const { rows } = await house.db.query<{ name: string }>(
    `select c.relname || '.' || a.attname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and a.attnum > 0 and not a.attisdropped and a.atttypid = 'bytea'::regtype`,
  );
  return rows.map(({ name }) => name);
}

test("every column of bytes is sealed and in the register, or said to be none of ours to open", async () => {
  expect((await columnsOfBytes()).toSorted()).toEqual([...registered, ...Object.keys(openBytes)].toSorted());
});

test("the register has each column's primary key, in its order", async () => {
  const { rows } = await house.db.query<{ name: string; key: string[] }>(
    `select c.relname as name, array(
       select a.attname::text || ' ' || format_type(a.atttypid, null)
       from unnest(i.indkey) with ordinality as k(attnum, place)
       join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum order by place) as key
     from pg_index i join pg_class c on c.oid = i.indrelid where i.indisprimary`,
  );
  const keys = new Map(rows.map(({ name, key }) => [name, key]));
  for (const { table, key } of sealedColumns) {
    expect([table, ...(keys.get(table) ?? [])]).toEqual([
      table,
      "tenant_id uuid",
      ...key.map(([name, type]) => `${name} ${type}`),
    ]);
  }
});

/** Tables that code seals for: a `Place` is written as an object with its table in it. */
function sealedIn(code: string): string[] {
  if (!/\bPlace\b|\.seal\(/.test(code)) return [];
  return [...code.matchAll(/\btable: "(\w+)"/g)].map((match) => match[1] ?? "");
}

test("every place that code seals for is a table of the register", () => {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(".ts") && !/\.test\.ts$|(^|\/)testing\/|^secrets\//.test(path),
  );
  const found = files.flatMap((path) =>
    sealedIn(readFileSync(`${root}/${path}`, "utf8")).map((table) => ({ path, table })),
  );
  const tables = new Set(sealedColumns.map(({ table }) => table));
  expect(found.filter(({ table }) => !tables.has(table))).toEqual([]);
  // All of them are found, so the search can find one that is missing.
  expect(new Set(found.map(({ table }) => table))).toEqual(tables);
});

test("a place for another table is noticed", () => {
  const code =
    'import type { Place } from "../kernel/crypto.ts";\nconst place = { table: "diary", tenantId };';
  expect(sealedIn(code)).toEqual(["diary"]);
});
