// The months of messages: made ahead, dropped when they are old, kept while somebody still needs them.

import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createDatabase, type Database } from "../kernel/db.ts";
import { createTestDatabase, type TestDatabase } from "../kernel/postgres/test-database.ts";
import { readMonths } from "./month-store.ts";
import { keepMonthsJob, monthOf, monthsAround } from "./months.ts";

let database: TestDatabase;
let engine: Database;
let owner: pg.Client;
const tenantId = randomUUID();
const senderId = randomUUID();

beforeEach(async () => {
  database = await createTestDatabase();
  const onError = (): void => undefined;
  engine = createDatabase({ url: database.url, role: "waypost_engine", connectionsMax: 2, onError });
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
});
afterEach(async () => {
  await Promise.all([engine.close(), owner.end()]);
  await database.drop();
});

/** `keep`: whole months beside the current one, in days; null keeps all. */
const run = (keep: number | null = 13, now = new Date()): Promise<void> =>
  keepMonthsJob({
    engine,
    databaseUrl: database.url,
    keepDays: async () => (keep === null ? null : daysSince(monthOf(now, -keep), now)),
    now: () => now,
  }).run();

function daysSince(day: string, now: Date): number {
  return (now.getTime() - new Date(`${day}T00:00:00Z`).getTime()) / 86_400_000;
}

const months = async (): Promise<string[]> => (await readMonths(engine, [])).map(({ month }) => month);

/** A message of some months ago, with an attempt and evidence. */
async function message(monthsAgo: number, attention: string | null = null): Promise<string> {
  const at = new Date(`${monthOf(new Date(), -monthsAgo)}T12:00:00Z`);
  const { rows } = await engine.query<{ id: string }>(
    `with stored as (
       insert into message (tenant_id, id, mode, sender_id, shard, recipient, class, category, type, body, status,
                            due_at, unknown_policy, attention, created_at, updated_at)
       values ($1, $2, 'live', $3, 7, '+14155550199', 1, 'utility', 'text', '{}', 'failed', $4, 'once', $5, $4, $4)
       returning id
     ), tried as (
       insert into attempt (tenant_id, message_id, number, shard, epoch, state, started_at)
       values ($1, $2, 1, 7, 1, 'refused', $4)
     ), told as (
       insert into evidence (tenant_id, message_id, type, key, source, at) values ($1, $2, 'failed', 'x', 'test', $4)
     )
     select id from stored`,
    [tenantId, idOf(at), senderId, at, attention],
  );
  return rows[0]!.id;
}

function idOf(at: Date): string {
  const time = at.getTime().toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${randomUUID().slice(-12)}`;
}

async function createOldMonth(monthsAgo: number): Promise<void> {
  await owner.query("select create_month($1::date)", [monthOf(new Date(), -monthsAgo)]);
}

describe("months", () => {
  test("are made two ahead, once, and messages of that time lie in them", async () => {
    const later = new Date(Date.now() + 70 * 86_400_000);
    await run(null, later);
    await run(null, later);
    expect(await months()).toEqual([...new Set([...monthsAround(new Date()), ...monthsAround(later)])]);
    const id = await message(-3);
    const { rows } = await engine.query(
      "select tableoid::regclass::text as part from message where id = $1",
      [id],
    );
    expect(rows).toEqual([{ part: `message_${monthOf(new Date(), 3).slice(0, 7).replace("-", "_")}` }]);
  });

  test("go when they are older than what is kept, with all that happened in them", async () => {
    await createOldMonth(14);
    await createOldMonth(13);
    await message(14);
    const young = await message(13);
    await run();
    expect(await months()).toEqual([monthOf(new Date(), -13), ...monthsAround(new Date())]);
    for (const table of ["message", "attempt", "evidence"]) {
      const column = table === "message" ? "id" : "message_id";
      expect((await engine.query(`select ${column} as id from ${table}`)).rows).toEqual([{ id: young }]);
    }
  });

  test("stay while a message in them needs a person, and that is said", async () => {
    await createOldMonth(20);
    await message(20, "dead");
    const complaint = `The month ${monthOf(new Date(), -20)} is old, but something in it waits or needs a person.`;
    await expect(run()).rejects.toThrow(complaint);
    await engine.query("update message set attention = null");
    await run();
    expect(await months()).toEqual(monthsAround(new Date()));
  });

  test("stay while a message in them waits", async () => {
    await createOldMonth(20);
    const id = await message(20);
    await engine.query(
      `insert into lane_entry (tenant_id, sender_id, recipient, message_id, shard, class, status, due_at)
       values ($1, $2, '+14155550199', $3, 7, 1, 'queued', now())`,
      [tenantId, senderId, id],
    );
    await expect(run()).rejects.toThrow("something in it waits");
    expect((await engine.query("select id from message")).rows).toEqual([{ id }]);
  });

  test("that are missing are noticed by what lies outside of them, made, and filled", async () => {
    const id = await message(5);
    const month = monthOf(new Date(), -5);
    await expect(run()).rejects.toThrow(`Messages lay in no month (${month})`);
    await run();
    expect(await months()).toEqual([month, ...monthsAround(new Date())]);
    const part = `message_${month.slice(0, 7).replace("-", "_")}`;
    const { rows } = await engine.query(
      "select tableoid::regclass::text as part from message where id = $1",
      [id],
    );
    expect(rows).toEqual([{ part }]);
    const forced =
      "select relname from pg_class where relname like '%\\_default' and not relforcerowsecurity";
    expect((await owner.query(forced)).rows).toEqual([]);
  });

  test("are dropped between the statements of others, never instead of them", async () => {
    await createOldMonth(14);
    const reader = new pg.Client({ connectionString: database.url });
    await reader.connect();
    await reader.query("begin; select from message");
    const dropped = run();
    // Who holds the table is waited for by asking again; who comes later is not kept waiting behind it.
    await expect.poll(() => givesUp()).toBe(true);
    await reader.query("commit");
    await dropped;
    await reader.end();
    expect(await months()).toEqual(monthsAround(new Date()));
  });
});

/** Whether the drop is in one of its pauses: it has begun and holds no place in the queue. */
async function givesUp(): Promise<boolean> {
  const { rows } = await owner.query<{ idle: boolean }>(
    `select exists (
       select from pg_stat_activity where datname = current_database() and application_name = 'waypost owner'
         and state = 'idle' and query like '%drop_month%') as idle`,
  );
  return rows[0]?.idle === true;
}
