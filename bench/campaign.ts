// What launching costs: an audience written down with its texts, beside a plain `insert … select` of the same people;
// then people turned into messages.

import { workOnCampaigns } from "../server/src/campaigns/index.ts";
import { plainWorkDeps } from "../server/src/campaigns/testing/work-deps.ts";
import type { Database } from "../server/src/kernel/db.ts";
import { createIdMaker } from "../server/src/kernel/ids.ts";
import { type BenchDatabase, startDatabase } from "./house/database.ts";
import type { Benchmark } from "./main.ts";
import { watchMemory } from "./measure/memory.ts";
import { printTable } from "./measure/table.ts";

export const campaign: Benchmark = {
  summary: "an audience of a million people written down, and turned into messages",
  run,
};

const newId = createIdMaker(Date.now);
const senderCount = 20;

async function run(
  end: AsyncDisposableStack,
  _: string | undefined,
  { short }: { short: boolean },
): Promise<void> {
  const people = short ? 50_000 : 1_000_000;
  const database = await startDatabase(end);
  const [engine, app] = [database.open("waypost_engine", 4), database.open("waypost_app", 8)];
  const place = await fill(engine, people);
  await database.administer("vacuum analyze");
  const plainMs = await timed(() => insertPlainly(database, place));
  await database.administer("truncate campaign_recipient, campaign_tally, campaign_zone");
  using memory = watchMemory([{ name: "this process", pid: process.pid }, database]);
  const deps = plainWorkDeps({ app, engine }, (error) => {
    throw error;
  });
  const campaignId = await schedule(engine, place);
  const frozenMs = await timed(() => workOnCampaigns(deps));
  await engine.query("update campaign set starts_at = now() where id = $1", [campaignId]);
  const queuedMs = await timed(() => workOnCampaigns(deps));
  const queued = await count(engine, "lane_entry", campaignId);
  const written = await count(engine, "campaign_recipient", campaignId);
  printTable(
    ["what", "people", "seconds", "per second", "of plain"],
    [
      ["plain insert … select", people, plainMs / 1_000, (people / plainMs) * 1_000, 1],
      ["written down", written, frozenMs / 1_000, (written / frozenMs) * 1_000, frozenMs / plainMs],
      ["queued", queued, queuedMs / 1_000, (queued / queuedMs) * 1_000, null],
    ],
  );
  memory.print();
}

type Place = { tenantId: string; listId: string; senderIds: string[] };

/** People with a name and an attribute, in one list. */
async function fill(engine: Database, people: number): Promise<Place> {
  const place = { tenantId: newId(), listId: newId(), senderIds: Array.from({ length: senderCount }, newId) };
  const { tenantId, listId, senderIds } = place;
  await engine.query("insert into tenant (id, slug, name, data_key) values ($1, $2, 'Bench', '')", [
    tenantId,
    `t-${tenantId}`,
  ]);
  await engine.query(
    `insert into sender (tenant_id, id, name, transport, mode, address, shard, rate_per_second, burst)
     select $1, id, 'bench', 'sandbox', 'live', '+1555010' || lpad(place::text, 4, '0'), 7, 1000, 10
     from unnest($2::uuid[]) with ordinality as given(id, place)`,
    [tenantId, senderIds],
  );
  await engine.query("insert into contact_list (tenant_id, id, name) values ($1, $2, 'all')", [
    tenantId,
    listId,
  ]);
  for (let from = 0; from < people; from += 50_000) {
    const ids = Array.from({ length: Math.min(50_000, people - from) }, newId);
    // oxlint-disable no-await-in-loop -- a statement's patience is limited
    await engine.query(
      `insert into contact (tenant_id, id, name, attributes)
       select $1, id, 'Asha ' || ($3 + n), '{"city": "Pune"}' from unnest($2::uuid[]) with ordinality as given(id, n)`,
      [tenantId, ids, from],
    );
    await engine.query(
      `insert into contact_alias (tenant_id, kind, scope, value, contact_id, address_hash, evidence, seen_at)
       select $1, 'phone', '', '+9198' || lpad(($3 + n)::text, 8, '0'), id, sha256(id::text::bytea), 'bench', now()
       from unnest($2::uuid[]) with ordinality as given(id, n)`,
      [tenantId, ids, from],
    );
    await engine.query(
      "insert into contact_list_member (tenant_id, list_id, contact_id) select $1, $2, unnest($3::uuid[])",
      [tenantId, listId, ids],
    );
    // oxlint-enable no-await-in-loop
  }
  return place;
}

/** The least that could be done: the same rows by one statement, without a look at anybody. */
async function insertPlainly(database: BenchDatabase, { tenantId, listId, senderIds }: Place): Promise<void> {
  await database.administer(
    `insert into campaign_recipient (tenant_id, campaign_id, contact_id, phone, state, sender_id, variables)
     select c.tenant_id, '${newId()}', c.id, c.lead_phone, 'pending', '${senderIds[0]}',
            jsonb_build_object('name', c.name, 'city', c.attributes ->> 'city')
     from contact_list_member m join contact c on c.tenant_id = m.tenant_id and c.id = m.contact_id
     where m.tenant_id = '${tenantId}' and m.list_id = '${listId}'`,
  );
}

/** A minute ahead: its audience is written down, and nobody is queued yet. */
async function schedule(engine: Database, { tenantId, listId, senderIds }: Place): Promise<string> {
  const id = newId();
  const message = { type: "text", text: { body: "The spring sale has begun" } };
  await engine.query(
    `insert into campaign (tenant_id, id, mode, name, status, content, senders, audience, schedule, pace,
                           created_by, launched_at, starts_at)
     values ($1, $2, 'live', 'Spring', 'scheduled', $3, $4, $5, '{"time_zone": "UTC"}',
             '{"rate": null, "quiet_hours": null}', 'bench', now(),
             now() + interval '1 minute')`,
    [
      tenantId,
      id,
      JSON.stringify({ template: null, message, category: "marketing", ttl_seconds: null }),
      JSON.stringify(senderIds.map((sender) => ({ id: sender, weight: 1 }))),
      JSON.stringify({ list: `lst_${listId.replaceAll("-", "")}` }),
    ],
  );
  return id;
}

async function count(
  engine: Database,
  table: "lane_entry" | "campaign_recipient",
  id: string,
): Promise<number> {
  const { rows } = await engine.query<{ count: number }>(
    `select count(*)::int as count from ${table} where campaign_id = $1`,
    [id],
  );
  return rows[0]?.count ?? 0;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}
