// Statements that find, show and scrub what was sent to one person. The rows stay for what is counted by them.

import { freshStatement } from "../../kernel/db.ts";
import { sameEntry } from "./entry-key.ts";

type Page = { id: string; record: object };

/** A message with all that happened to it. Values: [tenant, recipients, id or null, limit]. */
export const readMessagesOfPerson = freshStatement<Page>(
  `select m.id, to_jsonb(m) - array['tenant_id', 'shard', 'class'] || jsonb_build_object(
            'attempts', (select jsonb_agg(to_jsonb(a) - array['tenant_id', 'message_id', 'shard', 'epoch']
                                          order by a.number)
                         from attempt a where a.tenant_id = m.tenant_id and a.message_id = m.id),
            'evidence', (select jsonb_agg(to_jsonb(v) - array['tenant_id', 'message_id'] order by v.recorded_at)
                         from evidence v where v.tenant_id = m.tenant_id and v.message_id = m.id)) as record
   from message m
   where m.tenant_id = $1 and m.recipient = any ($2::text[]) and ($3::uuid is null or m.id > $3)
   order by m.id limit $4`,
);

/** Values: [tenant, texts by which a status gives the person away, id or null, limit]. */
export const readParkedOfPerson = freshStatement<Page>(
  `select p.id, to_jsonb(p) - 'tenant_id' as record from parked_status p
   where p.tenant_id = $1 and ($3::uuid is null or p.id > $3)
     and exists (select from unnest($2::text[]) as needle where position(needle in p.event::text) > 0)
   order by p.id limit $4`,
);

/**
 * Takes what waits for them out of its lanes, over all senders of the tenant. In a quarantine nothing is on its way
 * from here, whatever the entry says: it becomes a doubt. Under the engine's role. Values: [tenant, recipients, limit].
 */
export const cancelForPerson = freshStatement<{ id: string }>(
  `with rest as materialized (
     select quarantined_at is not null as here from installation
   ), waiting as materialized (
     select e.tenant_id, e.sender_id, e.recipient, e.message_id
     from sender s join lane_entry e on e.tenant_id = s.tenant_id and e.sender_id = s.id
     where s.tenant_id = $1 and e.recipient = any ($2::text[])
       and (e.status <> 'sending' or (select here from rest))
     order by e.message_id limit $3
   ), locked as materialized (
     select w.* from waiting w join message m on m.tenant_id = w.tenant_id and m.id = w.message_id
     order by m.tenant_id, m.id for no key update of m
   ), gone as (
     delete from lane_entry e using locked l
     where ${sameEntry("l")} and (e.status <> 'sending' or (select here from rest))
     returning e.*
   ), closed as (
     update attempt a set state = 'unknown', ended_at = now() from gone
     where a.tenant_id = gone.tenant_id and a.message_id = gone.message_id and a.ended_at is null
   ), noted as (
     insert into evidence (tenant_id, message_id, type, key, source, at)
     select tenant_id, message_id, 'canceled', tries::text, 'system', now() from gone
     where status in ('queued', 'scheduled') on conflict do nothing
   )
   update message m
   set status = case when gone.status in ('unknown', 'sending') then 'unknown' else 'canceled' end,
       due_at = gone.due_at, tries = gone.tries, attempts = gone.attempts,
       possible_duplicate = gone.possible_duplicate, updated_at = now()
   from gone where m.tenant_id = gone.tenant_id and m.id = gone.message_id
   returning m.id`,
);

/** Values: [tenant, recipients]. */
export const countInFlight = freshStatement<{ count: number }>(
  `select count(*)::int as count
   from sender s join lane_entry e on e.tenant_id = s.tenant_id and e.sender_id = s.id
   where s.tenant_id = $1 and e.recipient = any ($2::text[])`,
);

export type ScrubbedCounts = {
  message: number;
  attempt: number;
  evidence: number;
  client_reference: number;
};

/**
 * Of messages that are at rest: their words, references and ids go, and a mark stands for the person. What was sent,
 * when, of which kind and how it ended stays. Values: [tenant, recipients, their marks, limit].
 */
