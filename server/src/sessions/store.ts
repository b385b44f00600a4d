// Statements of sessions. Writes of a holder carry its fence: the shard it holds, at the epoch it holds it.

import { freshStatement, statement } from "../kernel/db.ts";
import type { SenderWithKeys } from "../senders/index.ts";
import type { SessionState } from "../transports/transport.ts";

export type SessionRow = {
  tenant_id: string;
  sender_id: string;
  wanted: "running" | "stopped";
  state: SessionState;
  reason: string | null;
  since: Date;
  qr: Buffer | null;
  qr_expires_at: Date | null;
};

const columns = "tenant_id, sender_id, wanted, state, reason, since, qr, qr_expires_at";

/** Values: [tenant, sender]. */
export const readSession = statement<SessionRow>(
  "read_session",
  `select ${columns} from session where tenant_id = $1 and sender_id = $2`,
);

/** Under the engine's role. Values: [sender ids]. */
export const readSessionsOfSenders = statement<SessionRow>(
  "read_sessions_of_senders",
  `select ${columns} from session where sender_id = any ($1::uuid[])`,
);

export type SenderNow = Pick<SenderWithKeys, "address" | "config" | "secrets" | "data_key">;

/**
 * Under the engine's role: what a holder goes by, all of one moment. Senders that are deleted have no row. Values:
 * [shards, sender ids].
 */
export const readSendersToHold = statement<SenderNow & Pick<SessionRow, "sender_id" | "wanted" | "state">>(
  "read_senders_to_hold",
  `select s.id as sender_id, s.address, s.config, s.secrets, t.data_key,
     coalesce(session.wanted, 'stopped') as wanted, coalesce(session.state, 'stopped') as state
   from sender s join tenant t on t.id = s.tenant_id
     left join session on session.tenant_id = s.tenant_id and session.sender_id = s.id
   where s.shard = any ($1::smallint[]) and s.id = any ($2::uuid[]) and s.deleted_at is null`,
);

/** What a person wants of the session; creates it at its first start. Values: [tenant, sender, wanted]. */
export const wantSession = statement<SessionRow>(
  "want_session",
  `insert into session (tenant_id, sender_id, wanted, state) values ($1, $2, $3, 'stopped')
   on conflict (tenant_id, sender_id) do update set wanted = excluded.wanted
   returning ${columns}`,
);

/** Whether `node` holds the shard at that epoch; the lock makes a takeover wait, as for claims of messages. */
const fence = `me as materialized (
     select node.id from node join unit on unit.owner = node.id
     where unit.id = 'shard-' || $1::text and unit.epoch = $2::bigint and node.id = $3::uuid
     for key share of node)`;

/** States that only a person ends: `isAtRest` in session.ts. */
const atRest = "('stopped', 'logged_out', 'replaced', 'banned')";

/**
 * What a session says of itself; answers a row when that was ours to write. One that ended by itself is not wanted any
 * more. One that a person ended is at rest, and what comes after that is said of a connection that is gone. Values:
 * [shard, epoch, node, tenant, sender, state, reason, sealed qr, qr's end].
 */
export const writeSessionState = statement<{ sender_id: string }>(
  "write_session_state",
  `with ${fence}
   update session
   set since = case when state = $6 and reason is not distinct from $7 then since else now() end,
       state = $6, reason = $7, qr = $8, qr_expires_at = $9,
       wanted = case when $6 in ${atRest} then 'stopped' else wanted end
   from me where tenant_id = $4 and sender_id = $5 and (wanted = 'running' or state not in ${atRest})
   returning sender_id`,
);

/** As `fence`, for many: the sessions that are ours to write for. */
const fences = `me as materialized (
     select held.* from unnest($1::smallint[], $2::bigint[], $3::uuid[], $4::uuid[], $5::uuid[])
       with ordinality as held(shard, epoch, node, tenant_id, sender_id, place)
     join unit on unit.id = 'shard-' || held.shard and unit.epoch = held.epoch
     join node on node.id = unit.owner and node.id = held.node
     for key share of node)`;

/**
 * Says of closed sessions that a person has stopped them, or deleted their sender. It judges by the row as it is when
 * it writes, because a holder's look is older: a start that came since stands, and so does what the session came to
 * rest for. Values: [of each session: shard, epoch, node, tenant, sender].
 */
export const layToRest = statement<never>(
  "lay_sessions_to_rest",
  `with ${fences}
   update session
   set state = 'stopped', reason = null, since = now(), qr = null, qr_expires_at = null
   from me join sender on sender.tenant_id = me.tenant_id and sender.id = me.sender_id
   where session.tenant_id = me.tenant_id and session.sender_id = me.sender_id
     and (session.wanted = 'stopped' or sender.deleted_at is not null) and session.state not in ${atRest}`,
);

/** The linked number, once a phone has said it. Values: [tenant, sender, address]. */
export const writeAddress = statement<never>(
  "write_sender_address",
  "update sender set address = $3 where tenant_id = $1 and id = $2 and address is distinct from $3",
);

