// What the retention run takes away and what it leaves: at any age and policy, on hold, and in a lane that is alive.

import { randomUUID } from "node:crypto";
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createDatabase, type Database } from "../../kernel/db.ts";
import { createIdMaker } from "../../kernel/ids.ts";
import { createTestDatabase, type TestDatabase } from "../../kernel/postgres/test-database.ts";
import { type Days, daysInForce, shippedBounds } from "./policy.ts";
import { readRules } from "./rules.ts";
import { runRetention } from "./run-retention.ts";

let database: TestDatabase;
let engine: Database;
let owner: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  engine = createDatabase({
    url: database.url,
    role: "waypost_engine",
    connectionsMax: 2,
    onError: () => undefined,
  });
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
});
afterAll(async () => {
  await Promise.all([engine.close(), owner.end()]);
  await database.drop();
});

const dayMs = 24 * 3_600_000;
const now = new Date();
const run = (at = now): Promise<void> => runRetention({ db: engine, now: () => at });
const agedDays = (days: number): Date => new Date(now.getTime() - days * dayMs);
const idAt = (at: Date): string => createIdMaker(() => at.getTime())();

type Side = { tenantId: string; senderId: string };

async function side(policy: Record<string, number> = {}): Promise<Side> {
  const [tenantId, senderId] = [randomUUID(), randomUUID()];
  await engine.query("insert into tenant (id, slug, name, data_key) values ($1, $2, 'One', '')", [
    tenantId,
    `t-${tenantId}`,
  ]);
  await engine.query(
    `insert into sender (tenant_id, id, name, transport, mode, address, shard, rate_per_second, burst, webhook_key)
     values ($1, $2, 'One', 'cloud_api', 'live', '+14155550100', 7, 1, 1, $3)`,
    [tenantId, senderId, `key-${tenantId}`],
  );
  await engine.query(
    `insert into retention_policy (tenant_id, kind, days)
     select $1, key, value::int from jsonb_each_text($2) `,
    [tenantId, JSON.stringify(policy)],
  );
  return { tenantId, senderId };
}

type Message = { ageDays: number; recipient?: string; touchedDays?: number; lane?: boolean; status?: string };

/** With an attempt that failed and evidence in words. */
async function message({ tenantId, senderId }: Side, given: Message): Promise<string> {
  const {
    ageDays,
    recipient = "+14155550199",
    touchedDays = ageDays,
    lane = false,
    status = "failed",
  } = given;
  const id = idAt(agedDays(ageDays));
  await engine.query(
    `with stored as (
       insert into message (tenant_id, id, mode, sender_id, shard, recipient, class, category, type, body, status,
                            due_at, unknown_policy, metadata, error, created_at, updated_at)
       values ($1, $2, 'live', $3, 7, $4, 1, 'utility', 'text', '{"type": "text", "text": {"body": "secret words"}}',
               $5, $6, 'once', '{"name": "secret words"}',
               '{"code": "x", "providerCode": null, "detail": "secret words"}', $6, $7)
     ), tried as (
       insert into attempt (tenant_id, message_id, number, shard, epoch, state, error, started_at, ended_at)
       values ($1, $2, 1, 7, 1, 'refused', '{"code": "x", "detail": "secret words"}', $6, $6)
     ), told as (
       insert into evidence (tenant_id, message_id, type, key, source, at, detail)
       values ($1, $2, 'failed', 'x', 'provider', $6, '{"code": "x", "detail": "secret words"}')
     )
     insert into lane_entry (tenant_id, sender_id, recipient, message_id, shard, class, status, due_at)
     select $1, $3, $4, $2, 7, 1, 'queued', $6 where $8`,
    [tenantId, id, senderId, recipient, status, agedDays(ageDays), agedDays(touchedDays), lane],
  );
  return id;
}

async function received(
  { tenantId, senderId }: Side,
  ageDays: number,
  phone = "+14155550199",
): Promise<string> {
  const id = idAt(agedDays(ageDays));
  await engine.query(
    `insert into inbound_message (tenant_id, sender_id, provider_message_id, id, sender_phone, type, body, media,
                                  shape, at, received_at)
     values ($1, $2, $3, $4, $5, 'text', '{"text": {"body": "secret words"}}',
             '{"filename": "secret words"}', 1, $6, $6)`,
    [tenantId, senderId, randomUUID(), id, phone, agedDays(ageDays)],
  );
  return id;
}

/** What is left of each: its whole row as text, or null when it is gone. */
async function left(
  table: "message" | "inbound_message",
  id: string,
): Promise<"whole" | "scrubbed" | "gone"> {
  const { rows } = await engine.query<{ text: string }>(
    `select t::text as text from ${table} t where id = $1`,
    [id],
  );
  if (rows[0] === undefined) return "gone";
  if (!rows[0].text.includes("secret words")) return "scrubbed";
  return rows[0].text.includes("content_removed") ? "scrubbed" : "whole";
}

