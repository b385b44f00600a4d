// Statements about a campaign's counts: their sums, fewer rows for the same sums, and the same counted anew.

import { freshStatement, statement, type Tx } from "../../kernel/db.ts";

export type Count = { sender_id: string | null; what: string; count: number };

/** Values: [tenant, campaign]. */
export const readCounts = statement<Count>(
  "read_campaign_counts",
  `select sender_id, what, sum(count)::float8 as count from campaign_tally
   where tenant_id = $1 and campaign_id = $2 group by 1, 2 having sum(count) <> 0`,
);

/** So many rows are worth one statement. */
const foldAbove = 200;

/**
 * Makes one row of many. Rows that are not committed yet are not seen and stay, so that nobody waits and nothing is
 * counted twice.
 */
export async function foldTally(tx: Tx, tenantId: string, campaignId: string): Promise<void> {
  await foldRows(tx, [tenantId, campaignId, foldAbove]);
}

const foldRows = statement<never>(
  "fold_campaign_tally",
  `with many as (
     select from campaign_tally where tenant_id = $1 and campaign_id = $2 offset $3 limit 1
   ), gone as (
     delete from campaign_tally where tenant_id = $1 and campaign_id = $2 and exists (select from many) returning *
   )
   insert into campaign_tally (tenant_id, campaign_id, sender_id, what, count)
   select tenant_id, campaign_id, sender_id, what, sum(count) from gone group by 1, 2, 3, 4 having sum(count) <> 0`,
);

/** From the rows that are counted: what the sums must be when nothing is under way. Values: [tenant, campaign]. */
export const recount = freshStatement<Count>(
  `select null::uuid as sender_id, recipient_tally(state, reason) as what, count(*)::float8 as count
   from campaign_recipient where tenant_id = $1 and campaign_id = $2 group by 2
   union all
   select null, 'replied', count(*)::float8 from campaign_recipient
   where tenant_id = $1 and campaign_id = $2 and replied_at is not null having count(*) > 0
   union all
   select null, 'opted_out', count(*)::float8 from campaign_recipient
   where tenant_id = $1 and campaign_id = $2 and opted_out_at is not null having count(*) > 0
   union all
   select null, 'hold_out_converted', count(*)::float8 from campaign_recipient
   where tenant_id = $1 and campaign_id = $2 and converted_at is not null and reason = 'hold_out'
   having count(*) > 0
   union all
   select null, 'conversion:' || name, count(*)::float8 from conversion
   where tenant_id = $1 and campaign_id = $2 group by name
   union all
   select null, 'value:' || currency, sum(value * 1000000)::float8 from conversion
   where tenant_id = $1 and campaign_id = $2 and value > 0 group by currency
   union all
   select m.sender_id, message_tally(m.status, m.error), count(*)::float8
   from campaign_recipient r join message m on m.tenant_id = r.tenant_id and m.id = r.message_id
   where r.tenant_id = $1 and r.campaign_id = $2 group by 1, 2`,
);
