// Statements that take away what is too old: in small bites along the ids, each of which is an instant (UUIDv7).

import { freshStatement } from "../../kernel/db.ts";

/** How far a bite came, and what it did: `last` is null when there was nothing to look at. */
export type Bite = { last: string | null; looked: number; done: number };

const onHold = (phone: string): string => `exists (
  select from legal_hold h where h.tenant_id = $1 and h.lifted_at is null and h.phone = ${phone})`;

/** Has its place in a lane: it waits, is on its way, or may be sent again because nobody knows. */
const inLane = `exists (
  select from lane_entry e where e.tenant_id = m.tenant_id and e.sender_id = m.sender_id
    and e.recipient = m.recipient and e.message_id = m.id)`;

/** What is passed over is noted, and comes up again; what is settled is not. */
const noting = (kind: string): string => `noted as (
     insert into retention_left (tenant_id, kind, id)
     select $1, '${kind}', old.id from old
     where not old.is_scrubbed and not exists (select from scrubbed s where s.id = old.id)
     on conflict do nothing
   ), settled as (
     delete from retention_left l using old
     where l.tenant_id = $1 and l.kind = '${kind}' and l.id = old.id
       and (old.is_scrubbed or exists (select from scrubbed s where s.id = old.id))
   )`;

const sum = (changed: string): string => `select (select id from old order by id desc limit 1) as last,
     (select count(*)::int from old) as looked, (select count(*)::int from ${changed}) as done`;

/**
 * The words of messages and what was noted in words beside them; statuses and errors' codes stay. `updated_at` is
 * compared in the change itself: who sends a message again has its row first, and a change that waited for that looks
 * at the row anew.
 */
const scrubbing = (old: string): string => `with old as materialized (${old}),
   scrubbed as (
     update message m
     set body = jsonb_build_object('type', m.type, 'content_removed', true), metadata = null,
         error = case when m.error is null then null else m.error || '{"detail": ""}' end
     from old where m.tenant_id = $1 and m.id = old.id and m.updated_at <= $4
       and not m.body ? 'content_removed' and not ${inLane} and not ${onHold("m.recipient")}
     returning m.id
   ), evidence_scrubbed as (
     update evidence v set detail = v.detail - '{detail,reason,text}'::text[]
     from scrubbed s where v.tenant_id = $1 and v.message_id = s.id and v.detail ?| '{detail,reason,text}'::text[]
   ), attempts_scrubbed as (
     update attempt a set error = a.error || '{"detail": ""}'
     from scrubbed s where a.tenant_id = $1 and a.message_id = s.id and a.error is not null
   ), ${noting("message")}
   ${sum("scrubbed")}`;

/** Values: [tenant, from this instant, to this one, untouched since, after this id, limit]. */
export const scrubMessages = freshStatement<Bite>(
  scrubbing(`select m.id, m.body ? 'content_removed' as is_scrubbed from message m
     where m.tenant_id = $1 and m.id >= lowest_id($2) and m.id < lowest_id($3) and m.id > $5
     order by m.id limit $6`),
);

/**
 * Those that an earlier run passed over; one whose row is gone is settled as well. Values: as above, where the first
 * instant is not looked at.
 */
export const scrubLeftMessages = freshStatement<Bite>(
  scrubbing(`select l.id, m.id is null or m.body ? 'content_removed' as is_scrubbed
     from retention_left l left join message m on m.tenant_id = l.tenant_id and m.id = l.id
     where l.tenant_id = $1 and l.kind = 'message' and $2::timestamptz is not null and l.id < lowest_id($3)
       and l.id > $5
     order by l.id limit $6`),
);

/** Values: [tenant, from this instant, to this one, untouched since (unused), after this id, limit]. */
const scrubbingReceived = (old: string): string => `with old as materialized (${old}),
   scrubbed as (
     update inbound_message i
     set body = '{"content_removed": true}', media = i.media - 'filename'
     from old where i.tenant_id = $1 and i.id = old.id and $4::timestamptz is not null
       and not i.body ? 'content_removed' and not ${onHold("i.sender_phone")}
     returning i.id, i.sender_id, i.provider_message_id
   ), files as (
     update inbound_file f set filename = null from scrubbed s
     where f.tenant_id = $1 and f.sender_id = s.sender_id and f.provider_message_id = s.provider_message_id
       and f.filename is not null
   ), ${noting("received")}
   ${sum("scrubbed")}`;

