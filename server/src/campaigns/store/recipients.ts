// Statements that show a campaign's people, and find what one person has for a test.

import { freshStatement, type Tx } from "../../kernel/db.ts";
import { type Mapping, variablesSql } from "../variables.ts";

export type RecipientRow = {
  contact_id: string;
  phone: string | null;
  status: string;
  reason: string | null;
  error: string | null;
  message_id: string | null;
  sender_id: string | null;
  language: string | null;
  variables: Record<string, string> | null;
  replied_at: Date | null;
  opted_out_at: Date | null;
};

/**
 * In the order of contacts. What has left counts as sent whatever came after, and what was read as delivered: these are
 * the people behind a figure of the funnel. Values: [tenant, campaign, contact or null, statuses or null, reason or
 * null, replied or null, limit].
 */
export const listRecipients = freshStatement<RecipientRow>(
  `select r.contact_id, r.phone, each.status, coalesce(r.reason, case when each.status = 'skipped' then m.code end)
            as reason,
          m.code as error, r.message_id, r.sender_id, r.language, r.variables, r.replied_at, r.opted_out_at
   from campaign_recipient r
   left join lateral (
     select status, error ->> 'code' as code from message
     where tenant_id = r.tenant_id and id = r.message_id limit 1) m on r.message_id is not null
   cross join lateral (
     select case when r.state <> 'queued' then r.state
                 when m.status = 'scheduled' then 'queued' else coalesce(m.status, 'queued') end as status) as each
   where r.tenant_id = $1 and r.campaign_id = $2 and ($3::uuid is null or r.contact_id > $3)
     and ($4::text[] is null or each.status = any ($4::text[]))
     and ($5::text is null or coalesce(r.reason, m.code) = $5)
     and ($6::boolean is null or (r.replied_at is not null) = $6)
   order by r.contact_id limit $7`,
);

/** What the person with this number would be sent; nothing when nobody has it. */
export async function readVariablesOf(
  tx: Tx,
  tenantId: string,
  phone: string,
  mapping: Mapping,
): Promise<{ contact_id: string; language: string | null; variables: Record<string, string> | null } | null> {
  const values: unknown[] = [tenantId, phone];
  const variables = variablesSql(mapping, (value) => `$${values.push(value)}`);
  const { rows } = await tx.query(
    `select c.id as contact_id, c.language, ${variables} as variables from contact c
     where c.tenant_id = $1 and c.lead_phone = $2 and c.deleted_at is null and c.merged_into is null limit 1`,
    values,
  );
  return rows[0] ?? null;
}
