// Statements about the messages of one campaign: what waits is taken back, what failed is looked for.

import { freshStatement } from "../../kernel/db.ts";
import { sameEntry } from "./entry-key.ts";

/**
 * Takes back what waits in these senders' lanes, some at a time; what is in flight goes on. Answers those it took.
 * Found through the lanes: they are short, and a campaign's messages are many. Values: [tenant, campaign, senders, at
 * most].
 */
export const cancelOfCampaign = freshStatement<{ id: string }>(
  `with chosen as materialized (
     select e.tenant_id, e.sender_id, e.recipient, e.message_id
     from lane_entry e
     where e.tenant_id = $1 and e.class in (0, 1, 2) and e.sender_id = any ($3::uuid[]) and e.campaign_id = $2
       and e.status in ('queued', 'scheduled')
     limit $4
   ), locked as materialized (
     select c.* from chosen c join message m on m.tenant_id = c.tenant_id and m.id = c.message_id
     order by m.tenant_id, m.id for no key update of m
   ), gone as (
     delete from lane_entry e using locked l
     where ${sameEntry("l")} and e.status in ('queued', 'scheduled')
     returning e.*
   ), noted as (
     insert into evidence (tenant_id, message_id, type, key, source, at, detail)
     select tenant_id, message_id, 'canceled', tries::text, 'system', now(), '{"reason": "campaign_canceled"}' from gone
     on conflict do nothing
   )
   update message m
   set status = 'canceled', due_at = gone.due_at, tries = gone.tries, attempts = gone.attempts,
       possible_duplicate = gone.possible_duplicate, updated_at = now()
   from gone where m.tenant_id = gone.tenant_id and m.id = gone.message_id
   returning m.id`,
);

/**
 * Spreads what waits over time anew, from now on: after a pause all of it would be due at once. Answers when the last
 * of it is due. Entries are locked in the order of their messages, as by whoever defers them. Values: [tenant,
 * campaign, senders, milliseconds between two].
 */
export const respaceCampaign = freshStatement<{ due_at: Date | null }>(
  `with mine as materialized (
     select e.ctid as at, e.message_id, row_number() over (order by e.due_at, e.message_id) - 1 as place
     from lane_entry e
     where e.tenant_id = $1 and e.class in (0, 1, 2) and e.sender_id = any ($3::uuid[]) and e.campaign_id = $2
       and e.status in ('queued', 'scheduled') and e.due_at < now() + interval '2 minutes'
   ), locked as materialized (
     select mine.* from mine join lane_entry e on e.ctid = mine.at
     where e.message_id = mine.message_id and e.status <> 'sending'
     order by e.message_id for no key update of e
   ), moved as (
     update lane_entry e set due_at = now() + make_interval(secs => locked.place * $4::float8 / 1000)
     from locked where e.ctid = locked.at
     returning e.due_at
   )
   select max(due_at) as due_at from moved`,
);
