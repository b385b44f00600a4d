// Takes out of their lanes what waits for people who want no more of it.

import type { ConsentPurpose } from "@waypost/contract";
import { freshStatement, type Tx } from "../../kernel/db.ts";
import { sameEntry } from "./entry-key.ts";

export type SkippedPerson = { tenant_id: string; recipient: string; purpose: ConsentPurpose };

/**
 * Everything of that purpose that waits for these people, over all senders of their tenant, becomes `skipped`; what
 * stays in doubt stays `unknown`, and is not sent once more. What is in flight goes on: whether it comes back to its
 * lane is for the next claim to ask; and so does what confirms their word. Answers the messages that were taken out.
 *
 * Entries are found through the tenant's senders, who are few: the entry's key names the sender before the recipient,
 * and the index of messages by recipient leads through all months of what was ever sent to them.
 */
export async function skipWaiting(tx: Tx, people: readonly SkippedPerson[]): Promise<{ id: string }[]> {
  return people.length === 0 ? [] : skipRows(tx, [JSON.stringify(people)]);
}

export type SkippedRow = {
  tenant_id: string;
  sender_id: string;
  recipient: string;
  id: string;
  /** Of the error dictionary. */
  code: string;
  detail: string;
};

/** These very messages, as far as they still wait. */
export async function skipMessages(tx: Tx, rows: readonly SkippedRow[]): Promise<{ id: string }[]> {
  return rows.length === 0 ? [] : skipNamedRows(tx, [JSON.stringify(rows)]);
}

/**
 * From `locked(tenant_id, sender_id, recipient, message_id, code, detail)` on. Messages are locked first, then
 * entries, each in id order, as everybody locks them; the entry decides, as in a cancel.
 */
const takeOut = `gone as (
     delete from lane_entry e using locked l
     where ${sameEntry("l")} and e.status <> 'sending'
     returning e.*, l.code, l.detail
   ), noted as (
     insert into evidence (tenant_id, message_id, type, key, source, at, detail)
     select tenant_id, message_id, 'skipped', tries::text, 'system', now(),
            jsonb_build_object('reason', detail) from gone
     on conflict do nothing
   )
   update message m
   set status = case when gone.status = 'unknown' then 'unknown' else 'skipped' end,
       due_at = gone.due_at, tries = gone.tries, attempts = gone.attempts, updated_at = now(),
       possible_duplicate = gone.possible_duplicate,
       error = case when gone.status = 'unknown' then m.error
                    else jsonb_build_object('code', gone.code, 'providerCode', null, 'detail', gone.detail) end
   from gone where m.tenant_id = gone.tenant_id and m.id = gone.message_id
   returning m.id`;

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
     select w.*, 'recipient_suppressed' as code, 'opted_out' as detail
     from waiting w join message m on m.tenant_id = w.tenant_id and m.id = w.message_id
     where m.confirms is null
     order by m.tenant_id, m.id for no key update of m
   ), ${takeOut}`,
);

const skipNamedRows = freshStatement<{ id: string }>(
  `with locked as materialized (
     select n.tenant_id, n.sender_id, n.recipient, m.id as message_id, n.code, n.detail
     from json_to_recordset($1) as n(tenant_id uuid, sender_id uuid, recipient text, id uuid, code text, detail text)
     join message m on m.tenant_id = n.tenant_id and m.id = n.id
     order by m.tenant_id, m.id for no key update of m
   ), ${takeOut}`,
);