export const scrubReceived = freshStatement<Bite>(
  scrubbingReceived(`select i.id, i.body ? 'content_removed' as is_scrubbed from inbound_message i
     where i.tenant_id = $1 and i.id >= lowest_id($2) and i.id < lowest_id($3) and i.id > $5
     order by i.id limit $6`),
);

export const scrubLeftReceived = freshStatement<Bite>(
  scrubbingReceived(`select l.id, i.id is null or i.body ? 'content_removed' as is_scrubbed
     from retention_left l left join inbound_message i on i.tenant_id = l.tenant_id and i.id = l.id
     where l.tenant_id = $1 and l.kind = 'received' and $2::timestamptz is not null and l.id < lowest_id($3)
       and l.id > $5
     order by l.id limit $6`),
);

export type WorkRow = {
  tenant_id: string;
  /** How far bodies are scrubbed already. */
  message_from: Date;
  received_from: Date;
  has_media: boolean;
  /** Whether there is something to scrub, newly or left by an earlier run, and to delete. */
  scrubs_messages: boolean;
  scrubs_received: boolean;
  deletes_messages: boolean;
  deletes_received: boolean;
};

const hasLeft = (kind: string): string => `exists (
  select from retention_left l
  where l.tenant_id = r.tenant_id and l.kind = '${kind}' and l.id < lowest_id(r.bodies_to))`;

/**
 * What there is to do for whom, in one look, so that a tenant without anything old costs nothing more. Values:
 * [tenants, bodies older than, rows older than].
 */
export const readWork = freshStatement<WorkRow>(
  `select r.tenant_id, r.message_from, r.received_from,
          exists (select from media m where m.tenant_id = r.tenant_id and m.deleted_at is null) as has_media,
          ${hasLeft("message")} or exists (
            select from message m where m.tenant_id = r.tenant_id
              and m.id >= lowest_id(r.message_from) and m.id < lowest_id(r.bodies_to)) as scrubs_messages,
          ${hasLeft("received")} or exists (
            select from inbound_message i where i.tenant_id = r.tenant_id
              and i.id >= lowest_id(r.received_from) and i.id < lowest_id(r.bodies_to)) as scrubs_received,
          exists (select from message m where m.tenant_id = r.tenant_id
                    and m.id < lowest_id(r.rows_to)) as deletes_messages,
          exists (select from inbound_message i where i.tenant_id = r.tenant_id
                    and i.id < lowest_id(r.rows_to)) as deletes_received
   from (
     select given.*, coalesce(m.until, 'epoch') as message_from, coalesce(i.until, 'epoch') as received_from
     from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) as given(tenant_id, bodies_to, rows_to)
     left join retention_mark m on m.tenant_id = given.tenant_id and m.kind = 'message'
     left join retention_mark i on i.tenant_id = given.tenant_id and i.kind = 'received'
     offset 0
   ) r`,
);

/** Values: [tenant, kind, until]. */
export const writeMark = freshStatement<never>(
  `insert into retention_mark (tenant_id, kind, until) values ($1, $2, $3)
   on conflict (tenant_id, kind) do update set until = greatest(retention_mark.until, excluded.until)`,
);

/**
 * Messages with all that is known of them, where their tenant's time is shorter than their month's. Messages first, as
 * everybody locks them. Values: [tenant, older than, untouched since, after this id, limit].
 */
