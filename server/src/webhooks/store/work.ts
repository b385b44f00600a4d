// Statements of the worker, under the engine's role: what is due is claimed, tried, and settled, many at once.

import type { EventRow } from "../../events/index.ts";
import { freshStatement, statement } from "../../kernel/db.ts";
import type { Mode } from "../../kernel/route.ts";

export type LaneRow = {
  tenant_id: string;
  id: string;
  mode: Mode;
  url: string;
  payload: "thin" | "full" | "twilio";
  /** Whose messages it hears of; null for one that a tenant has made. */
  key_id: string | null;
  ordered: boolean;
  asymmetric_signature: boolean;
  legacy_signature: "x-hub-signature-256" | "waha-sha512" | null;
  throttle: number | null;
  secrets: Buffer;
  data_key: Buffer;
  former_secret_until: Date | null;
  failing_since: Date | null;
  version: string;
};

const laneColumns = `w.tenant_id, w.id, w.mode, w.url, w.payload, w.key_id, w.ordered, w.asymmetric_signature,
  w.legacy_signature, w.throttle, w.secrets, t.data_key, w.former_secret_until, w.failing_since,
  w.updated_at::text as version`;

/** All that are delivered to. */
export const readLanes = statement<LaneRow>(
  "read_webhook_lanes",
  `select ${laneColumns} from webhook_endpoint w join tenant t on t.id = w.tenant_id
   where w.state = 'enabled' and w.deleted_at is null`,
);

/** One, whatever its state. Values: [tenant, endpoint]. */
export const readLane = statement<LaneRow>(
  "read_webhook_lane",
  `select ${laneColumns} from webhook_endpoint w join tenant t on t.id = w.tenant_id
   where w.tenant_id = $1 and w.id = $2 and w.deleted_at is null`,
);

/** The event of a test, and of nothing else, is null. */
export type ClaimedRow = {
  tenant_id: string;
  endpoint_id: string;
  event_id: string;
  attempts: number;
  cause: "event" | "replay" | "test";
  conversation: string | null;
  /** Where its message wants it, on its endpoint's server. */
  address: string | null;
  body: string | null;
  without_record: boolean;
  event: Omit<EventRow, "at"> & { at: string };
};

/**
 * As many of what is due for each of these endpoints as it has room for; what it takes nobody else gets until the claim
 * ends. A delivery behind an older one of its conversation waits until that is settled, so an ordered endpoint has one
 * of each under way. One whose event is gone has nothing to say any more, and is left to the prune. Nothing is claimed
 * in quarantine: a copy of a database must not tell the original's receivers anything. Rows are found again by where
 * they lie, and events one by one: how many a lane has room for the planner cannot know, and for the tenth of a table
 * that it takes it for it reads both tables whole (measured: 40 ms for 200 among 30,000, instead of 3). Values: [JSON
 * of lanes, now, until].
 */
export const claimDeliveries = statement<ClaimedRow>(
  "claim_webhook_deliveries",
  `with lane as materialized (
     select l.*, w.key_id is not null as is_of_key
     from json_to_recordset($1) as l(tenant_id uuid, endpoint_id uuid, room int, ordered boolean)
     join webhook_endpoint w on w.tenant_id = l.tenant_id and w.id = l.endpoint_id
       and w.state = 'enabled' and w.deleted_at is null
     where not exists (select from installation where quarantined_at is not null)
   ), due as materialized (
     select d.at_place from lane l cross join lateral (
       select d.ctid as at_place from webhook_delivery d
       where d.tenant_id = l.tenant_id and d.endpoint_id = l.endpoint_id and d.due_at <= $2
         and not (l.ordered and d.conversation is not null and exists (
           select from webhook_delivery earlier
           where earlier.tenant_id = d.tenant_id and earlier.endpoint_id = d.endpoint_id
             and earlier.conversation = d.conversation and earlier.sequence < d.sequence))
       order by d.due_at, d.event_id limit l.room for update of d skip locked) d
   ), claimed as (
     update webhook_delivery d set due_at = $3, attempts = d.attempts + 1
     where d.ctid = any (array(select at_place from due))
     returning d.*
   )
   select c.tenant_id, c.endpoint_id, c.event_id, c.attempts, c.cause, c.conversation::text, c.body, c.without_record,
          case when l.is_of_key then (status_callback_of(c.tenant_id, e.subject_id)).address end as address,
          to_jsonb(e) as event
   from claimed c join lane l on l.tenant_id = c.tenant_id and l.endpoint_id = c.endpoint_id
   cross join lateral (
     select * from event where tenant_id = c.tenant_id and sequence = c.sequence limit 1) e
   order by c.endpoint_id, c.sequence`,
);

/** What became of an attempt. `attempt` is the claim's number: a claim that has lapsed may only tell of a success. */
export type ResultRow = {
  tenant_id: string;
  endpoint_id: string;
  event_id: string;
  attempt: number;
  state: "waiting" | "delivered" | "failed";
  due_at: Date | null;
  at: Date;
  status: number | null;
  error: string | null;
  entry: object;
};

