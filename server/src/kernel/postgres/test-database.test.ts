// Checks that test files get real, migrated and separate databases.
import pg from "pg";
import { expect, test } from "vitest";
import { createTestDatabase } from "./test-database.ts";

test("two test databases are migrated alike and share no rows", async () => {
  const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  expect(await versions(one.url)).toBeGreaterThan(0);
  await query(one.url, "delete from migration");
  expect(await versions(one.url)).toBe(0);
  expect(await versions(other.url)).toBeGreaterThan(0);
  await Promise.all([one.drop(), other.drop()]);
  await expect(versions(one.url)).rejects.toThrow("does not exist");
});

test("the test server keeps what it acknowledges, as production does", async () => {
  const database = await createTestDatabase();
  const [row] = await query(
    database.url,
    "select current_setting('fsync') || current_setting('synchronous_commit') s",
  );
  expect(row).toEqual({ s: "onon" });
  await database.drop();
});

async function versions(url: string): Promise<number> {
  const [row] = await query(url, "select count(*)::int as n from migration");
  return Number(row?.["n"]);
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
