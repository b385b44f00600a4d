// Statements by which people change messages: cancel, send again, drop a dead letter. Each says what it changed.

import { statement, type Tx } from "../../kernel/db.ts";
import type { Mode } from "../../kernel/route.ts";
import { sameEntry } from "./entry-key.ts";
import { conditionsOf, type MessageFilter, withEntry } from "./read.ts";

/**
 * Cancels what still waits. The entry's end decides: a claim and a cancel can never both have it. Values: [tenant,
 * mode, id].
 */
export const cancelMessage = statement<{ id: string }>(
  "cancel_message",
  `with chosen as materialized (
     select tenant_id, id as message_id, sender_id, recipient from message
     where tenant_id = $1 and mode = $2 and id = $3 for no key update
   ), gone as (
     delete from lane_entry e using chosen c
     where ${sameEntry("c")} and e.status in ('queued', 'scheduled')
     returning e.*
   ), canceled as (
     update message m
     set status = 'canceled', due_at = gone.due_at, tries = gone.tries, attempts = gone.attempts,
         possible_duplicate = gone.possible_duplicate, updated_at = now()
     from gone where m.tenant_id = gone.tenant_id and m.id = gone.message_id and m.id = $3
     returning m.tenant_id, m.id, m.tries
   ), noted as (
     insert into evidence (tenant_id, message_id, type, key, source, at)
     select tenant_id, id, 'canceled', tries::text, 'api', now() from canceled on conflict do nothing
   )
   select id from canceled`,
);

/** What may be sent again: it is at rest without having arrived for certain, and has a person and words still. */
const resendable = `m.status in ('failed', 'unknown', 'expired', 'canceled', 'skipped')
  and e.status is distinct from 'sending' and m.recipient not like 'erased:%'
  and not m.body ? 'content_removed'`;

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
    with chosen as materialized (
      select m.* from message m ${withEntry}
      where ${conditions.join(" and ")} and ${resendable}
      order by m.id limit $${values.length} for update of m
    ), resent as (
      insert into lane_entry as e (tenant_id, sender_id, recipient, message_id, shard, class, status, due_at,
                                   expires_at, tries, attempts, possible_duplicate, campaign_id)
      select tenant_id, sender_id, recipient, id, shard, class, 'queued', now(),
             case when expires_at <= now() then now() + (expires_at - created_at) else expires_at end,
             tries, 0, possible_duplicate or status = 'unknown', campaign_id
      from chosen
      on conflict (tenant_id, sender_id, recipient, message_id) do update
      set status = 'queued', due_at = excluded.due_at, expires_at = excluded.expires_at, attempts = 0,
          possible_duplicate = e.possible_duplicate or e.status = 'unknown'
      where e.status <> 'sending'
      returning e.*
    ), requeued as (
      update message m
      set status = 'queued', due_at = r.due_at, expires_at = r.expires_at, attempts = 0, attention = null,
          error = null, possible_duplicate = r.possible_duplicate, updated_at = now()
      from resent r where m.tenant_id = r.tenant_id and m.id = r.message_id
    ), noted as (
      insert into evidence (tenant_id, message_id, type, key, source, at)
      select tenant_id, message_id, 'resent', tries::text, 'api', now() from resent on conflict do nothing
    )
    select message_id as id, shard from resent`;
  return (await tx.query<{ id: string; shard: number }>(text, values)).rows;
}

/** Takes a message out of the dead-letter queue; it stays failed. Values: [tenant, mode, id]. */
export const dropDeadLetter = statement<{ id: string }>(
  "drop_dead_letter",
  `update message set attention = null, updated_at = now()
   where tenant_id = $1 and mode = $2 and id = $3 and attention = 'dead' returning id`,
);