export const scrubMessages = freshStatement<ScrubbedCounts>(
  `with chosen as materialized (
     select m.tenant_id, m.id, m.client_reference, name.mark
     from message m join unnest($2::text[], $3::text[]) as name(value, mark) on name.value = m.recipient
     where m.tenant_id = $1 and not exists (
       select from lane_entry e
       where e.tenant_id = m.tenant_id and e.sender_id = m.sender_id and e.recipient = m.recipient
         and e.message_id = m.id)
     order by m.tenant_id, m.id limit $4 for update of m
   ), tries as (
     update attempt a
     set provider_message_id = erased_mark(a.tenant_id, a.provider_message_id),
         error = a.error || '{"detail": "erased"}', waited = null
     from chosen c where a.tenant_id = c.tenant_id and a.message_id = c.id returning 1
   ), facts as (
     update evidence v set key = erased_mark(v.tenant_id, v.key), detail = null
     from chosen c where v.tenant_id = c.tenant_id and v.message_id = c.id returning 1
   ), names as (
     delete from client_reference r using chosen c
     where r.tenant_id = c.tenant_id and r.reference = c.client_reference returning 1
   ), scrubbed as (
     update message m
     set recipient = c.mark, body = jsonb_build_object('type', m.type), metadata = null, attention = null,
         client_reference = null,
         provider_message_id = erased_mark(m.tenant_id, m.provider_message_id),
         error = m.error || '{"detail": "erased"}'
     from chosen c where m.tenant_id = c.tenant_id and m.id = c.id returning 1
   )
   select (select count(*)::int from scrubbed) as message, (select count(*)::int from tries) as attempt,
          (select count(*)::int from facts) as evidence, (select count(*)::int from names) as client_reference`,
);

/** Values: [tenant, texts by which a status gives the person away]. */
export const dropParkedOfPerson = freshStatement<{ id: string }>(
  `delete from parked_status p
   where p.tenant_id = $1
     and exists (select from unnest($2::text[]) as needle where position(needle in p.event::text) > 0)
   returning p.id`,
);

export type LateParked = { tenant_id: string; id: string; event: string };

/** Reports of messages nobody knows. Under the engine's role. Values: [tenants, parked since]. */
export const readParkedSince = freshStatement<LateParked>(
  `select tenant_id, id, event::text as event from parked_status
   where tenant_id = any ($1::uuid[]) and parked_at > $2`,
);

/** Under the engine's role. Values: [tenants, ids]. */
export const dropParked = freshStatement<never>(
  `delete from parked_status p using unnest($1::uuid[], $2::uuid[]) as given(tenant_id, id)
   where p.tenant_id = given.tenant_id and p.id = given.id`,
);

/** All files that messages to these people name, as presented ids. Values: [tenant, recipients]. */
export const readMediaOfRecipients = freshStatement<{ id: string }>(
  `select distinct found.id
   from message m cross join lateral regexp_matches(m.body::text, '"(med_[0-9a-f]{32})"', 'g') as match
   cross join lateral (select match[1] as id) as found
   where m.tenant_id = $1 and m.recipient = any ($2::text[])`,
);

/**
 * Which of these files messages to anybody else name. Files do not outlive their last message by much, so this is read
 * from the time on in which the oldest was made. Values: [tenant, recipients, presented ids, lowest message id].
 */
export const readMediaOfOthers = freshStatement<{ id: string }>(
  `select distinct asked.id
   from unnest($3::text[]) as asked(id)
   where exists (
     select from message m
     where m.tenant_id = $1 and m.id >= $4 and m.recipient <> all ($2::text[])
       and position(asked.id in m.body::text) > 0)`,
);

/** Whom the tenant has written to, in order, the page after one. Values: [tenant, recipient or null, limit]. */
export const readRecipients = freshStatement<{ recipient: string }>(
  `select distinct recipient from message
   where tenant_id = $1 and ($2::text is null or recipient > $2) order by recipient limit $3`,
);
