// Takes out of their lanes what waits for people who want no more of it.

import type { ConsentPurpose } from "@waypost/contract";
import { freshStatement, type Tx } from "../../kernel/db.ts";
import { sameEntry } from "./entry-key.ts";

export type SkippedPerson = { tenant_id: string; recipient: string; purpose: ConsentPurpose };

/**
 * Everything of that purpose that waits for these people, over all senders of their tenant, becomes `skipped`; what
 * stays in doubt stays `unknown`, and is not sent once more. What is in flight goes on: whether it comes back to its
 * lane is for the next claim to ask. Answers the messages that were taken out.
 *
 * Entries are found through the tenant's senders, who are few: the entry's key names the sender before the recipient,
 * and the index of messages by recipient leads through all months of what was ever sent to them.
 */
export async function skipWaiting(tx: Tx, people: readonly SkippedPerson[]): Promise<{ id: string }[]> {
  return people.length === 0 ? [] : skipRows(tx, [JSON.stringify(people)]);
}

/** Messages first, then entries, each in id order, as everybody locks them; the entry decides, as in a cancel. */
const skipRows = freshStatement<{ id: string }>(
  `with person as materialized (
     select tenant_id, recipient, bool_or(purpose = 'all') as everything
     from json_to_recordset($1) as p(tenant_id uuid, recipient text, purpose text)
     group by tenant_id, recipient
   ), waiting as materialized (
     select e.tenant_id, e.sender_id, e.recipient, e.message_id
     from person p
     join sender s on s.tenant_id = p.tenant_id
     join lane_entry e on e.tenant_id = s.tenant_id and e.sender_id = s.id and e.recipient = p.recipient
     where e.status <> 'sending' and (e.class = 2 or p.everything)
   ), locked as materialized (
     select w.* from waiting w join message m on m.tenant_id = w.tenant_id and m.id = w.message_id
     order by m.tenant_id, m.id for no key update of m
   ), gone as (
     delete from lane_entry e using locked l
     where ${sameEntry("l")} and e.status <> 'sending'
     returning e.*
   ), noted as (
     insert into evidence (tenant_id, message_id, type, key, source, at, detail)
     select tenant_id, message_id, 'skipped', tries::text, 'system', now(), '{"reason": "opted_out"}' from gone
     on conflict do nothing
   )
   update message m
   set status = case when gone.status = 'unknown' then 'unknown' else 'skipped' end,
       due_at = gone.due_at, tries = gone.tries, attempts = gone.attempts, updated_at = now(),
       possible_duplicate = gone.possible_duplicate,
       error = case when gone.status = 'unknown' then m.error
                    else '{"code": "recipient_suppressed", "providerCode": null, "detail": "opted_out"}' end
   from gone where m.tenant_id = gone.tenant_id and m.id = gone.message_id
   returning m.id`,
);
