// Every change that is to be told is told once, by whoever made it; and what is told is what the catalogue says.

import { createParser, eventCatalogue, eventKindOf } from "@waypost/contract";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createIdMaker } from "../kernel/ids.ts";
import { createTestDatabase, type TestDatabase } from "../kernel/postgres/test-database.ts";
import { type EventRow, familyOf, placeId, presentEvent, readPlace } from "./event.ts";
import { pruneEvents } from "./store.ts";
import { families, whatIsSeen } from "./visible.ts";

let database: TestDatabase;
let engine: pg.Client;
let owner: pg.Client;
const newId = createIdMaker(Date.now);
const [tenant, sender, contact] = [newId(), newId(), newId()];

beforeAll(async () => {
  database = await createTestDatabase();
  engine = new pg.Client({ connectionString: database.url, options: "-c role=waypost_engine" });
  owner = new pg.Client({ connectionString: database.url });
  await Promise.all([engine.connect(), owner.connect()]);
  await engine.query("insert into tenant (id, slug, name, data_key) values ($1, 'one', 'One', '')", [tenant]);
  await engine.query(
    `insert into sender (tenant_id, id, name, transport, mode, address, external_id, shard, rate_per_second, burst)
     values ($1, $2, 'One', 'sandbox', 'test', '+14155550100', '555', 1, 1, 1)`,
    [tenant, sender],
  );
  await engine.query("insert into contact (tenant_id, id) values ($1, $2)", [tenant, contact]);
  await engine.query(
    `insert into contact_alias (tenant_id, kind, scope, value, contact_id, address_hash, evidence, seen_at)
     values ($1, 'phone', '', '+14155550101', $2, '\\x01', 'test', now())`,
    [tenant, contact],
  );
});
afterAll(async () => {
  await Promise.all([engine?.end(), owner?.end()]);
  await database?.drop();
});
beforeEach(async () => {
  await engine.query("delete from event");
});

/** What was told since, as everybody hears it; each fits its kind. */
async function told(): Promise<Record<string, unknown>[]> {
  const { rows } = await engine.query<EventRow>(
    "select *, sequence::float8 as sequence from event order by event.sequence",
  );
  return rows.map((row) => {
    const event = presentEvent(row);
    const kind = eventKindOf(event.type);
    expect(kind, event.type).toBeDefined();
    expect([event, createParser(kind!.schema)(event)]).toMatchObject([{}, { ok: true }]);
    return event;
  });
}

const types = async (): Promise<unknown[]> => (await told()).map(({ type }) => type);

async function message(status: string): Promise<string> {
  const id = newId();
  await engine.query(
    `insert into message (tenant_id, id, mode, sender_id, shard, recipient, class, category, type, body, status,
                          due_at, unknown_policy, created_at, updated_at)
     values ($1, $2, 'test', $3, 1, '+14155550101', 1, 'utility', 'text', '{"text": {"body": "secret words"}}', $4,
             now(), 'once', now(), now())`,
    [tenant, id, sender, status],
  );
  return id;
}

async function wordsOf(constraintOn: string, column: string): Promise<string[]> {
  const { rows } = await owner.query<{ text: string }>(
    `select pg_get_constraintdef(oid) as text from pg_constraint
     where conrelid = $1::regclass and contype = 'c' and pg_get_constraintdef(oid) like '%' || $2 || ' = ANY%'`,
    [constraintOn, column],
  );
  return [...(rows[0]?.text ?? "").matchAll(/'(\w+)'::text/g)].map(([, word]) => word as string);
}

