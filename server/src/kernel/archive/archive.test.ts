// A backup and its restore on a real Postgres: every row comes back as it was, and a file that is not whole leaves
// nothing.

import { randomBytes, randomUUID } from "node:crypto";
import { Readable, Writable } from "node:stream";
import pg from "pg";
import { expect, inject, onTestFinished, test } from "vitest";
import { createTestDatabase } from "../postgres/test-database.ts";
import { readArchive, type RestoreOptions } from "./read-archive.ts";
import type { Passphrase } from "./seal.ts";
import { archivedTables } from "./tables.ts";
import { writeArchive } from "./write-archive.ts";

const passphrase: Passphrase = { text: randomBytes(32).toString("hex"), derived: true };
const about = { version: "1.2.3", createdAt: "2026-11-01T00:00:00.000Z", masterKey: "abcd" };

test("every row of every table comes back, byte for byte", async () => {
  const source = await filledDatabase();
  const file = await backUp(source);
  const target = await emptyDatabase();
  const { tables } = await restore(file, target);
  expect(tables.find(({ name }) => name === "message")?.rows).toBe(2_000);
  expect(await contents(target)).toEqual(await contents(source));
  expect(await securedTables(target)).toEqual(await securedTables(source));
});

test("a database without superuser rights is backed up whole and restored", async () => {
  const source = await filledDatabase();
  const owner = await ownedBySomebody();
  await restore(await backUp(source), owner);
  const again = await emptyDatabase();
  await restore(await backUp(owner), again);
  expect(await contents(again)).toEqual(await contents(source));
});

test("what is written while the backup runs is not in it, and breaks nothing", async () => {
  const source = await filledDatabase();
  const client = await connect(source);
  const chunks: Buffer[] = [];
  const slow = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk);
      client
        .query("insert into unit (id, kind) values ($1, 'session')", [randomUUID()])
        .then(() => done(), done);
    },
  });
  const { tables } = await writeArchive(slow, { url: source, passphrase, about });
  expect(tables.find(({ name }) => name === "unit")?.rows).toBe(64);
  await restore(Buffer.concat(chunks), await emptyDatabase());
});

test.each([
  ["cut off", (file: Buffer): Buffer => file.subarray(0, file.length - 100)],
  [
    "changed in one bit",
    (file: Buffer): Buffer => {
      const changed = Buffer.from(file);
      changed.writeUInt8(changed.readUInt8(file.length >> 1) ^ 1, file.length >> 1);
      return changed;
    },
  ],
])("a file that was %s leaves no row", async (_what, damage) => {
  const file = await backUp(await filledDatabase());
  const target = await emptyDatabase();
  await expect(restore(damage(file), target)).rejects.toThrow();
  const client = await connect(target);
  const { rows } = await client.query("select to_regclass('tenant') is null as absent");
  if (rows[0].absent === false) expect((await client.query("select from tenant")).rows).toEqual([]);
  // And the whole one still goes in.
  await restore(file, target);
});

test("another passphrase does not open it", async () => {
  const file = await backUp(await filledDatabase());
  const wrong = { ...passphrase, text: "not this one at all" };
  await expect(restore(file, await emptyDatabase(), { passphrase: wrong })).rejects.toThrow("does not open");
});

test("a database that holds something is left alone", async () => {
  const file = await backUp(await filledDatabase());
  const target = await filledDatabase();
  const before = await contents(target);
  await expect(restore(file, target)).rejects.toThrow("already holds a Waypost");
  expect(await contents(target)).toEqual(before);
});

async function backUp(url: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const target = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  await writeArchive(target, { url, passphrase, about });
  return Buffer.concat(chunks);
}

function restore(
  file: Buffer,
  url: string,
  more: Partial<RestoreOptions> = {},
): ReturnType<typeof readArchive> {
  const source = Readable.from([file], { objectMode: false });
  return readArchive(source, {
    url,
    passphrase,
    check: () => undefined,
    finish: async () => undefined,
    ...more,
  });
}

/** Text that a careless format would change: tabs, backslashes, quotes, line ends, other scripts. */
async function filledDatabase(): Promise<string> {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const client = await connect(database.url);
  await client.query(`
    insert into tenant (id, slug, name, data_key)
      values (gen_random_uuid(), 'one', E'A\\tB\\\\N\\n"ü" مرحبا', '\\x00ff0a09');
    insert into sender (tenant_id, id, name, transport, mode, address, shard, rate_per_second, burst, secrets)
      select id, gen_random_uuid(), E'\\\\.', 'sandbox', 'test', '+15550001111', 3, 10, 10, '\\x005c2e0a' from tenant;
    insert into message (tenant_id, id, mode, sender_id, shard, recipient, class, category, type, body, status,
                         due_at, unknown_policy, created_at, updated_at)
      select tenant_id, gen_random_uuid(), 'test', id, 3, '+15550002222', 1, 'utility', 'text',
             jsonb_build_object('text', jsonb_build_object('body', repeat(E'line\\n\\t\\\\', 100))), 'queued',
             now(), 'once', now(), now()
      from sender, generate_series(1, 2000);
    update unit set epoch = 7`);
  return database.url;
}

async function contents(url: string): Promise<Record<string, unknown>> {
  const client = await connect(url);
  const found: Record<string, unknown> = {};
  for (const { name, columns } of await archivedTables(client)) {
    const { rows } = await client.query(
      `select count(*)::int as rows, md5(string_agg(t::text, ',' order by t::text)) as sum
       from (select ${columns.join(", ")} from ${name}) t`,
    );
    found[name] = rows[0];
  }
  return found;
}

async function securedTables(url: string): Promise<unknown[]> {
  const client = await connect(url);
  const { rows } = await client.query(
    `select relname, relforcerowsecurity from pg_class
     where relrowsecurity and relnamespace = 'public'::regnamespace order by relname`,
  );
  return rows;
}

async function emptyDatabase(owner?: string): Promise<string> {
  const server = await connect(inject("postgresUrl"));
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await server.query(`create database ${name} ${owner === undefined ? "" : `owner ${owner}`}`);
  const url = new URL(inject("postgresUrl"));
  url.pathname = name;
  onTestFinished(async () => {
    const client = new pg.Client({ connectionString: inject("postgresUrl") });
    await client.connect();
    await client.query(`drop database ${name} with (force)`);
    if (owner !== undefined) await client.query(`drop owned by ${owner}; drop role ${owner}`);
    await client.end();
  });
  return url.href;
}

/** As a managed Postgres gives it: an owner of its database who may make roles, and no more. */
async function ownedBySomebody(): Promise<string> {
  const server = await connect(inject("postgresUrl"));
  const owner = `owner_${randomUUID().slice(0, 8)}`;
  await server.query(`create role ${owner} login createrole password 'secret';
    grant waypost_app, waypost_engine to ${owner} with admin option`);
  const url = new URL(await emptyDatabase(owner));
  url.username = owner;
  url.password = "secret";
  return url.href;
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}
