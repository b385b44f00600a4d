// A queue of any length at once, as the database itself writes it, and how long messages of others waited meanwhile.

import { type Database, statement } from "../server/src/kernel/db.ts";
import type { BenchLane } from "./house/lanes.ts";

/** Queues so many marketing messages of one tenant over its lanes in turn, each to somebody else. */
export async function queueCampaign(
  engine: Database,
  lanes: readonly BenchLane[],
  count: number,
): Promise<void> {
  const chunk = 100_000;
  for (let from = 0; from < count; from += chunk)
    await insertSeries(engine, [JSON.stringify(lanes), from, Math.min(count, from + chunk)]);
}

const insertSeries = statement<never>(
  "bench_queue_campaign",
  `with lane as (
     select "tenantId", "senderId", shard, row_number() over () - 1 as place, count(*) over () as lanes
     from json_to_recordset($1) as l("tenantId" uuid, "senderId" uuid, shard smallint)
   ), queued as (
   insert into message (tenant_id, id, mode, sender_id, shard, recipient, class, category, type, body, status,
                        due_at, unknown_policy, created_at, updated_at)
   select lane."tenantId", uuidv7(), 'test', lane."senderId", lane.shard, '+1' || (3000000000 + n)::text, 2,
          'marketing', 'text', '{"type": "text", "text": {"body": "Our autumn offers are here."}}', 'queued',
          now(), 'once', now(), now()
   from generate_series($2::bigint, $3::bigint - 1) n join lane on lane.place = n % lane.lanes
   returning *
   )
   insert into lane_entry (tenant_id, sender_id, recipient, message_id, shard, class, status, due_at)
   select tenant_id, sender_id, recipient, id, shard, class, status, due_at from queued`,
);

/** Milliseconds from due to the first attempt, of messages of the given tenants that were due after `since`. */
export async function readWaits(
  engine: Database,
  tenants: readonly string[],
  since: Date,
): Promise<number[]> {
  const rows = await waits(engine, [tenants, since]);
  return rows.map(({ ms }) => ms ?? Number.POSITIVE_INFINITY);
}

const waits = statement<{ ms: number | null }>(
  "bench_waits",
  `select extract(epoch from attempt.started_at - message.created_at)::float8 * 1000 as ms
   from message left join attempt on attempt.tenant_id = message.tenant_id and attempt.message_id = message.id
     and attempt.number = 1
   where message.tenant_id = any ($1) and message.created_at >= $2`,
);

export async function countSent(engine: Database, tenant: string): Promise<number> {
  const [row] = await sent(engine, [tenant]);
  return row?.count ?? 0;
}

const sent = statement<{ count: number }>(
  "bench_count_sent",
  "select count(*)::int as count from attempt where tenant_id = $1",
);
