// Statements of evidence: find the messages it speaks of, keep it, move their status, park what came too early.

import { freshStatement, statement, type Tx } from "../../kernel/db.ts";
import type { TransportError } from "../../transports/transport.ts";
import type { Attention, LaneState, Status } from "../lifecycle.ts";

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
  expires_at: Date | null;
  /** What the message has from its latest accepted attempt so far. */
  provider_message_id: string | null;
};

/**
 * Finds and locks the messages; in id order, so that two workers with the same messages never deadlock. `named` is
 * materialized because Postgres forgets which row of a union it was at when the message it waited for has changed:
 * such evidence was taken for early.
 */
export function findMessages(tx: Tx, sought: readonly Sought[]): Promise<Found[]> {
  return findRows(tx, [JSON.stringify(sought)]);
}

const findRows = freshStatement<Found>(
  `with sought as materialized (
     select * from json_to_recordset($1) as s(
       index int, tenant_id uuid, sender_id uuid, message_id uuid, attempt smallint, provider_message_id text)
   ), named as materialized (
     select index, tenant_id, sender_id, message_id, attempt from sought where message_id is not null
     union all
     select s.index, s.tenant_id, s.sender_id, a.message_id, a.number
     from sought s
     join attempt a on a.tenant_id = s.tenant_id and a.provider_message_id = s.provider_message_id
     where s.message_id is null
   )
   select n.index, m.tenant_id, m.id, m.sender_id, m.recipient, n.attempt,
          m.status, m.tries, m.attempts, m.lane_state, m.attention,
          m.expires_at, m.provider_message_id
   from named n
   join message m on m.tenant_id = n.tenant_id and m.id = n.message_id and m.sender_id = n.sender_id
   order by m.tenant_id, m.id
   for update of m`,
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
  status: Status;
  lane_state: LaneState;
  attention: Attention;
  due_at: string | null;
  provider_message_id: string;
  error: TransportError | null;
};

export async function moveMessages(tx: Tx, rows: readonly MovedMessage[]): Promise<void> {
  await moveRows(tx, [JSON.stringify(rows)]);
}

const moveRows = freshStatement<never>(
  `update message m
   set status = moved.status, lane_state = moved.lane_state, attention = moved.attention,
       due_at = coalesce(moved.due_at, m.due_at), error = moved.error,
       provider_message_id = coalesce(m.provider_message_id, moved.provider_message_id), updated_at = now()
   from json_to_recordset($1) as moved(
     tenant_id uuid, id uuid, status text, lane_state smallint, attention text, due_at timestamptz,
     provider_message_id text, error jsonb)
   where m.tenant_id = moved.tenant_id and m.id = moved.id`,
);

/** An attempt whose answer was lost learns the provider's id from its receipt, so that later receipts find it. */
export type LearntId = { tenant_id: string; message_id: string; number: number; provider_message_id: string };

export async function learnProviderIds(tx: Tx, rows: readonly LearntId[]): Promise<void> {
  await learnRows(tx, [JSON.stringify(rows)]);
}

const learnRows = freshStatement<never>(
  `update attempt a set provider_message_id = learnt.provider_message_id
   from json_to_recordset($1) as learnt(
     tenant_id uuid, message_id uuid, number smallint, provider_message_id text)
   where a.tenant_id = learnt.tenant_id and a.message_id = learnt.message_id and a.number = learnt.number
     and a.provider_message_id is null`,
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

const parkRows = statement<never>(
  "park_statuses",
  `insert into parked_status (tenant_id, id, sender_id, provider_message_id, event)
   select tenant_id, id, sender_id, provider_message_id, event
   from json_to_recordset($1) as p(
     tenant_id uuid, id uuid, sender_id uuid, provider_message_id text, event jsonb)`,
);

/** Takes out parked evidence whose message is known by now. Values: [at most]. */
export const takeMatchedParked = statement<Omit<ParkedRow, "id">>(
  "take_matched_parked",
  `delete from parked_status where (tenant_id, id) in (
     select p.tenant_id, p.id from parked_status p
     join attempt a on a.tenant_id = p.tenant_id and a.provider_message_id = p.provider_message_id
     order by p.parked_at limit $1 for update of p skip locked)
   returning tenant_id, sender_id, provider_message_id, event`,
);
