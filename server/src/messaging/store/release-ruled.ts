// Statements that let go what a tenant's rules hold back, so that the next claim judges it anew.

import { freshStatement, statement, type Tx } from "../../kernel/db.ts";

export type LaneClass = { tenantId: string; senderId: string; class: number };

/** How far one statement looks: about a tenth of a second, in which claims of this lane wait. */
const step = 5_000;

/** Statement by statement through what is due later; what the rules still hold back is held back again. */
export async function releaseRuled(tx: Tx, { tenantId, senderId, class: of }: LaneClass): Promise<void> {
  let place: [string, string] = [new Date().toISOString(), "00000000-0000-0000-0000-000000000000"];
  for (;;) {
    const [taken] = await releaseRows(tx, [tenantId, senderId, of, ...place, step]);
    if (taken?.seen !== step || taken.due_at === null || taken.message_id === null) return;
    place = [taken.due_at, taken.message_id];
  }
}

/** Retries and scheduled messages keep their times: only a time that a rule has set is taken back. */
const releaseRows = freshStatement<{ seen: number; due_at: string | null; message_id: string | null }>(
  `with page as materialized (
     select e.ctid as at, e.message_id, e.due_at from lane_entry e
     where e.tenant_id = $1 and e.class = $3 and e.sender_id = $2
       and (e.due_at, e.message_id) > ($4::timestamptz, $5::uuid) and e.status <> 'sending'
     order by e.due_at, e.message_id limit $6
   ), held as materialized (
     select page.* from page
     where exists (
       select from evidence v
       where v.tenant_id = $1 and v.message_id = page.message_id and v.type = 'held'
         and v.detail ->> 'code' in ('quiet_hours', 'frequency_cap')
         and (v.detail ->> 'until')::timestamptz = page.due_at)
   ), locked as materialized (
     select e.ctid as at
     from held join lane_entry e on e.ctid = held.at
     where e.message_id = held.message_id and e.due_at = held.due_at and e.status <> 'sending'
     order by e.tenant_id, e.message_id for no key update of e
   ), moved as (
     update lane_entry e set due_at = now() from locked where e.ctid = locked.at
   )
   select count(*)::int as seen, max(due_at)::text as due_at,
          (select message_id from page order by due_at desc, message_id desc limit 1) as message_id from page`,
);

/** Values: [tenant]. */
export const readLanesOfTenant = statement<{ id: string; shard: number }>(
  "read_lanes_of_tenant",
  "select id, shard from sender where tenant_id = $1 and deleted_at is null",
);
