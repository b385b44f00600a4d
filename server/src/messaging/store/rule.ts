// What lanes under sending rules look at before they take anything: who is meant, where they are, what they had.

import type { MessageCategory } from "@waypost/contract";
import { freshStatement, statement, type Tx } from "../../kernel/db.ts";
import { type Begun, dueEntries, fromPlace, withPlaces } from "./dispatch.ts";

/** `most`: of each class but login codes, which nothing is asked about. */
export type RuledLane = Begun & { tenant_id: string; sender_id: string; urgent: number; most: number };

export type DueRow = { tenant_id: string; sender_id: string; recipient: string; id: string; class: number };

/** In the order they would be claimed in, lane by lane; like a look at candidates, it takes nothing (review.ts). */
export function readDue(tx: Tx, lanes: readonly RuledLane[]): Promise<DueRow[]> {
  return lanes.length === 0 ? Promise.resolve([]) : readDueRows(tx, [JSON.stringify(lanes.map(withPlaces))]);
}

const readDueRows = statement<DueRow>(
  "read_ruled_due",
  `with lane as materialized (
     select l.*, row_number() over () as place
     from json_to_recordset($1) as l(
       tenant_id uuid, sender_id uuid, urgent int, most int, due_after timestamptz[], id_after uuid[])
   )
   select lane.tenant_id, lane.sender_id, next.recipient, next.message_id as id, next.class
   from lane cross join lateral (
     ${dueEntries(0, "lane.urgent", fromPlace(0))} union all ${dueEntries(1, "lane.most", fromPlace(1))}
     union all ${dueEntries(2, "lane.most", fromPlace(2))}
   ) as next
   order by lane.place, next.class, next.due_at, next.message_id`,
);

export type AskedMessage = { tenant_id: string; recipient: string; id: string };

export type RuleFacts = {
  tenant_id: string;
  id: string;
  recipient: string;
  category: MessageCategory;
  expires_at: Date | null;
  /** {from, to}, or {} for none; null for its tenant's. */
  quiet_hours: { from?: string; to?: string } | null;
  contact_id: string | null;
  /** The contact's own. */
  time_zone: string | null;
};

export function readRuleFacts(tx: Tx, asked: readonly AskedMessage[]): Promise<RuleFacts[]> {
  return asked.length === 0 ? Promise.resolve([]) : readFactRows(tx, [JSON.stringify(asked)]);
}

/** The message by one probe of one month, its person by two keys: a shape that holds its plan, as a claim's does. */
const readFactRows = statement<RuleFacts>(
  "read_rule_facts",
  `select a.tenant_id, a.id, a.recipient, m.category, m.expires_at, m.quiet_hours, person.id as contact_id,
          person.time_zone
   from json_to_recordset($1) as a(tenant_id uuid, recipient text, id uuid)
   cross join lateral (
     select category, expires_at, quiet_hours from message
     where tenant_id = a.tenant_id and recipient = a.recipient and id = a.id limit 1
   ) m
   left join lateral (
     select c.id, c.time_zone from contact_alias n
     join contact c on c.tenant_id = n.tenant_id and c.id = n.contact_id
     where n.tenant_id = a.tenant_id and n.kind = 'phone' and n.scope = '' and n.value = a.recipient
       and n.left_at is null limit 1
   ) person on true`,
);

/** `days`: the longest period that is asked about. */
export type AskedPerson = {
  tenant_id: string;
  id: string;
  recipient: string;
  contact_id: string | null;
  days: number;
};

export type SentRow = { tenant_id: string; id: string; category: MessageCategory; at: Date };

/** For each message asked about, what left to the same person before it, by any of their numbers. */
export function readSent(tx: Tx, asked: readonly AskedPerson[]): Promise<SentRow[]> {
  return asked.length === 0 ? Promise.resolve([]) : readSentRows(tx, [JSON.stringify(asked)]);
}

/**
 * Counted by what is known of each message today, not in a ledger of its own: what failed after it had left is not
 * held against the person's next one. In flight and in doubt counts as left. Messages are ids of when they were
 * accepted, which may be a year before they leave: months that old are looked into as well, by the index of messages
 * by recipient, and only for tenants that have a cap.
 */
const readSentRows = freshStatement<SentRow>(
  `with asked as materialized (
     select * from json_to_recordset($1) as a(tenant_id uuid, id uuid, recipient text, contact_id uuid, days int)
   ), phone as materialized (
     select tenant_id, id, days, recipient from asked
     union
     select a.tenant_id, a.id, a.days, n.value
     from asked a join contact_alias n on n.tenant_id = a.tenant_id and n.contact_id = a.contact_id
     where n.kind = 'phone'
   )
   select p.tenant_id, p.id, m.category, left_at.at
   from phone p
   cross join lateral (
     select id, category, status from message
     where tenant_id = p.tenant_id and recipient = p.recipient and id <> p.id
       and id >= lowest_id(now() - interval '456 days')
       and category in ('marketing', 'utility')
       and (status in ('sent', 'delivered', 'read', 'played', 'unknown', 'queued', 'scheduled'))
     offset 0
   ) m
   cross join lateral (
     select max(started_at) as at from attempt t
     where t.tenant_id = p.tenant_id and t.message_id = m.id
       and (t.state = 'open' or (t.state in ('accepted', 'unknown') and m.status not in ('queued', 'scheduled')))
   ) left_at
   where left_at.at > now() - p.days * interval '1 day'`,
);

/** The tenants of these that nobody else claims for under a cap, until the transaction ends. */
export async function lockCaps(tx: Tx, tenantIds: readonly string[]): Promise<string[]> {
  if (tenantIds.length === 0) return [];
  return (await lockCapRows(tx, [tenantIds])).map(({ id }) => id);
}

/** Tried, not waited for: a process that stands still would hold up all lanes of those that do not. */
const lockCapRows = statement<{ id: string }>(
  "lock_caps",
  `select id from (select distinct unnest($1::uuid[]) as id) as each
   where pg_try_advisory_xact_lock(hashtextextended('caps ' || id::text, 0))`,
);