export const deleteMessages = freshStatement<Bite>(
  `with old as materialized (
     select m.id from message m
     where m.tenant_id = $1 and m.id < lowest_id($2) and m.id > $4 order by m.id limit $5
   ), gone as (
     delete from message m using old
     where m.tenant_id = $1 and m.id = old.id and m.updated_at <= $3
       and not ${inLane} and not ${onHold("m.recipient")}
     returning m.id
   ), attempts as (
     delete from attempt a using gone where a.tenant_id = $1 and a.message_id = gone.id
   ), told as (
     delete from evidence v using gone where v.tenant_id = $1 and v.message_id = gone.id
   ), settled as (
     delete from retention_left l using gone where l.tenant_id = $1 and l.kind = 'message' and l.id = gone.id
   )
   ${sum("gone")}`,
);

/** What people wrote lies in no months. Values: as above. */
export const deleteReceived = freshStatement<Bite>(
  `with old as materialized (
     select i.id from inbound_message i
     where i.tenant_id = $1 and i.id < lowest_id($2) and i.id > $4 order by i.id limit $5
   ), gone as (
     delete from inbound_message i using old
     where i.tenant_id = $1 and i.id = old.id and i.received_at <= $3 and not ${onHold("i.sender_phone")}
     returning i.id, i.sender_id, i.provider_message_id
   ), files as (
     delete from inbound_file f using gone
     where f.tenant_id = $1 and f.sender_id = gone.sender_id and f.provider_message_id = gone.provider_message_id
   ), settled as (
     delete from retention_left l using gone where l.tenant_id = $1 and l.kind = 'received' and l.id = gone.id
   )
   ${sum("gone")}`,
);

/**
 * Gives files the end that the policy says: people's files from when they came, others from when they were last used,
 * which is as long before their end as the media room keeps them. What is on hold ends a week from now at the earliest,
 * until the next run says so again. Values: [tenant, days, whether all is on hold, after this id, limit, milliseconds
 * that others are kept].
 */
export const endMedia = freshStatement<Bite>(
  `with old as materialized (
     select m.id, m.origin, m.created_at, m.expires_at,
            $3::boolean or exists (
              select from inbound_file f
              join inbound_message i on i.tenant_id = f.tenant_id and i.sender_id = f.sender_id
                and i.provider_message_id = f.provider_message_id
              join legal_hold h on h.tenant_id = i.tenant_id and h.lifted_at is null and h.phone = i.sender_phone
              where f.tenant_id = $1 and f.media_id = m.id) as held
     from media m where m.tenant_id = $1 and m.deleted_at is null and m.id > $4 order by m.id limit $5
   ), ends as (
     select old.id, old.expires_at,
            case when held then
                   case when expires_at < now() + interval '7 days' then now() + interval '14 days' else expires_at end
                 when origin = 'inbound' then created_at + make_interval(days => $2)
                 when greatest(created_at, expires_at - $6 * interval '1 ms') + make_interval(days => $2) <= now()
                   then least(expires_at, now())
                 else expires_at end as ends_at
     from old
   ), ended as (
     update media m set expires_at = ends.ends_at from ends
     where m.tenant_id = $1 and m.id = ends.id and ends.ends_at <> ends.expires_at and m.deleted_at is null
     returning m.id, m.expires_at
   )
   select (select id from old order by id desc limit 1) as last, (select count(*)::int from old) as looked,
          (select count(*)::int from ended where expires_at <= now()) as done`,
);

/**
 * Raw webhooks, by the tenants whose senders' secret verified them: the shortest time of theirs, and none while one of
 * them is on hold. What was never read stays until somebody looks. Values: [tenants, days, whether held, days for
 * others, limit].
 */
export const deleteWebhooks = freshStatement<{ id: string }>(
  `with rule as materialized (
     select s.webhook_key, min(r.days) as days, bool_or(r.held) as held
     from unnest($1::uuid[], $2::int[], $3::boolean[]) as r(tenant_id, days, held)
     join sender s on s.tenant_id = r.tenant_id and s.webhook_key is not null
     group by 1)
   delete from webhook_in where ctid = any (array(
     select w.ctid from webhook_in w left join rule on rule.webhook_key = w.webhook_key
     where w.done_at is not null and w.received_at < now() - make_interval(days => coalesce(rule.days, $4))
       and not coalesce(rule.held, false)
     order by w.received_at limit $5))
   returning id`,
);
