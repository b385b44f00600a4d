// Statements of evidence: find the messages it speaks of, keep it, move their status, park what came too early.

import { freshStatement, statement, type Tx } from "../../kernel/db.ts";
import type { TransportError } from "../../transports/transport.ts";
import type { Attention, LaneState, Status } from "../lifecycle.ts";
import { monthsOf, sameEntry } from "./entry-key.ts";
import { dueIn, expiresIn } from "./reckon.ts";

/** Names a message by our own correlation or by the provider's id; `sender_id` proves it belongs to who speaks. */
export type Sought = {
  index: number;
  tenant_id: string;
  sender_id: string;
  message_id: string | null;
  attempt: number | null;
  provider_message_id: string;
};

export type Found = {
  index: number;
  tenant_id: string;
  id: string;
  sender_id: string;
  recipient: string;
  attempt: number;
  status: Status;
  tries: number;
  attempts: number;
  lane_state: LaneState;
  attention: Attention;
  expires_in_ms: number | null;
  /** What the message has from its latest accepted attempt so far. */
  provider_message_id: string | null;
};

/**
 * Finds and locks the messages and their entries, each in id order, so that two workers with the same messages never
 * deadlock, and no claim takes what is being judged. A message of which several things are said is looked up once.
 */
export async function findMessages(tx: Tx, sought: readonly Sought[]): Promise<Found[]> {
  const named = sought.flatMap(({ message_id, attempt, ...each }): Named[] =>
    message_id === null || attempt === null ? [] : [{ ...each, message_id, attempt }],
  );
  const unnamed = sought.filter((each) => each.message_id === null);
  if (unnamed.length > 0) named.push(...(await findAttempts(tx, [JSON.stringify(unnamed)])));
  if (named.length === 0) return [];
  const spoken = new Map(named.map((each) => [keyOf(each), each]));
  const wanted = [...spoken.values()].map(({ index: _index, attempt: _attempt, ...whose }) => whose);
  const months = monthsOf(wanted.map((each) => each.message_id));
  const rows = await findRows(tx, [JSON.stringify(wanted), ...months]);
  const found = new Map(rows.map((row) => [keyOf({ ...row, message_id: row.id }), row]));
  return named.flatMap((each) => {
    const row = found.get(keyOf(each));
    return row === undefined ? [] : [{ ...row, index: each.index, attempt: each.attempt }];
  });
}

type Named = Pick<Sought, "index" | "tenant_id" | "sender_id"> & { message_id: string; attempt: number };

function keyOf({ tenant_id, sender_id, message_id }: Omit<Named, "index" | "attempt">): string {
  return `${tenant_id} ${sender_id} ${message_id}`;
}

/**
 * By the provider's id, which says nothing about time: the last months are asked first, and all the others only for
 * what is not in them. Limits keep it from becoming a join with whole months; an id is given once.
 */
const findAttempts = freshStatement<Named>(
  `with recent as materialized (
     select s.*, a.message_id, a.number
     from json_to_recordset($1) as s(index int, tenant_id uuid, sender_id uuid, provider_message_id text)
     left join lateral (
       select message_id, number from attempt
       where tenant_id = s.tenant_id and provider_message_id = s.provider_message_id
         and message_id >= lowest_id(now() - interval '40 days')
       limit 10
     ) a on true
   )
   select index, tenant_id, sender_id, message_id, number as attempt from recent where message_id is not null
   union all
   select r.index, r.tenant_id, r.sender_id, a.message_id, a.number
   from recent r cross join lateral (
     select message_id, number from attempt
     where tenant_id = r.tenant_id and provider_message_id = r.provider_message_id limit 10
   ) a
   where r.message_id is null`,
);

/** The entries are looked up when the messages are locked: who changes both begins with the message. */
const findRows = freshStatement<Omit<Found, "index" | "attempt">>(
  `with named as materialized (
     select * from json_to_recordset($1) as s(tenant_id uuid, sender_id uuid, message_id uuid)
   ), found as materialized (
     select m.tenant_id, m.id as message_id, m.sender_id, m.recipient, m.status, m.tries,
            m.attempts, m.attention, m.expires_at, m.provider_message_id
     from named n
     join message m on m.tenant_id = n.tenant_id and m.id = n.message_id and m.sender_id = n.sender_id
     where m.id between $2 and $3
     order by m.tenant_id, m.id
     for update of m
   )
   select f.tenant_id, f.message_id as id, f.sender_id, f.recipient,
          coalesce(e.status, f.status) as status, coalesce(e.tries, f.tries) as tries,
          coalesce(e.attempts, f.attempts) as attempts,
          case when e.status = 'sending' then 1 when e.status is not null then 0 end as lane_state,
          case when e.status is distinct from 'sending' then f.attention end as attention,
          ${expiresIn("f")}, f.provider_message_id
   from found f left join lateral (
     select e.status, e.tries, e.attempts from lane_entry e where ${sameEntry("f")} limit 1 for update of e
   ) e on true`,
);

export type EvidenceRow = {
  tenant_id: string;
  message_id: string;
  type: string;
  key: string;
  source: string;
  at: string;
  detail: Readonly<Record<string, unknown>> | null;
};

/** Appends; a fact told twice is one row. */
export async function insertEvidence(tx: Tx, rows: readonly EvidenceRow[]): Promise<void> {
  await insertEvidenceRows(tx, [JSON.stringify(rows)]);
}

