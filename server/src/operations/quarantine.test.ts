// When an installation finds itself copied, and what a person's word lets it send.

import { randomUUID } from "node:crypto";
import pg from "pg";
import { expect, inject, onTestFinished, test } from "vitest";
import { createDatabase, type Database } from "../kernel/db.ts";
import { createTestDatabase } from "../kernel/postgres/test-database.ts";
import { checkHome, confirm, lookAtWaiting, quarantineRestored, readQuarantine } from "./index.ts";
import { whyQuarantine } from "./quarantine.ts";

const home = { cluster: "7", timeline: 3, database: "16384" };

test("an installation is at home where it was seen last", () => {
  expect(whyQuarantine(null, home, false)).toBeNull();
  expect(whyQuarantine(home, home, false)).toBeNull();
});

test.each([
  [{ ...home, cluster: "8" }, "other_cluster", "other_cluster"],
  [{ ...home, database: "5" }, "other_cluster", "other_cluster"],
  [{ ...home, timeline: 4 }, "other_timeline", null],
])("it finds %o to be elsewhere", (here, reason, trusting) => {
  expect(whyQuarantine(home, here, false)).toBe(reason);
  expect(whyQuarantine(home, here, true)).toBe(trusting);
});

test("a start makes a place the home; a copy beside it is in quarantine, for all who look at once", async () => {
  const url = await template();
  const original = open(url);
  expect(await checkHome(original)).toBeNull();
  await original.close();
  const copy = open(await copyOf(url));
  const found = await Promise.all([checkHome(copy), checkHome(copy), checkHome(copy)]);
  expect(found.map((one) => one?.reason)).toEqual(["other_cluster", "other_cluster", "other_cluster"]);
  expect(new Set(found.map((one) => one?.since.getTime())).size).toBe(1);
  expect(await confirm(copy, asUsual)).toEqual({ held: 0, skipped: 0 });
  expect(await checkHome(copy)).toBeNull();
  expect(await confirm(copy, asUsual)).toBeNull();
  await copy.close();
});

const asUsual = { dueBefore: null, nothingLost: false, trustsNewTimelines: null };

test("what may have left before is held; what was due later or came in quarantine is sent", async () => {
  const { db, rows } = await restored();
  expect(await lookAtWaiting(db, asUsual)).toMatchObject({ held: 4, skipped: 0, waiting: 2 });
  expect(await confirm(db, asUsual)).toEqual({ held: 4, skipped: 0 });
  expect(await rows()).toEqual({
    "accepted in quarantine": "queued 0 null",
    "due in an hour": "scheduled 0 null",
    "in doubt, to be sent again": "unknown null unknown",
    "in flight": "unknown null unknown",
    sent: "sent null null",
    "tried before, due in an hour": "unknown null unknown",
    waiting: "unknown null unknown",
  });
  expect(await readQuarantine(db)).toBeNull();
});

test("what is overdue when it is confirmed can be skipped, without a word about what is in doubt", async () => {
  const { db, rows } = await restored();
  const options = { ...asUsual, dueBefore: new Date(Date.now() + 60_000) };
  expect(await lookAtWaiting(db, options)).toMatchObject({ held: 4, skipped: 1, waiting: 1 });
  expect(await confirm(db, options)).toEqual({ held: 4, skipped: 1 });
  expect(await rows()).toMatchObject({
    "accepted in quarantine": "expired null null",
    "due in an hour": "scheduled 0 null",
    waiting: "unknown null unknown",
  });
});

test("where nothing was lost, what waited is sent", async () => {
  const { db, rows } = await restored();
  const options = { ...asUsual, nothingLost: true };
  expect(await lookAtWaiting(db, options)).toMatchObject({ held: 0, skipped: 0 });
  expect(await confirm(db, options)).toEqual({ held: 0, skipped: 0 });
  expect(await rows()).toMatchObject({ waiting: "queued 0 null", "in flight": "sending 1 null" });
});

/** A restored database with one message of each kind. */
async function restored(): Promise<{ db: Database; rows(): Promise<Record<string, string>> }> {
  const database = await createTestDatabase();
  const db = open(database.url);
  onTestFinished(async () => {
    await db.close();
    await database.drop();
  });
  const tenant = randomUUID();
  await db.query("insert into tenant (id, slug, name, data_key) values ($1, 'one', 'One', '')", [tenant]);
  const insert = (
    name: string,
    state: string,
    more: { due?: string; created?: string; tries?: number } = {},
  ) =>
    db.query(
      `with stored as (
         insert into message (tenant_id, id, mode, sender_id, shard, recipient, class, category, type, body, status,
                              due_at, unknown_policy, tries, client_reference, created_at, updated_at)
         values ($1, gen_random_uuid(), 'test', $1, 1, '+15550001', 1, 'utility', 'text', '{}',
                 replace($3, 'sending', 'queued'), now() + $4::interval, 'must', $6, $2, now() + $5::interval, now())
         returning *
       )
       insert into lane_entry (tenant_id, sender_id, recipient, message_id, shard, class, status, due_at, tries)
       select tenant_id, sender_id, recipient, id, shard, class, $3, due_at, tries from stored where $3 <> 'sent'`,
      [tenant, name, state, more.due ?? "0", more.created ?? "-1 minute", more.tries ?? 0],
    );
  await insert("waiting", "queued", { due: "-1 minute" });
  await insert("in flight", "sending", { tries: 1 });
  await insert("in doubt, to be sent again", "unknown", { due: "5 minutes", tries: 1 });
  await insert("tried before, due in an hour", "queued", { due: "1 hour", tries: 1 });
  await insert("due in an hour", "scheduled", { due: "1 hour" });
  await insert("sent", "sent", { tries: 1 });
  await db.transaction(quarantineRestored);
  await insert("accepted in quarantine", "queued", { created: "0" });
  return {
    db,
    rows: async () => {
      const { rows } = await db.query<{ name: string; state: string }>(
        `select client_reference as name,
                concat_ws(' ', coalesce(e.status, m.status),
                          case when e.status = 'sending' then '1' when e.status is null then 'null' else '0' end,
                          coalesce(attention, 'null')) as state
         from message m left join lane_entry e on e.tenant_id = m.tenant_id and e.message_id = m.id`,
      );
      return Object.fromEntries(rows.map(({ name, state }) => [name, state]));
    },
  };
}

function open(url: string): Database {
  return createDatabase({ url, role: "waypost_engine", connectionsMax: 3, onError: () => undefined });
}

async function template(): Promise<string> {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  return database.url;
}

async function copyOf(url: string): Promise<string> {
  const from = new URL(url).pathname.slice(1);
  const name = `${from}_copy`;
  await administer(`create database ${name} template ${from}`);
  onTestFinished(() => administer(`drop database ${name} with (force)`));
  const copy = new URL(url);
  copy.pathname = name;
  return copy.href;
}

async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject("postgresUrl") });
  await client.connect();
  await client.query(statement);
  await client.end();
}
