// Statements by which people change messages: cancel, send again, drop a dead letter. Each says what it changed.

import { statement, type Tx } from "../../kernel/db.ts";
import type { Mode } from "../../kernel/route.ts";
import { conditionsOf, type MessageFilter } from "./read.ts";

/**
 * Cancels what still waits. One statement checks and takes it out of the lane, so a claim and a cancel can never
 * both succeed. Values: [tenant, mode, id].
 */
export const cancelMessage = statement<{ id: string }>(
  "cancel_message",
  `with canceled as (
     update message set status = 'canceled', lane_state = null, updated_at = now()
     where tenant_id = $1 and mode = $2 and id = $3 and lane_state = 0 and status in ('queued', 'scheduled')
     returning tenant_id, id, tries
   ), noted as (
     insert into evidence (tenant_id, message_id, type, key, source, at)
     select tenant_id, id, 'canceled', tries::text, 'api', now() from canceled on conflict do nothing
   )
   select id from canceled`,
);

/** What may be sent again, because it is at rest without having arrived for certain. */
const resendable = `m.status in ('failed', 'unknown', 'expired', 'canceled', 'skipped')
  and m.lane_state is distinct from 1`;

/**
 * Puts messages back into their lanes as new: attempts start over, a time to live that has run out starts over, and
 * a doubt is written down as a possible duplicate. Answers the shards to wake.
 */
export async function resendMessages(
  tx: Tx,
  caller: { tenantId: string; mode: Mode },
  which: MessageFilter & { ids?: readonly string[] },
  limit: number,
): Promise<{ id: string; shard: number }[]> {
  const { conditions, values } = conditionsOf(caller, which);
  if (which.ids !== undefined) {
    values.push(which.ids);
    conditions.push(`m.id = any ($${values.length})`);
  }
  values.push(limit);
  const text = `
    with chosen as (
      select m.tenant_id, m.id from message m
      where ${conditions.join(" and ")} and ${resendable}
      order by m.id limit $${values.length} for update
    ), resent as (
      update message m
      set status = 'queued', lane_state = 0, due_at = now(), attempts = 0, attention = null, error = null,
          possible_duplicate = m.possible_duplicate or m.status = 'unknown', updated_at = now(),
          expires_at = case when m.expires_at <= now() then now() + (m.expires_at - m.created_at)
                            else m.expires_at end
      from chosen where m.tenant_id = chosen.tenant_id and m.id = chosen.id
      returning m.tenant_id, m.id, m.shard, m.tries
    ), noted as (
      insert into evidence (tenant_id, message_id, type, key, source, at)
      select tenant_id, id, 'resent', tries::text, 'api', now() from resent on conflict do nothing
    )
    select id, shard from resent`;
  return (await tx.query<{ id: string; shard: number }>(text, values)).rows;
}

/** Takes a message out of the dead-letter queue; it stays failed. Values: [tenant, mode, id]. */
export const dropDeadLetter = statement<{ id: string }>(
  "drop_dead_letter",
  `update message set attention = null, updated_at = now()
   where tenant_id = $1 and mode = $2 and id = $3 and attention = 'dead' returning id`,
);
