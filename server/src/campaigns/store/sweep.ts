// Statements that clear up behind a campaign: people it will not reach any more, and what it should try again.

import { freshStatement, statement } from "../../kernel/db.ts";

/** They stay, with the reason. Values: [tenant, campaign, at most]. */
export const cancelPending = freshStatement<{ contact_id: string }>(
  `update campaign_recipient r set state = 'canceled', reason = 'campaign_canceled'
   where r.tenant_id = $1 and r.campaign_id = $2 and r.state in ('pending', 'held') and r.contact_id in (
     select contact_id from campaign_recipient
     where tenant_id = $1 and campaign_id = $2 and state in ('pending', 'held') limit $3)
   returning r.contact_id`,
);

export type FailedRow = { message_id: string; fits: boolean };

/**
 * The campaign's messages after this one, and which of them failed for one of these codes and are at rest since before.
 * Values: [tenant, campaign, message or null, codes or null, before, at most].
 */
export const readFailed = freshStatement<FailedRow>(
  `select r.message_id,
          coalesce((select m.status = 'failed' and m.updated_at < $5::timestamptz
                           and ($4::text[] is null or m.error ->> 'code' = any ($4::text[]))
                    from message m where m.tenant_id = r.tenant_id and m.id = r.message_id limit 1), false) as fits
   from campaign_recipient r
   where r.tenant_id = $1 and r.campaign_id = $2 and r.message_id is not null
     and ($3::uuid is null or r.message_id > $3::uuid)
   order by r.message_id limit $6`,
);

/** Values: [tenant, campaign, messages]. */
export const countRetries = freshStatement<never>(
  `update campaign_recipient set retries = retries + 1
   where tenant_id = $1 and campaign_id = $2 and message_id = any ($3::uuid[])`,
);

/** Values: [tenant, campaign, retry or null]. */
export const noteRetry = statement<never>(
  "note_campaign_retry",
  "update campaign set retry = $3 where tenant_id = $1 and id = $2",
);

/** When failures of a daily cap are looked at. Values: [tenant, campaign, at or null]. */
export const planRetry = statement<never>(
  "plan_campaign_retry",
  "update campaign set retry_due_at = $3 where tenant_id = $1 and id = $2",
);
