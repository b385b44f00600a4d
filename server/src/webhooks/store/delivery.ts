// Statements of deliveries as a tenant sees them: lists, one with its attempts, tests, replays, and what is too old.

import type { EventRow } from "../../events/index.ts";
import { freshStatement, statement } from "../../kernel/db.ts";

export type DeliveryRow = {
  endpoint_id: string;
  place: number;
  event_id: string;
  type: string;
  state: "waiting" | "delivered" | "failed";
  due_at: Date | null;
  attempts: number;
  last_status: number | null;
  last_error: string | null;
  settled_at: Date | null;
};

const columns = `d.endpoint_id, w.place, d.event_id, d.type, d.state, d.due_at, d.attempts, d.last_status, d.last_error,
  d.settled_at`;

/**
 * Newest first, each endpoint's from its own end. Values: [tenant, mode, endpoint or null, type or null, state or null,
 * since or null, until or null, after this event or null, of the endpoint in this place, limit].
 */
export const pageDeliveries = freshStatement<DeliveryRow>(
  `select ${columns}
   from webhook_endpoint w cross join lateral (
     select * from webhook_delivery d
     where d.tenant_id = w.tenant_id and d.endpoint_id = w.id
       and ($4::text is null or d.type = $4) and ($5::text is null or d.state = $5)
       and ($6::timestamptz is null or d.event_id >= lowest_id($6))
       and ($7::timestamptz is null or d.event_id < lowest_id($7))
       and ($8::uuid is null or d.event_id <= $8)
       and ($8::uuid is null or (d.event_id, w.place) < ($8, $9::int))
     order by d.event_id desc limit $10) d
   where w.tenant_id = $1 and w.mode = $2 and w.deleted_at is null and ($3::uuid is null or w.id = $3)
   order by d.event_id desc, w.place desc limit $10`,
);

export type WholeDeliveryRow = DeliveryRow & {
  url: string;
  /** Where its message wants it, on that server. */
  address: string | null;
  log: LogEntry[];
  test: Record<string, unknown> | null;
  event: (Omit<EventRow, "at"> & { at: string }) | null;
};

/** As it is kept. */
export type LogEntry = {
  at: string;
  number: number;
  trigger: "event" | "replay" | "test";
  status: number | null;
  error: string | null;
  duration_ms: number;
  response: string | null;
};

/** Values: [tenant, mode, place of the endpoint, event]. */
export const readDelivery = statement<WholeDeliveryRow>(
  "read_webhook_delivery",
  `select ${columns}, w.url,
     case when w.key_id is not null then (status_callback_of(d.tenant_id, e.subject_id)).address end as address,
     d.log, d.test, to_jsonb(e) as event
   from webhook_endpoint w
   join webhook_delivery d on d.tenant_id = w.tenant_id and d.endpoint_id = w.id and d.event_id = $4
   left join event e on e.tenant_id = d.tenant_id and e.sequence = d.sequence and e.id = d.event_id
   where w.tenant_id = $1 and w.mode = $2 and w.place = $3 and w.deleted_at is null`,
);

/**
 * A test that has been made: nobody tries it again. Values: [tenant, endpoint, event, type, JSON of what was told,
 * state, status, error, at, JSON of its entry].
 */
export const insertTest = statement<never>(
  "insert_webhook_test",
  `insert into webhook_delivery (tenant_id, endpoint_id, event_id, sequence, type, test, cause, attempts, state,
     last_status, last_error, settled_at, log)
   values ($1, $2, $3, 0, $4, $5, 'test', 1, $6, $7, $8, $9, jsonb_build_array($10::jsonb))`,
);

const anew = `state = 'waiting', due_at = now(), attempts = 0, cause = 'replay', settled_at = null`;

/** What waits goes on as it is; a test is not repeated. Values: [tenant, mode, JSON of places and events]. */
export const replayDeliveries = freshStatement<{ event_id: string }>(
  `update webhook_delivery d set ${anew}
   from json_to_recordset($3) as given(place int, event_id uuid)
   join webhook_endpoint w on w.tenant_id = $1 and w.mode = $2 and w.place = given.place and w.deleted_at is null
   where d.tenant_id = $1 and d.endpoint_id = w.id and d.event_id = given.event_id and d.state <> 'waiting'
     and d.test is null
     and exists (select from event e where e.tenant_id = d.tenant_id and e.sequence = d.sequence)
   returning d.event_id`,
);