async function lastRun(tenantId: string): Promise<unknown> {
  const { rows } = await engine.query<{ detail: unknown }>(
    "select detail from audit_entry where tenant_id = $1 and action = 'retention.run' order by number desc limit 1",
    [tenantId],
  );
  return rows[0]?.detail;
}

function outcomeOf(ageDays: number, inForce: Days): "whole" | "scrubbed" | "gone" {
  if (ageDays > inForce.metadata) return "gone";
  return ageDays > inForce.message_body ? "scrubbed" : "whole";
}

describe("the retention run", () => {
  test("takes away all that is older than its tenant's policy and nothing younger, in one run", async () => {
    // The tenant that keeps longest is not served row by row: its months are dropped as a whole. Here it is this one.
    await side();
    const days = fc.integer({ min: 1, max: 120 });
    const tenant = fc.record({
      policy: fc.record({ message_body: days, metadata: days }, { requiredKeys: [] }),
      ages: fc.array(fc.double({ min: 0, max: 130, noNaN: true }), { maxLength: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(tenant, { minLength: 1, maxLength: 3 }), async (tenants) => {
        const made = [];
        for (const { policy, ages } of tenants) {
          const its = await side(policy);
          const inForce = daysInForce(shippedBounds, policy);
          for (const ageDays of ages) {
            const sent = await message(its, { ageDays });
            made.push({ ageDays, inForce, sent, heard: await received(its, ageDays) });
          }
        }
        await run();
        for (const { ageDays, inForce, sent, heard } of made) {
          const expected = outcomeOf(ageDays, inForce);
          expect([ageDays, inForce, await left("message", sent)]).toEqual([ageDays, inForce, expected]);
          expect([ageDays, inForce, await left("inbound_message", heard)]).toEqual([
            ageDays,
            inForce,
            expected,
          ]);
        }
        await engine.query("delete from message; delete from inbound_message");
      }),
      { numRuns: 8, examples: [[[{ policy: { metadata: 6 }, ages: [129] }]]] },
    );
  });

  test("leaves the status, the times and the codes, and no words beside them", async () => {
    const its = await side({ message_body: 5 });
    const id = await message(its, { ageDays: 6 });
    await run();
    const { rows } = await engine.query(
      `select m.status, m.body, m.metadata, m.error, a.error as tried, e.detail as told
       from message m join attempt a on a.message_id = m.id join evidence e on e.message_id = m.id where m.id = $1`,
      [id],
    );
    expect(rows).toEqual([
      {
        status: "failed",
        body: { type: "text", content_removed: true },
        metadata: null,
        error: { code: "x", providerCode: null, detail: "" },
        tried: { code: "x", detail: "" },
        told: { code: "x" },
      },
    ]);
    expect(await lastRun(its.tenantId)).toMatchObject({ bodies: 1, messages: 0 });
  });

  test("leaves alone what waits, and what was just sent; takes them once they are at rest", async () => {
    const its = await side({ message_body: 5 });
    const waits = await message(its, { ageDays: 300, lane: true, status: "queued" });
    const fresh = await message(its, { ageDays: 300, touchedDays: 1, status: "sent" });
    await run();
    expect([await left("message", waits), await left("message", fresh)]).toEqual(["whole", "whole"]);
    await engine.query("delete from lane_entry where message_id = $1", [waits]);
    await run(new Date(now.getTime() + 3 * dayMs));
    expect([await left("message", waits), await left("message", fresh)]).toEqual(["scrubbed", "scrubbed"]);
    const { rows } = await engine.query("select from retention_left where tenant_id = $1", [its.tenantId]);
    expect(rows).toHaveLength(0);
  });

  test("does not take the words of a message that somebody sends again at that moment", async () => {
    const its = await side({ message_body: 5 });
    const id = await message(its, { ageDays: 6 });
    onTestFinished(() => owner.query("rollback").then(() => undefined));
    await owner.query("begin");
    await owner.query(`update message set status = 'queued', updated_at = now() where id = '${id}'`);
    const running = run();
    // It waits for the row that somebody has, or is about to.
    await expect
      .poll(
        async () => {
          const { rows } = await engine.query(
            `select from pg_locks l join pg_stat_activity a on a.pid = l.pid
             where not l.granted and a.datname = current_database()`,
          );
          return rows.length;
        },
        { timeout: 15_000 },
      )
      .toBeGreaterThan(0);
    await owner.query("commit");
    await running;
    expect(await left("message", id)).toBe("whole");
  });

  test("keeps everything on hold, of a tenant or of one number, until the hold is lifted", async () => {
    const [all, one] = [
      await side({ message_body: 5, metadata: 30 }),
      await side({ message_body: 5, metadata: 30 }),
    ];
    const hold = (tenantId: string, phone: string | null): Promise<unknown> =>
      engine.query(
        `insert into legal_hold (tenant_id, id, phone, reason, placed_by) values ($1, $2, $3, 'Court', 'usr_1')`,
        [tenantId, randomUUID(), phone],
      );
    await hold(all.tenantId, null);
    await hold(one.tenantId, "+14155550111");
    const kept = [
      await message(all, { ageDays: 20 }),
      await message(all, { ageDays: 60 }),
      await message(one, { ageDays: 20, recipient: "+14155550111" }),
      await message(one, { ageDays: 60, recipient: "+14155550111" }),
    ];
    const heard = [await received(all, 60), await received(one, 60, "+14155550111")];
    const others = [await message(one, { ageDays: 20 }), await message(one, { ageDays: 60 })];
    await run();
    await run();
    for (const id of kept) expect(await left("message", id)).toBe("whole");
    for (const id of heard) expect(await left("inbound_message", id)).toBe("whole");
    expect([await left("message", others[0]!), await left("message", others[1]!)]).toEqual([
      "scrubbed",
      "gone",
    ]);
    expect((await readRules(engine)).monthsDays).toBeNull();
    await engine.query("update legal_hold set lifted_at = now()");
    await run();
    expect(await Promise.all(kept.map((id) => left("message", id)))).toEqual([
      "scrubbed",
      "gone",
      "scrubbed",
      "gone",
    ]);
  });

  test("ends people's files by the policy, others not while they are in use, and none on hold", async () => {
    const its = await side({ media: 10 });
    const held = await side({ media: 10 });
    await engine.query(
      "insert into legal_hold (tenant_id, id, reason, placed_by) values ($1, $2, 'Court', 'usr_1')",
      [held.tenantId, randomUUID()],
    );
    const file = async (
      { tenantId }: Side,
      origin: string,
      ageDays: number,
      endsInDays: number,
    ): Promise<string> => {
      const id = idAt(agedDays(ageDays));
      await engine.query(
        `with bytes as (insert into media_blob (tenant_id, sha256, size_bytes) values ($1, sha256($2::text::bytea), 1))
         insert into media (tenant_id, id, mode, sha256, mime_type, size_bytes, kind, origin, created_at, expires_at)
         values ($1, $2::uuid, 'live', sha256($2::text::bytea), 'image/png', 1, 'image', $3, $4, $5)`,
        [tenantId, id, origin, agedDays(ageDays), agedDays(-endsInDays)],
      );
      return id;
    };
    const files = {
      old: await file(its, "inbound", 11, 79),
      young: await file(its, "inbound", 9, 81),
      upload: await file(its, "upload", 12, 18),
      usedLately: await file(its, "upload", 40, 25),
      onHold: await file(held, "inbound", 89.9, 0.1),
    };
    await run();
    const { rows } = await engine.query<{ id: string; days: number }>(
      `select id, round(extract(epoch from expires_at - $1) / 86400)::int as days from media`,
      [now],
    );
    const days = Object.fromEntries(
      Object.entries(files).map(([name, id]) => [name, rows.find((row) => row.id === id)!.days]),
    );
    expect(days).toEqual({ old: -1, young: 1, upload: 0, usedLately: 25, onHold: 14 });
  });

  test("throws read webhooks away by the shortest time of the tenants they are for", async () => {
    const [short, held] = [await side({ webhooks: 3 }), await side({ webhooks: 3 })];
    await engine.query(
      "insert into legal_hold (tenant_id, id, reason, placed_by) values ($1, $2, 'Court', 'usr_1')",
      [held.tenantId, randomUUID()],
    );
    const names = new Map([
      [`key-${short.tenantId}`, "short"],
      [`key-${held.tenantId}`, "held"],
      ["other", "other"],
    ]);
    const webhook = (key: string, days: number, done = true): Promise<unknown> =>
      engine.query(
        `insert into webhook_in (id, source, webhook_key, body, received_at, done_at)
         values ($1, $2, $3, '', now() - $4::float8 * interval '1 day', case when $5 then now() end)`,
        [randomUUID(), `${names.get(key)} ${days}`, key, days, done],
      );
    for (const key of names.keys()) {
      for (const days of [2, 4, 15]) await webhook(key, days);
    }
    await webhook("other", 16, false);
    await run();
    const { rows } = await engine.query<{ source: string }>("select source from webhook_in order by 1");
    expect(rows.map(({ source }) => source)).toEqual([
      "held 15",
      "held 2",
      "held 4",
      "other 16",
      "other 2",
      "other 4",
      "short 2",
    ]);
    expect(await lastRun("00000000-0000-0000-0000-000000000000")).toMatchObject({ webhooks: 3 });
  });

  test("waits for nobody in a lane, and nobody waits for it", async () => {
    const its = await side({ message_body: 5 });
    const lane = await message(its, { ageDays: 6, lane: true, status: "queued" });
    const old = await message(its, { ageDays: 7 });
    // Somebody claims, sends and has the row of what is in the lane all the while.
    onTestFinished(() => owner.query("rollback").then(() => undefined));
    await owner.query("begin");
    await owner.query(`update lane_entry set status = 'sending' where message_id = '${lane}'`);
    await run();
    expect(await left("message", old)).toBe("scrubbed");
  });
});
