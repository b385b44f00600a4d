// Statements about how a number fares: what waits in its lane, and what it sent lately.

import { freshStatement, statement, type Tx } from "../../kernel/db.ts";

/** Values: [tenant, mode, sender]. */
export const readOwnSender = statement<{ id: string }>(
  "read_own_sender",
  "select id from sender where tenant_id = $1 and mode = $2 and id = $3 and deleted_at is null",
);

export type WaitingRow = { class: number; waiting: number; scheduled: number; oldest_at: Date | null };

const entries = `from lane_entry e
     where e.tenant_id = $1 and e.class = c.class and e.sender_id = $2 and e.status <> 'sending'`;

/**
 * By class, which is where the lane's index begins; counting stops at the bound. Planned anew, because the lane of a
 * plan that was kept may have been empty. Values: [tenant, sender, bound].
 */
export const readWaiting = freshStatement<WaitingRow>(
  `select c.class, waiting.count as waiting, scheduled.count as scheduled, first.due_at as oldest_at
   from generate_series(0, 2) as c(class)
   cross join lateral (
     select count(*)::int as count from (select ${entries} and e.due_at <= now() limit $3) as each) as waiting
   cross join lateral (
     select count(*)::int as count from (select ${entries} and e.due_at > now() limit $3) as each) as scheduled
   left join lateral (
     select e.due_at ${entries} and e.due_at <= now() order by e.due_at limit 1) as first on true
   order by c.class`,
);

/** In the order of numbers, as two processes may meet in a row while a shard changes hands. */
export async function addSent(
  tx: Tx,
  counts: readonly { tenantId: string; senderId: string; sent: number }[],
): Promise<void> {
  if (counts.length > 0) await addSentRows(tx, [JSON.stringify(counts)]);
}

const addSentRows = statement<never>(
  "add_sent",
  `insert into sender_minute as s (tenant_id, sender_id, minute, sent)
   select "tenantId", "senderId", date_trunc('minute', now()), sent
   from json_to_recordset($1) as c("tenantId" uuid, "senderId" uuid, sent int)
   order by "tenantId", "senderId"
   on conflict (tenant_id, sender_id, minute) do update set sent = s.sent + excluded.sent`,
);

export type SentRow = { at: Date; sent: number };

/** Of the last hour, the one that runs included. Values: [tenant, sender]. */
export const readSentMinutes = statement<SentRow>("read_sent_minutes", sentBy("minute", 60));

/** Of the last day. Values: [tenant, sender]. */
export const readSentHours = statement<SentRow>("read_sent_hours", sentBy("hour", 24));

function sentBy(unit: "minute" | "hour", count: number): string {
  return `select span.at, coalesce(counted.sent, 0) as sent
   from generate_series(date_trunc('${unit}', now()) - ${count - 1} * interval '1 ${unit}',
                        date_trunc('${unit}', now()), interval '1 ${unit}') as span(at)
   left join lateral (
     select sum(m.sent)::int as sent from sender_minute m
     where m.tenant_id = $1 and m.sender_id = $2
       and m.minute >= span.at and m.minute < span.at + interval '1 ${unit}') as counted on true
   order by span.at`;
}

/** Older than anybody asks for. Values: [limit]. */
export const pruneSenderMinutes = freshStatement<{ minute: Date }>(
  `delete from sender_minute where ctid = any (array(
     select old.at_place from sender s cross join lateral (
       select ctid as at_place from sender_minute
       where tenant_id = s.tenant_id and sender_id = s.id and minute < now() - interval '25 hours'
       order by minute limit $1) old
     limit $1))
   returning minute`,
);