/**
 * Whatever an endpoint was not told of a span of time: what failed, and what nobody wrote down for it because it was
 * disabled or not there yet. The oldest first, so that who asks again from the last one's time misses nothing. Values:
 * [tenant, endpoint, since, until, patterns or null, whether what was delivered is told again, limit].
 */
export const replaySpan = freshStatement<{ event_id: string; at: Date }>(
  `with chosen as materialized (
     select e.id, e.sequence, e.type, e.at, e.subject_id, e.sender_id, w.ordered
     from webhook_endpoint w join event e on e.tenant_id = w.tenant_id
     where w.tenant_id = $1 and w.id = $2 and w.deleted_at is null
       and e.sequence >= first_event_since($1, $3) and e.at >= $3 and e.at <= $4
       and ($5::text[] is null or matches_event_type($5, e.type))
       and is_wanted(w, e.tenant_id, e.mode, e.type, e.subject_id, e.sender_id)
       and not exists (
         select from webhook_delivery d
         where d.tenant_id = $1 and d.endpoint_id = $2 and d.event_id = e.id
           and (d.state = 'waiting' or d.state = 'delivered' and not $6))
     order by e.sequence limit $7
   ), written as (
     insert into webhook_delivery (tenant_id, endpoint_id, event_id, sequence, type, cause, due_at, conversation)
     select $1, $2, id, sequence, type, 'replay', now(),
            case when ordered then webhook_conversation($1, type, subject_id, sender_id) end
     from chosen
     on conflict (tenant_id, endpoint_id, event_id) do update set ${anew}, conversation = excluded.conversation
   )
   select id as event_id, at from chosen`,
);

/** The endpoint's lane is to look. Values: [tenant]. */
export const wakeLanes = statement<never>("wake_webhook_lanes", "select pg_notify('events', $1)");

/** For whoever watches the whole. Under the engine's role. */
export const readWaiting = freshStatement<{ oldest_seconds: number | null; disabled: number }>(
  `select (
     select extract(epoch from now() - min(d.due_at))::float8
     from webhook_endpoint w cross join lateral (
       select due_at from webhook_delivery
       where tenant_id = w.tenant_id and endpoint_id = w.id and due_at <= now() order by due_at limit 1) d
     where w.state = 'enabled' and w.deleted_at is null) as oldest_seconds,
   (select count(*)::int from webhook_endpoint where state = 'disabled' and deleted_at is null) as disabled`,
);

/** Older than a month, whatever became of them. Values: [limit]. */
export const pruneDeliveries = statement<{ event_id: string }>(
  "prune_webhook_deliveries",
  `delete from webhook_delivery d using (
     select old.tenant_id, old.endpoint_id, old.event_id
     from webhook_endpoint w cross join lateral (
       select tenant_id, endpoint_id, event_id from webhook_delivery
       where tenant_id = w.tenant_id and endpoint_id = w.id
         and (w.deleted_at is not null or event_id < lowest_id(now() - interval '30 days'))
       order by event_id limit $1) old
     limit $1) old
   where d.tenant_id = old.tenant_id and d.endpoint_id = old.endpoint_id and d.event_id = old.event_id
   returning d.event_id`,
);

/** Deleted, and none of their deliveries are left. Values: [limit]. */
export const pruneEndpoints = statement<{ id: string }>(
  "prune_webhook_endpoints",
  `delete from webhook_endpoint where ctid = any (array(
     select w.ctid from webhook_endpoint w
     where w.deleted_at is not null and not exists (
       select from webhook_delivery d where d.tenant_id = w.tenant_id and d.endpoint_id = w.id)
     limit $1))
   returning id`,
);

/** From then on only ids are told. Values: [tenant, needles, limit]. */
export const scrubBodies = freshStatement<{ event_id: string }>(
  `update webhook_delivery set body = null, without_record = true
   where (tenant_id, endpoint_id, event_id) in (
     select d.tenant_id, d.endpoint_id, d.event_id from webhook_delivery d
     where d.tenant_id = $1 and d.body is not null
       and exists (select from unnest($2::text[]) as needle where position(needle in d.body) > 0)
     limit $3)
   returning event_id`,
);
