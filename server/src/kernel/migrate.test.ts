// Migrations beside a system at work: run once, giving way to long transactions, telling older code whether it may go
// on.

import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import pg from "pg";
import { expect, inject, onTestFinished, test, vi } from "vitest";
import { migrate } from "./migrate.ts";
import { knownLevel, migrationDirectory } from "./migration-files.ts";
import { createTestDatabase } from "./postgres/test-database.ts";
import { requireSchema } from "./schema.ts";

const known = await knownLevel();

test("several processes that start at once migrate once", async () => {
  const url = await emptyDatabase();
  const runs = await Promise.all([migrate(url), migrate(url), migrate(url)]);
  expect(runs.map((run) => run.version)).toEqual([known, known, known]);
  expect(runs.map((run) => run.applied).toSorted((a, b) => a - b)).toEqual([0, 0, known]);
});

test("a migration gives way to a long transaction, and gets through when it has ended", async () => {
  const url = await migratedDatabase();
  const other = await connect(url);
  await other.query("begin; lock table message in row exclusive mode");
  const said: string[] = [];
  const running = migrate(url, {
    directory: await nextMigration("alter table message add column color text;"),
    onWait: (sentence) => said.push(sentence),
  });
  await vi.waitFor(() => expect(said).toHaveLength(1), { timeout: 10_000 });
  // Between its turns the table is everybody's.
  await other.query("insert into client_reference select from tenant where false; commit");
  expect(await running).toEqual({ version: known + 1, applied: 1 });
});

test("code runs on a newer schema that is compatible with it", async () => {
  const url = await migratedDatabase();
  await migrate(url, { directory: await nextMigration("create table color (id uuid);", known) });
  await requireSchema(url);
  expect(await migrate(url)).toEqual({ version: known + 1, applied: 0 });
});

test("code refuses a newer schema that is not, and says what to do", async () => {
  const url = await migratedDatabase();
  await migrate(url, { directory: await nextMigration("alter table message drop column metadata;") });
  const sentence =
    `The database has schema version ${known + 1}, which only releases that know ${known + 1} can use; ` +
    `this one knows ${known}. Upgrade Waypost.`;
  await expect(requireSchema(url)).rejects.toThrow(sentence);
  await expect(migrate(url)).rejects.toThrow(sentence);
});

test("code refuses a schema that lacks a migration", async () => {
  const url = await migratedDatabase();
  const directory = await nextMigration("create table color (id uuid);");
  await expect(requireSchema(url, directory)).rejects.toThrow("run `waypost migrate`");
});

test("an index is built beside the work, and the build can be repeated after it was cut off", async () => {
  const url = await migratedDatabase();
  const client = await connect(url);
  const directory = await nextMigration(
    `-- transaction: none
drop index concurrently if exists inbound_by_type;
create index concurrently inbound_by_type on inbound_message (tenant_id, type);`,
    known,
  );
  await client.query("create index inbound_by_type on inbound_message (tenant_id, type)");
  expect(await migrate(url, { directory })).toEqual({ version: known + 1, applied: 1 });
});

test("a migration that fails leaves nothing of itself", async () => {
  const url = await migratedDatabase();
  const directory = await nextMigration("create table color (id uuid); select 1 / 0;");
  await expect(migrate(url, { directory })).rejects.toThrow("division by zero");
  const client = await connect(url);
  const { rows } = await client.query(
    "select to_regclass('color') as color, max(version) as version from migration",
  );
  expect(rows).toEqual([{ color: null, version: known }]);
});

/** Today's files and one more, as a later release would bring it. */
async function nextMigration(sql: string, compatibleWith?: number): Promise<URL> {
  const directory = await mkdtemp(join(tmpdir(), "waypost-migrations-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  await cp(migrationDirectory, directory, { recursive: true });
  const number = (n: number): string => String(n).padStart(4, "0");
  const header = compatibleWith === undefined ? "" : `-- compatible-with: ${number(compatibleWith)}\n`;
  await writeFile(join(directory, `${number(known + 1)}_next.sql`), `-- The next one.\n\n${header}${sql}\n`);
  return pathToFileURL(`${directory}/`);
}

async function migratedDatabase(): Promise<string> {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  return database.url;
}

async function emptyDatabase(): Promise<string> {
  const server = await connect(inject("postgresUrl"));
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await server.query(`create database ${name}`);
  const url = new URL(inject("postgresUrl"));
  url.pathname = name;
  onTestFinished(async () => {
    const client = new pg.Client({ connectionString: inject("postgresUrl") });
    await client.connect();
    await client.query(`drop database ${name} with (force)`);
    await client.end();
  });
  return url.href;
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}
