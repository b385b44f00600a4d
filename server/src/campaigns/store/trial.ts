// Statements of an A/B test: when it ended, who has won it, and those who waited for the winner.

import { freshStatement, statement } from "../../kernel/db.ts";

/** Values: [tenant, campaign, at]. */
export const noteTrialEnd = statement<never>(
  "note_campaign_trial_end",
  "update campaign set trial_ended_at = $3 where tenant_id = $1 and id = $2 and trial_ended_at is null",
);

/** Once and for all. Values: [tenant, campaign, winner]. */
export const noteWinner = statement<never>(
  "note_campaign_winner",
  "update campaign set winner = $3 where tenant_id = $1 and id = $2 and winner is null",
);

/**
 * Some of those who waited are let go, with the texts of the winner. By the key from where the last bite ended: nothing
 * indexes who is held. Values: [tenant, campaign, variant, last contact or null, at most].
 */
export const releaseHeld = freshStatement<{ last: string | null }>(
  `with next as materialized (
     select contact_id from campaign_recipient
     where tenant_id = $1 and campaign_id = $2 and state = 'held' and ($4::uuid is null or contact_id > $4::uuid)
     order by contact_id limit $5 for no key update
   ), freed as (
     update campaign_recipient r
     set state = 'pending', variant = $3, variables = nullif(r.variables -> ($3::smallint)::text, 'null')
     from next where r.tenant_id = $1 and r.campaign_id = $2 and r.contact_id = next.contact_id
     returning r.contact_id
   )
   select (select contact_id from freed order by contact_id desc limit 1) as last`,
);

/** Values: [tenant, campaign, last contact]. */
export const noteReleased = statement<never>(
  "note_campaign_released",
  `update campaign set winner = jsonb_set(winner, '{released_to}', to_jsonb($3::text))
   where tenant_id = $1 and id = $2`,
);
