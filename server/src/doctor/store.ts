// What `waypost doctor` asks the database about sessions. Under the engine's role, across tenants; reads only.

import { statement } from "../kernel/db.ts";

export type LinkedSender = {
  tenant: string;
  name: string;
  address: string | null;
  mode: "live" | "test";
  wanted: "running" | "stopped";
  state:
    | "stopped"
    | "starting"
    | "pairing"
    | "connected"
    | "reconnecting"
    | "logged_out"
    | "replaced"
    | "banned";
  reason: string | null;
  since: Date;
  /** The process that holds its shard, while its lease lasts. */
  host: string | null;
  epoch: string;
  waiting: number;
  waiting_since: Date | null;
  /** Messages that were accepted here in the last hour: how many WhatsApp has, and of those without a receipt. */
  taken: number;
  silent: number;
  /** Of the last day's messages. */
  receipt_at: Date | null;
  inbound_at: Date | null;
};

/**
 * Messages are found by their ids, which are times; status has no index, and one pass over a day serves all senders.
 * Values: [first id of the last hour, first id of the last day].
 */
export const readLinkedSenders = statement<LinkedSender>(
  "read_linked_senders",
  `with linked as (
     select * from sender where transport = 'whatsapp_web' and deleted_at is null),
   recent as (
     select tenant_id, sender_id,
            count(*) filter (where id >= $1::uuid and status in ('sent', 'delivered', 'read', 'played')) as taken,
            count(*) filter (where id >= $1::uuid and status = 'sent') as silent,
            max(updated_at) filter (where status in ('delivered', 'read', 'played')) as receipt_at
     from message where id >= $2::uuid and tenant_id in (select tenant_id from linked)
     group by tenant_id, sender_id),
   waiting as (
     select tenant_id, sender_id, count(*) as waiting, min(due_at) as waiting_since
     from lane_entry where status <> 'sending' and due_at <= now() and tenant_id in (select tenant_id from linked)
     group by tenant_id, sender_id),
   heard as (
     select tenant_id, sender_id, max(received_at) as inbound_at
     from inbound_message where (tenant_id, sender_id) in (select tenant_id, id from linked)
     group by tenant_id, sender_id)
   select t.slug as tenant, l.name, l.address, l.mode, coalesce(s.wanted, 'stopped') as wanted,
          coalesce(s.state, 'stopped') as state, s.reason, coalesce(s.since, l.created_at) as since,
          n.host, u.epoch::text, coalesce(w.waiting, 0)::int as waiting, w.waiting_since,
          coalesce(r.taken, 0)::int as taken, coalesce(r.silent, 0)::int as silent, r.receipt_at, h.inbound_at
   from linked l
   join tenant t on t.id = l.tenant_id
   join unit u on u.id = 'shard-' || l.shard
   left join node n on n.id = u.owner and n.until > clock_timestamp()
   left join session s on s.tenant_id = l.tenant_id and s.sender_id = l.id
   left join recent r on r.tenant_id = l.tenant_id and r.sender_id = l.id
   left join waiting w on w.tenant_id = l.tenant_id and w.sender_id = l.id
   left join heard h on h.tenant_id = l.tenant_id and h.sender_id = l.id
   order by t.slug, l.id`,
);