/** Values: [tenant, sender, type, ids]. */
export const readMemory = statement<{ id: string; value: Buffer }>(
  "read_session_memory",
  `select id, value from session_memory
   where tenant_id = $1 and sender_id = $2 and type = $3 and id = any ($4::text[])`,
);

/**
 * Writes of several sessions at once: each is all there or not at all, and answered by its place when it was ours to
 * make. No session may come twice. Values: [of each write: shard, epoch, node, tenant, sender; of each row kept: place
 * of its write (from 1), type, id, value; of each row deleted: place, tenant, sender, type, id].
 *
 * What is deleted is named twice. By the join alone, the planner would read all the session remembers for as long as
 * the table is small and not yet analysed, and would keep that plan while it grows; the four lists are a condition on
 * the primary key by itself. They also name what lies across them, so the join decides.
 */
export const writeMemory = statement<{ place: number }>(
  "write_session_memory",
  `with ${fences},
   gone as (
     delete from session_memory m
     where m.tenant_id = any ($11::uuid[]) and m.sender_id = any ($12::uuid[])
       and m.type = any ($13::text[]) and m.id = any ($14::text[])
       and (m.tenant_id, m.sender_id, m.type, m.id) in (
         select me.tenant_id, me.sender_id, lost.type, lost.id
         from unnest($10::int[], $13::text[], $14::text[]) as lost(place, type, id) join me using (place))),
   kept as (
     insert into session_memory (tenant_id, sender_id, type, id, value)
     select me.tenant_id, me.sender_id, row.type, row.id, row.value
     from unnest($6::int[], $7::text[], $8::text[], $9::bytea[]) as row(place, type, id, value)
     join me using (place)
     on conflict (tenant_id, sender_id, type, id) do update set value = excluded.value, written_at = now())
   select place::int from me`,
);

/** Values: [shard, epoch, node, tenant, sender]. */
export const clearMemory = statement<{ held: boolean }>(
  "clear_session_memory",
  `with ${fence},
   gone as (delete from session_memory using me where tenant_id = $4 and sender_id = $5)
   select true as held from me`,
);

/**
 * Rows nobody will ask for any more, by session and type, which the primary key finds. An index by age would have every
 * update of every row write to all indexes, to spare the sweep of the hour its look at rows that stay. Values:
 * [senders, types, their lifetimes in ms].
 */
export const pruneMemory = freshStatement<never>(
  `delete from session_memory m using unnest($2::text[], $3::bigint[]) as kept(type, ms)
   where m.tenant_id = any (array(select tenant_id from sender where id = any ($1::uuid[])))
     and m.sender_id = any ($1::uuid[]) and m.type = any ($2::text[]) and m.type = kept.type
     and m.written_at < now() - kept.ms * interval '1 ms'`,
);

/** Under the engine's role. Values: [tenants]. */
export const readDataKeys = statement<{ id: string; data_key: Buffer }>(
  "read_data_keys_of_tenants",
  "select id, data_key from tenant where id = any ($1::uuid[])",
);

export type RequestKind = "pairing_code" | "check_numbers" | "logout" | "restart";

/** Asks the holder, and wakes it. Values: [tenant, id, sender, kind, body as JSON, shard]. */
export const insertRequest = statement<never>(
  "insert_session_request",
  `with asked as (
     insert into session_request (tenant_id, id, sender_id, kind, body) values ($1, $2, $3, $4, $5) returning 1)
   select pg_notify('session_requests', $6) from asked`,
);

export type RequestRow = {
  tenant_id: string;
  id: string;
  sender_id: string;
  kind: RequestKind;
  body: unknown;
};

/**
 * What is asked of the held sessions; each is taken once. Requests nobody took in a minute are past. Values:
 * [senders].
 */
export const takeRequests = statement<RequestRow>(
  "take_session_requests",
  `update session_request r set taken_at = now()
   where (r.tenant_id, r.id) in (
     select tenant_id, id from session_request
     where sender_id = any ($1::uuid[]) and answered_at is null and taken_at is null
       and asked_at > now() - interval '1 minute'
     order by asked_at for update skip locked)
   returning r.tenant_id, r.id, r.sender_id, r.kind, r.body`,
);

/** Values: [tenant, id, sealed answer, error]. */
export const answerRequest = statement<never>(
  "answer_session_request",
  `with answered as (
     update session_request set answered_at = now(), answer = $3, error = $4
     where tenant_id = $1 and id = $2 and answered_at is null returning id)
   select pg_notify('session_answers', id::text) from answered`,
);

/** Values: [tenant, id]. */
export const readAnswer = statement<{
  answered_at: Date | null;
  answer: Buffer | null;
  error: string | null;
}>(
  "read_session_answer",
  "select answered_at, answer, error from session_request where tenant_id = $1 and id = $2",
);