describe("what is told", () => {
  test("of a message: that it was accepted, and each status it comes to have, once", async () => {
    const statuses = (await wordsOf("message", "status")).filter((word) => word !== "sending");
    expect(statuses.length).toBeGreaterThan(8);
    await message("scheduled");
    const id = await message("queued");
    await engine.query("delete from event");
    for (const status of statuses) {
      await engine.query("update message set status = $2 where id = $1", [id, status]);
      await engine.query("update message set updated_at = now(), attempts = 2 where id = $1", [id]);
    }
    expect(await types()).toEqual(
      statuses.map((status) => `message.${status === "scheduled" ? "queued" : status}`),
    );
    const inCatalogue = eventCatalogue.find(({ types: list }) => list.includes("message.sent"));
    expect(new Set(await types())).toEqual(new Set(inCatalogue?.types));
  });

  test("of a message that failed: why, as a code, and nothing of what it said or to whom", async () => {
    const id = await message("queued");
    await engine.query("update message set status = 'failed', error = $2 where id = $1", [
      id,
      JSON.stringify({ code: "recipient_suppressed", detail: "secret words" }),
    ]);
    const [accepted, failed] = await told();
    expect(accepted).toMatchObject({ type: "message.queued", status: "queued", mode: "test" });
    expect(failed).toMatchObject({ type: "message.failed", code: "recipient_suppressed" });
    expect(JSON.stringify([accepted, failed])).not.toMatch(/secret|4155550101/);
  });

  test("of many messages in one statement: each once, in the order they were accepted", async () => {
    const ids = [];
    for (let made = 0; made < 5; made++) ids.push(await message("queued"));
    await engine.query("delete from event");
    await engine.query("update message set status = case when id = $1 then status else 'sent' end", [ids[2]]);
    const names = (await told())
      .filter(({ type }) => type === "message.sent")
      .map((each) => each["message_id"]);
    const moved = ids.filter((_, index) => index !== 2).map((id) => `msg_${id.replaceAll("-", "")}`);
    expect(names.filter((name) => moved.includes(String(name)))).toEqual(moved);
    expect(names).not.toContain(`msg_${ids[2]!.replaceAll("-", "")}`);
  });

  test("of a person's message: that it came", async () => {
    const write = `
      insert into inbound_message (tenant_id, sender_id, provider_message_id, id, type, body, at, contact_id)
      values ($1, $2, 'wamid.1', $3, 'text', '{}', now(), $4) on conflict do nothing`;
    await engine.query(write, [tenant, sender, newId(), contact]);
    await engine.query(write, [tenant, sender, newId(), contact]);
    expect(await told()).toMatchObject([{ type: "message.received", status: "text", mode: "test" }]);
  });

  test("of a session: each state, also the ones that no release knew before", async () => {
    await engine.query(
      "insert into session (tenant_id, sender_id, wanted, state) values ($1, $2, 'running', 'stopped')",
      [tenant, sender],
    );
    const states = await wordsOf("session", "state");
    const inCatalogue = eventCatalogue.find(({ types: list }) => list.includes("session.banned"));
    expect(states.map((state) => `session.${state}`).toSorted()).toEqual(inCatalogue?.types.toSorted());
    const order = [...states.slice(1), "stopped"];
    for (const state of order) {
      await engine.query("update session set state = $1, reason = 'conflict'", [state]);
      await engine.query("update session set qr = '\\x00'");
    }
    expect(await types()).toEqual(order.map((state) => `session.${state}`));
    expect((await told())[0]).toMatchObject({ code: "conflict" });
  });

  test("of a sender: pauses, their end, locks and Meta's rating", async () => {
    const pause = "update sender set paused_at = now(), paused_until = $1, pause_reason = $2";
    await engine.query(pause, [null, "secret words of a person"]);
    await engine.query("update sender set name = 'Two'");
    await engine.query(pause, [new Date(), "rate_limited"]);
    await engine.query("update sender set paused_at = null, paused_until = null, pause_reason = null");
    await engine.query(
      `insert into sender_trouble (tenant_id, sender_id, new_chats_locked_until)
       values ($1, $2, now() + interval '1 hour')`,
      [tenant, sender],
    );
    await engine.query("update sender_trouble set failures_in_a_row = 1");
    await engine.query("update sender_trouble set new_chats_locked_until = now() + interval '2 hours'");
    const fact = `insert into account_fact (tenant_id, mode, object, fact, at, seen_at, value, source)
      values ($1, 'test', '555', 'quality', $2, $2, '"RED"', 'webhook')`;
    await engine.query(fact, [tenant, new Date()]);
    await engine.query(fact, [tenant, new Date(0)]);
    const events = await told();
    expect(events.map(({ type, status, code = null }) => [type, status, code])).toEqual([
      ["sender.health", "paused", null],
      ["sender.health", "paused", "rate_limited"],
      ["sender.health", "healthy", null],
      ["sender.health", "degraded", "new_chats_locked"],
      ["sender.health", "degraded", "new_chats_locked"],
      ["sender.health", "rated", null],
    ]);
    expect(JSON.stringify(events)).not.toContain("secret");
  });

  test("of a template: its status, its category, its quality", async () => {
    await engine.query(
      `insert into template (tenant_id, id, mode, account, name, language, parameter_format, category, draft, status,
                             applied_status)
       values ($1, $2, 'test', '1', 'one', 'en', 'NAMED', 'UTILITY', '{}', 'DRAFT', 'DRAFT')`,
      [tenant, newId()],
    );
    await engine.query("update template set status = 'REJECTED', rejection_reason = 'INVALID_FORMAT'");
    await engine.query("update template set category = 'MARKETING', quality = 'GREEN', updated_at = now()");
    await engine.query("update template set updated_at = now()");
    expect(await told()).toMatchObject([
      { type: "template.draft" },
      { type: "template.rejected", code: "invalid_format" },
      { type: "template.category", data: { category: "marketing", previous_category: "utility" } },
      { type: "template.quality", data: { quality: "green" } },
    ]);
  });

  test("of a person's wish: once for them, however many addresses they have", async () => {
    const say = `
      insert into suppression (tenant_id, address_hash, purpose, lane, id, kind, phone, reason, source, said_at)
      values ($1, '\\x01', 'all', 'own', $2, 'phone', '+14155550101', 'stop', 'keyword', now()),
             ($1, '\\x02', 'all', 'own', $3, 'lid', null, 'stop', 'keyword', now())`;
    await engine.query(
      `insert into consent_event (tenant_id, id, address_hash, contact_id, purpose, state, source, proof, at)
       values ($1, $2, '\\x02', $3, 'all', 'withdrawn', 'keyword', 'wamid.2', now())`,
      [tenant, newId(), contact],
    );
    await engine.query(say, [tenant, newId(), newId()]);
    await engine.query("update suppression set source = 'api'");
    await engine.query("update suppression set lifted_at = now()");
    const who = `con_${contact.replaceAll("-", "")}`;
    expect(await told()).toMatchObject([
      { type: "contact.opted_out", contact_id: who, code: "stop", data: { purpose: "all", lane: "own" } },
      { type: "contact.opted_in", contact_id: who },
    ]);
  });

  test("of what was used", async () => {
    const rule = newId();
    await engine.query("insert into usage_alert_rule (tenant_id, id, rule) values ($1, $2, '{}')", [
      tenant,
      rule,
    ]);
    await engine.query(
      `insert into usage_alert (tenant_id, rule_id, window_start, id, data)
       values ($1, $2, current_date, $3, '{"value": 1}')`,
      [tenant, rule, newId()],
    );
    expect(await told()).toMatchObject([{ type: "usage.alert", data: { value: 1 } }]);
  });

  test("of what a backup brings back: nothing, it has its events with it", async () => {
    await owner.query("begin");
    await owner.query("alter table message no force row level security");
    await owner.query(
      `insert into message (tenant_id, id, mode, sender_id, shard, recipient, class, category, type, body, status,
                            due_at, unknown_policy, created_at, updated_at)
       values ($1, $2, 'test', $3, 1, '+14155550101', 1, 'utility', 'text', '{}', 'sent', now(), 'once', now(), now())`,
      [tenant, newId(), sender],
    );
    await owner.query("commit");
    expect(await told()).toEqual([]);
  });
});