/** Values: [JSON of results]. */
export const recordResults = statement<never>(
  "record_webhook_results",
  `update webhook_delivery d
   set state = r.state, due_at = r.due_at, last_status = r.status, last_error = r.error,
       settled_at = case when r.state <> 'waiting' then r.at end,
       body = case when r.state = 'waiting' then d.body end,
       conversation = case when r.state = 'waiting' then d.conversation end,
       log = case when jsonb_array_length(d.log) < 30 then d.log else d.log - 0 end || r.entry
   from json_to_recordset($1) as r(tenant_id uuid, endpoint_id uuid, event_id uuid, attempt int, state text,
     due_at timestamptz, at timestamptz, status smallint, error text, entry jsonb)
   where d.tenant_id = r.tenant_id and d.endpoint_id = r.endpoint_id and d.event_id = r.event_id
     and d.state = 'waiting' and (d.attempts = r.attempt or r.state = 'delivered')`,
);

/**
 * Who waits behind a delivery of a conversation: until it is tried again, or no longer. Without this, each look would
 * pass over all that a failing endpoint has not been told. Values: [JSON of conversations].
 */
export const moveFollowers = statement<never>(
  "move_webhook_followers",
  `update webhook_delivery d set due_at = c.due_at
   from json_to_recordset($1) as c(tenant_id uuid, endpoint_id uuid, event_id uuid, conversation bigint,
     due_at timestamptz)
   where d.tenant_id = c.tenant_id and d.endpoint_id = c.endpoint_id and d.conversation = c.conversation
     and d.event_id <> c.event_id and d.attempts = 0 and d.due_at <> c.due_at`,
);

/** Attempts that go on. Values: [JSON of claims, until]. */
export const renewClaims = statement<never>(
  "renew_webhook_claims",
  `update webhook_delivery d set due_at = $2
   from json_to_recordset($1) as c(tenant_id uuid, endpoint_id uuid, event_id uuid, attempt int)
   where d.tenant_id = c.tenant_id and d.endpoint_id = c.endpoint_id and d.event_id = c.event_id
     and d.attempts = c.attempt and d.state = 'waiting'`,
);

/** Claims that came to nothing, as if they had not been made. Values: [JSON of claims, due at]. */
export const giveBackClaims = statement<never>(
  "give_back_webhook_claims",
  `update webhook_delivery d set due_at = $2, attempts = d.attempts - 1
   from json_to_recordset($1) as c(tenant_id uuid, endpoint_id uuid, event_id uuid, attempt int)
   where d.tenant_id = c.tenant_id and d.endpoint_id = c.endpoint_id and d.event_id = c.event_id
     and d.attempts = c.attempt and d.state = 'waiting'`,
);

/** Full payloads, before their first attempt: each later one says the same. Values: [JSON of bodies]. */
export const keepBodies = statement<never>(
  "keep_webhook_bodies",
  `update webhook_delivery d set body = b.body
   from json_to_recordset($1) as b(tenant_id uuid, endpoint_id uuid, event_id uuid, body text)
   where d.tenant_id = b.tenant_id and d.endpoint_id = b.endpoint_id and d.event_id = b.event_id
     and d.state = 'waiting' and d.body is null and not d.without_record`,
);

export type EndpointKey = { tenant_id: string; endpoint_id: string };

/** Values: [JSON of endpoints, now]. */
export const noteFailing = freshStatement<EndpointKey>(
  `update webhook_endpoint w set failing_since = $2
   from json_to_recordset($1) as f(tenant_id uuid, endpoint_id uuid)
   where w.tenant_id = f.tenant_id and w.id = f.endpoint_id and w.failing_since is null
   returning w.tenant_id, w.id as endpoint_id`,
);

/** Values: [JSON of endpoints]. */
export const noteAnswering = freshStatement<EndpointKey>(
  `update webhook_endpoint w set failing_since = null
   from json_to_recordset($1) as f(tenant_id uuid, endpoint_id uuid)
   where w.tenant_id = f.tenant_id and w.id = f.endpoint_id and w.failing_since is not null
   returning w.tenant_id, w.id as endpoint_id`,
);

export type DisabledRow = { tenant_id: string; id: string; mode: Mode; url: string; state_reason: string };

/**
 * Those that have failed since before `$2`, or said that they are gone, and the event that tells of it. What waits for
 * them waits on. Values: [JSON of endpoints with `gone`, failing since, now].
 */
export const disableEndpoints = freshStatement<DisabledRow>(
  `with disabled as (
     update webhook_endpoint w
     set state = 'disabled', state_reason = case when f.gone then 'gone' else 'only_failures' end,
         state_since = $3, updated_at = $3
     from json_to_recordset($1) as f(tenant_id uuid, endpoint_id uuid, gone boolean)
     where w.tenant_id = f.tenant_id and w.id = f.endpoint_id and w.state = 'enabled'
       and (f.gone or w.failing_since <= $2)
     returning w.tenant_id, w.id, w.mode, w.url, w.state_reason
   ), told as (
     insert into event (tenant_id, mode, type, status, subject_id, code)
     select tenant_id, mode, 'webhook_endpoint.disabled', 'disabled', id, state_reason from disabled
   )
   select * from disabled`,
);
