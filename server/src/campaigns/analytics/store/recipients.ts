// The statement that lists a campaign's people by what became of them, in bounded bites.

import { freshStatement, type Tx } from "../../../kernel/db.ts";
import type { RecipientRow } from "../../store/recipients.ts";

/** Null: whatever it is. */
export type RecipientsAsked = {
  tenantId: string;
  campaignId: string;
  after: string | null;
  statuses: readonly string[] | null;
  reason: string | null;
  error: string | null;
  /** One of the things people do. */
  did: "replied" | "clicked" | "converted" | "opted_out" | null;
  limit: number;
};

export type Bite = { rows: RecipientRow[]; last: string | null };

/** So many are looked at, however few of them fit: what is rare in a campaign of millions comes in short pages. */
const lookedAt = 20_000;

/** `last`: where to go on; null when there is nothing after it. */
export async function listReported(tx: Tx, asked: RecipientsAsked): Promise<Bite> {
  const { tenantId, campaignId, after, statuses, reason, error, did, limit } = asked;
  const rows = await listRows(tx, [
    tenantId,
    campaignId,
    after,
    statuses,
    reason,
    error,
    did,
    limit + 1,
    lookedAt,
  ]);
  const [first] = rows;
  const found = rows.flatMap(({ found: row }) => (row === null ? [] : [row])).map(withDates);
  if (found.length > limit)
    return { rows: found.slice(0, limit), last: found[limit - 1]?.contact_id ?? null };
  return { rows: found, last: first?.seen === lookedAt ? first.last : null };
}

type Looked = { seen: number; last: string | null; found: Told | null };
type Told = Omit<RecipientRow, Answer> & Record<Answer, string | null>;
type Answer = "replied_at" | "opted_out_at" | "clicked_at" | "converted_at";

function withDates(row: Told): RecipientRow {
  const dateOf = (text: string | null): Date | null => (text === null ? null : new Date(text));
  return {
    ...row,
    replied_at: dateOf(row.replied_at),
    opted_out_at: dateOf(row.opted_out_at),
    clicked_at: dateOf(row.clicked_at),
    converted_at: dateOf(row.converted_at),
  };
}

/** Each message by one probe of its month. */
const listRows = freshStatement<Looked>(
  `with looked as materialized (
     select * from campaign_recipient
     where tenant_id = $1 and campaign_id = $2 and ($3::uuid is null or contact_id > $3)
     order by contact_id limit $9
   ), fitting as (
     select r.contact_id, r.phone, each.status,
            coalesce(r.reason, case when each.status = 'skipped' then m.code end) as reason,
            case when each.status <> 'skipped' then m.code end as error, r.message_id,
            coalesce(m.sender_id, r.sender_id) as sender_id, r.language, r.variables, r.replied_at, r.opted_out_at,
            r.clicked_at, r.converted_at, r.variant
     from looked r
     left join lateral (
       select status, sender_id, error ->> 'code' as code from message
       where tenant_id = r.tenant_id and id = r.message_id limit 1) m on r.message_id is not null
     cross join lateral (
       select case when r.state <> 'queued' then r.state
                   when m.status = 'scheduled' then 'queued' else coalesce(m.status, 'queued') end as status) as each
     where ($4::text[] is null or each.status = any ($4::text[]))
       and ($5::text is null or coalesce(r.reason, m.code) = $5)
       and ($6::text is null or m.code = $6)
       and ($7::text is null or case $7 when 'replied' then r.replied_at when 'clicked' then r.clicked_at
                                        when 'converted' then r.converted_at else r.opted_out_at end is not null)
     order by r.contact_id limit $8
   )
   select (select count(*) from looked)::int as seen,
          (select contact_id from looked order by contact_id desc limit 1) as last, to_jsonb(f) as found
   from (select) as one left join fitting f on true order by f.contact_id`,
);