describe("an event's id", () => {
  test("says when it was and where in the order, in the database's words and in ours", async () => {
    await message("queued");
    const { rows } = await engine.query<EventRow & { ms: number }>(
      `select *, sequence::float8 as sequence, floor(extract(epoch from at) * 1000)::float8 as ms from event`,
    );
    const [row] = rows;
    const { id } = presentEvent(row!);
    expect(readPlace(id)).toEqual({ at: new Date(row!.ms), sequence: row!.sequence });
    expect(placeId({ at: new Date(row!.ms), sequence: row!.sequence })).toBe(id);
  });
});

test("events are kept for 30 days", async () => {
  await message("queued");
  await message("queued");
  await owner.query("alter table event no force row level security");
  await owner.query(
    `update event set at = now() - interval '31 days' where sequence = (select min(sequence) from event)`,
  );
  await owner.query("alter table event force row level security");
  expect(await pruneEvents(engine, [10])).toHaveLength(1);
  expect(await pruneEvents(engine, [10])).toHaveLength(0);
  expect(await told()).toHaveLength(1);
});

test("whoever may see everything sees every kind, and nobody sees what has none", () => {
  const kinds = new Set(eventCatalogue.flatMap(({ types: list }) => list.map((type) => familyOf(type))));
  expect([...families].toSorted()).toEqual([...kinds].toSorted((a, b) => a.localeCompare(b)));
  const caller = { mode: "test", scopes: new Set(["messages:metadata"] as const) } as const;
  const sees = whatIsSeen(caller, { patterns: null, sender: null });
  const row = { sender_id: "s1", mode: "test" } as const;
  expect(sees({ ...row, type: "message.sent" })).toBe(true);
  expect(sees({ ...row, type: "message.sent", mode: "live" })).toBe(false);
  expect(sees({ ...row, type: "contact.opted_out", mode: null })).toBe(false);
  expect(sees({ ...row, type: "gossip.heard", mode: null })).toBe(false);
  const ofOne = whatIsSeen(caller, { patterns: null, sender: "s1" });
  expect([
    ofOne({ ...row, type: "message.sent" }),
    ofOne({ type: "message.sent", mode: "test", sender_id: null }),
  ]).toEqual([true, false]);
});
