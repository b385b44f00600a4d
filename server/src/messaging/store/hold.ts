// Statements by which a protected number holds messages back: what waits longer, and why its whole lane does.

import { freshStatement, type Tx } from "../../kernel/db.ts";
import { monthsOf } from "./entry-key.ts";

export type DeferredRow = { tenant_id: string; id: string; until: string; code: string; text: string };

/** Moves messages to when their rules allow them; the reason becomes part of each one's history. */
export async function deferMessages(tx: Tx, rows: readonly DeferredRow[]): Promise<void> {
  if (rows.length === 0) return;
  await deferRows(tx, [JSON.stringify(rows), ...monthsOf(rows.map((row) => row.id))]);
}

/** In id order, as everybody locks entries; what is no longer waiting is left alone. */
const deferRows = freshStatement<never>(
  `with deferral as materialized (
     select d.*, m.sender_id, m.recipient
     from json_to_recordset($1) as d(tenant_id uuid, id uuid, until timestamptz, code text, text text)
     join message m on m.tenant_id = d.tenant_id and m.id = d.id
     where m.id between $2 and $3
   ), locked as materialized (
     select e.ctid as at, d.tenant_id, d.id, d.until, d.code, d.text
     from deferral d
     join lane_entry e on e.tenant_id = d.tenant_id and e.sender_id = d.sender_id and e.recipient = d.recipient
       and e.message_id = d.id
     where e.status <> 'sending'
     order by e.tenant_id, e.message_id for no key update of e
   ), moved as (
     update lane_entry e set due_at = locked.until from locked where e.ctid = locked.at
   )
   insert into evidence (tenant_id, message_id, type, key, source, at, detail)
   select tenant_id, id, 'held', code || ' ' || until, 'dispatcher', now(),
          jsonb_build_object('code', code, 'reason', text, 'until', until)
   from locked on conflict do nothing`,
);

export type HeardFrom = { tenant_id: string; sender_id: string; person: string };

/**
 * Who writes is no stranger any more: what their rules held back for them is looked at again now. Retries and
 * scheduled messages keep their times: only a time that a rule has set is taken back.
 */
export async function releaseHeld(tx: Tx, people: readonly HeardFrom[]): Promise<void> {
  if (people.length > 0) await releaseRows(tx, [JSON.stringify(people)]);
}

const releaseRows = freshStatement<never>(
  `with waiting as materialized (
     select e.ctid as at
     from (
       select distinct tenant_id, sender_id, person
       from json_to_recordset($1) as p(tenant_id uuid, sender_id uuid, person text)
     ) as heard
     join lane_entry e on e.tenant_id = heard.tenant_id and e.sender_id = heard.sender_id
       and e.recipient = heard.person and e.status <> 'sending' and e.due_at > now()
     where exists (
       select from evidence
       where tenant_id = e.tenant_id and message_id = e.message_id and type = 'held'
         and (detail ->> 'until')::timestamptz = e.due_at)
     order by e.tenant_id, e.message_id for no key update of e
   )
   update lane_entry e set due_at = now() from waiting where e.ctid = waiting.at and e.status <> 'sending'`,
);
