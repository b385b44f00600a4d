// Statements of the stream: how far it is, what came after a place, and what is thrown away.

import { freshStatement, statement, type Tx } from "../kernel/db.ts";
import type { EventRow } from "./event.ts";
import type { Pulse } from "./mark.ts";

export const readPulse = statement<Pulse>(
  "read_event_pulse",
  "select last::float8 as last, writers from event_pulse()",
);

const columns = `e.tenant_id, e.sequence::float8 as sequence, e.id, e.at, e.mode, e.type, e.status, e.subject_id,
         e.sender_id, e.contact_id, e.code, e.data`;

/**
 * The next events of each tenant, in order, from after its place up to a number that is settled. Values: [tenants,
 * their places, up to, how many of each].
 */
export const readNext = freshStatement<EventRow>(
  `select ${columns}
   from unnest($1::uuid[], $2::bigint[]) as place(tenant_id, sequence)
   cross join lateral (
     select * from event
     where tenant_id = place.tenant_id and sequence > place.sequence and sequence <= $3
     order by sequence limit $4) e
   order by e.tenant_id, e.sequence`,
);

/** The other way round. Values: [tenant, up to, how many]. */
export const readBefore = statement<EventRow>(
  "read_events_before",
  `select ${columns} from event e
   where e.tenant_id = $1 and e.sequence <= $2 order by e.sequence desc limit $3`,
);

/**
 * What happened to a number's link, health and quality, without its messages: those have an index (0027). Values:
 * [tenant, sender, after this number, up to this one, how many].
 */
export const readOfSender = { oldest: ofSender("asc"), newest: ofSender("desc") } as const;

function ofSender(direction: "asc" | "desc"): (tx: Tx, values: readonly unknown[]) => Promise<EventRow[]> {
  return statement<EventRow>(
    `read_events_of_sender_${direction}`,
    `select ${columns} from event e
     where e.tenant_id = $1 and e.sender_id = $2 and e.type not like 'message.%'
       and e.sequence > $3 and e.sequence <= $4
     order by e.sequence ${direction} limit $5`,
  );
}

/** And none that is over. Values: [tenant, hash, API key, expires at, now]. */
export const insertTicket = statement<never>(
  "insert_stream_ticket",
  `with over as (delete from stream_ticket where tenant_id = $1 and expires_at <= $5)
   insert into stream_ticket (tenant_id, token_hash, key_id, expires_at) values ($1, $2, $3, $4)`,
);

/** It is good once. Values: [hash, now]. */
export const takeTicket = statement<{ key_id: string }>(
  "take_stream_ticket",
  "delete from stream_ticket where token_hash = $1 and expires_at > $2 returning key_id",
);

/** Values: [limit]. */
export const pruneTickets = statement<{ key_id: string }>(
  "prune_stream_tickets",
  `delete from stream_ticket where ctid = any (array(
     select ctid from stream_ticket where expires_at < now() limit $1)) returning key_id`,
);

/**
 * Some of those that are older than they are kept, found at the beginning of each tenant's: numbers and times rise
 * together, but for what committed side by side. Values: [limit].
 */
export const pruneEvents = statement<{ sequence: string }>(
  "prune_events",
  `delete from event where ctid = any (array(
     select old.at_place from tenant cross join lateral (
       select ctid as at_place, at from event where tenant_id = tenant.id order by sequence limit $1) old
     where old.at < now() - interval '30 days' limit $1))
   returning sequence`,
);
