// Tenants, senders and messages as rows, for benchmarks that begin behind the API.

import { type Database, statement } from "../../server/src/kernel/db.ts";
import { createIdMaker } from "../../server/src/kernel/ids.ts";
import { createRecipients } from "../load/recipients.ts";

export const newId = createIdMaker(Date.now);

export type BenchLane = { tenantId: string; senderId: string; shard: number; rate: number; burst: number };

/** `count` lanes of one tenant, spread over all shards. */
export async function createLanes(
  engine: Database,
  count: number,
  pace: { rate: number; burst: number },
): Promise<BenchLane[]> {
  const tenantId = newId();
  await insertTenant(engine, [tenantId, `bench-${tenantId}`]);
  const lanes = Array.from({ length: count }, (_, index) => ({
    tenantId,
    senderId: newId(),
    shard: index % 64,
    ...pace,
  }));
  await insertSenders(engine, [JSON.stringify(lanes)]);
  return lanes;
}

const insertTenant = statement<never>(
  "bench_insert_tenant",
  "insert into tenant (id, slug, name, data_key) values ($1, $2, 'Bench', '')",
);

const insertSenders = statement<never>(
  "bench_insert_senders",
  `insert into sender (tenant_id, id, name, transport, mode, address, shard, rate_per_second, burst)
   select "tenantId", "senderId", 'bench', 'memory', 'test', '+15550100000', shard, rate, burst
   from json_to_recordset($1) as l("tenantId" uuid, "senderId" uuid, shard smallint, rate real, burst int)`,
);

const recipient = createRecipients();

/** Queued messages, taking turns over the lanes, each to somebody else; answers their ids. */
export async function queueMessages(
  engine: Database,
  lanes: readonly BenchLane[],
  count: number,
): Promise<string[]> {
  const rows = Array.from({ length: count }, (_, index) => {
    const { tenantId, senderId, shard } = lanes[index % lanes.length]!;
    return { tenant_id: tenantId, id: newId(), sender_id: senderId, shard, recipient: recipient() };
  });
  for (let at = 0; at < rows.length; at += 5_000)
    await insertMessages(engine, [JSON.stringify(rows.slice(at, at + 5_000))]);
  return rows.map((row) => row.id);
}

const insertMessages = statement<never>(
  "bench_insert_messages",
  `with queued as (
     insert into message (tenant_id, id, mode, sender_id, shard, recipient, class, category, type, body, status,
                          due_at, unknown_policy, created_at, updated_at)
     select tenant_id, id, 'test', sender_id, shard, recipient, 1, 'utility', 'text',
            '{"type": "text", "text": {"body": "Your order 1042 is on its way and arrives on Thursday."}}', 'queued',
            now(), 'once', now(), now()
     from json_to_recordset($1) as m(tenant_id uuid, id uuid, sender_id uuid, shard smallint, recipient text)
     returning *
   )
   insert into lane_entry (tenant_id, sender_id, recipient, message_id, shard, class, status, due_at)
   select tenant_id, sender_id, recipient, id, shard, class, status, due_at from queued`,
);