const insertEvidenceRows = statement<never>(
  "insert_evidence",
  `insert into evidence (tenant_id, message_id, type, key, source, at, detail)
   select tenant_id, message_id, type, key, source, at, detail
   from json_to_recordset($1) as e(
     tenant_id uuid, message_id uuid, type text, key text, source text, at timestamptz, detail jsonb)
   on conflict do nothing`,
);

export type MovedMessage = {
  tenant_id: string;
  id: string;
  sender_id: string;
  recipient: string;
  status: Status;
  lane_state: LaneState;
  attention: Attention;
  due_in_ms: number | null;
  provider_message_id: string;
  error: TransportError | null;
};

export async function moveMessages(tx: Tx, rows: readonly MovedMessage[]): Promise<void> {
  if (rows.length === 0) return;
  await moveRows(tx, [JSON.stringify(rows), ...monthsOf(rows.map((row) => row.id))]);
}

const newState = (to: string): string => `status = ${to}.status, attention = ${to}.attention,
         due_at = coalesce(${dueIn(to)}, m.due_at), error = ${to}.error, updated_at = now(),
         provider_message_id = coalesce(m.provider_message_id, ${to}.provider_message_id)`;

/**
 * The messages are locked already. What leaves its lane takes from its entry what only that knew; what is to be sent
 * once more gets an entry, or the one it has is due then.
 */
const moveRows = freshStatement<never>(
  `with moved as materialized (
     select moved.*, moved.id as message_id from json_to_recordset($1) as moved(
       tenant_id uuid, id uuid, sender_id uuid, recipient text, status text, lane_state smallint, attention text,
       due_in_ms float8, provider_message_id text, error jsonb)
   ), gone as (
     delete from lane_entry e using moved v where ${sameEntry("v")} and v.lane_state is null
     returning v.*, e.tries, e.attempts, e.possible_duplicate
   ), left_lane as (
     update message m
     set ${newState("gone")}, tries = gone.tries, attempts = gone.attempts,
         possible_duplicate = gone.possible_duplicate
     from gone where m.tenant_id = gone.tenant_id and m.id = gone.id and m.id between $2 and $3
   ), others as (
     update message m set ${newState("v")} from moved v
     where v.id not in (select id from gone)
       and m.tenant_id = v.tenant_id and m.id = v.id and m.id between $2 and $3
     returning m.*, v.lane_state
   )
   insert into lane_entry (tenant_id, sender_id, recipient, message_id, shard, class, status, due_at, expires_at,
                           tries, attempts, possible_duplicate, campaign_id)
   select tenant_id, sender_id, recipient, id, shard, class, status, due_at, expires_at, tries, attempts,
          possible_duplicate, campaign_id
   from others where lane_state = 0
   on conflict (tenant_id, sender_id, recipient, message_id) do update
   set status = excluded.status, due_at = excluded.due_at`,
);

/** An attempt whose answer was lost learns the provider's id from its receipt, so that later receipts find it. */
export type LearntId = { tenant_id: string; message_id: string; number: number; provider_message_id: string };

export async function learnProviderIds(tx: Tx, rows: readonly LearntId[]): Promise<void> {
  if (rows.length === 0) return;
  await learnRows(tx, [JSON.stringify(rows), ...monthsOf(rows.map((row) => row.message_id))]);
}

const learnRows = freshStatement<never>(
  `update attempt a set provider_message_id = learnt.provider_message_id
   from json_to_recordset($1) as learnt(
     tenant_id uuid, message_id uuid, number smallint, provider_message_id text)
   where a.tenant_id = learnt.tenant_id and a.message_id = learnt.message_id and a.number = learnt.number
     and a.message_id between $2 and $3 and a.provider_message_id is null`,
);

export type ParkedRow = {
  tenant_id: string;
  id: string;
  sender_id: string;
  provider_message_id: string;
  event: unknown;
};

export async function parkStatuses(tx: Tx, rows: readonly ParkedRow[]): Promise<void> {
  await parkRows(tx, [JSON.stringify(rows)]);
}

/** Not what is told of a message that was erased: its attempts are known by marks. */
const parkRows = statement<never>(
  "park_statuses",
  `insert into parked_status (tenant_id, id, sender_id, provider_message_id, event)
   select tenant_id, id, sender_id, provider_message_id, event
   from json_to_recordset($1) as p(
     tenant_id uuid, id uuid, sender_id uuid, provider_message_id text, event jsonb)
   where (
     select a.number from attempt a
     where a.tenant_id = p.tenant_id and a.provider_message_id = erased_mark(p.tenant_id, p.provider_message_id)
     limit 1) is null`,
);

/**
 * Takes out parked evidence whose message is known by now. Values: [at most]. As a sub-select with a limit, because a
 * join of the few that are parked with all months of attempts may be planned as a scan of these.
 */
export const takeMatchedParked = statement<Omit<ParkedRow, "id">>(
  "take_matched_parked",
  `delete from parked_status where (tenant_id, id) in (
     select p.tenant_id, p.id from parked_status p
     where (
       select a.number from attempt a
       where a.tenant_id = p.tenant_id and a.provider_message_id = p.provider_message_id limit 1) is not null
     order by p.parked_at limit $1 for update of p skip locked)
   returning tenant_id, sender_id, provider_message_id, event`,
);
