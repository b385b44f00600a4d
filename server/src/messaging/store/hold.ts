// Statements by which a protected number holds messages back: what waits longer, and why its whole lane does.

import { freshStatement, type Tx } from "../../kernel/db.ts";
import { idRange } from "./entry-key.ts";

export type DeferredRow = { tenant_id: string; id: string; until: string; code: string; text: string };

/** Moves messages to when their rules allow them; the reason becomes part of each one's history. */
export async function deferMessages(tx: Tx, rows: readonly DeferredRow[]): Promise<void> {
  if (rows.length === 0) return;
  await deferRows(tx, [JSON.stringify(rows), ...idRange(rows.map((row) => row.id))]);
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
