// Statements that move waiting messages to another sender's lane, as long as it is certain that nothing has left.

import type { MessageCategory, MessageObject } from "@waypost/contract";
import { freshStatement, type Tx } from "../../kernel/db.ts";
import { monthsOf, ofEntry, sameEntry } from "./entry-key.ts";

/** A lane that messages may be taken out of; from its end when it moves and is only too long. */
export type Lane = { tenant_id: string; sender_id: string; from_end: boolean };

/** A message that a policy may send another way. */
export type Movable = {
  tenant_id: string;
  id: string;
  sender_id: string;
  recipient: string;
  category: MessageCategory;
  body: MessageObject;
  /** How often it was tried: what has been tried since is not what was looked at. */
  tries: number;
};

/**
 * What may be moved out of these lanes, with all that waits there for the same people: theirs goes together, so that it
 * keeps its order. Whose message is the most urgent comes first, or last in a lane taken from its end.
 *
 * - Only what a policy routed; the sender that a caller named stays.
 * - Nothing that may have left: every attempt so far was put off or refused before it had an effect.
 * - Nobody's messages while one of theirs is in flight or in doubt: it may come back, and would then be overtaken.
 * - Scheduled messages when they are due: until then their sender has time.
 */
export function readMovable(tx: Tx, lanes: readonly Lane[], peoplePerLane: number): Promise<Movable[]> {
  return lanes.length === 0
    ? Promise.resolve([])
    : readMovableRows(tx, [JSON.stringify(lanes), peoplePerLane]);
}

const neverLeft = (entry: string): string => `${entry}.routed and not ${entry}.possible_duplicate
     and (${entry}.status = 'queued' or (${entry}.status = 'scheduled' and ${entry}.due_at <= now()))
     and (${entry}.tries = 0 or not exists (
       select from attempt a
       where a.tenant_id = ${entry}.tenant_id and a.message_id = ${entry}.message_id
         and a.state not in ('later', 'refused')))`;

/** Each class and each end by itself, so that the index has them in this order. */
const some = (messageClass: number, end: "head" | "tail"): string => `
  (select e.recipient, e.class, e.due_at, e.message_id from lane_entry e
   where ${end === "tail" ? "lane.from_end" : "not lane.from_end"}
     and e.tenant_id = lane.tenant_id and e.sender_id = lane.sender_id and e.class = ${messageClass}
     and ${neverLeft("e")}
   order by ${end === "tail" ? "e.due_at desc, e.message_id desc" : "e.due_at, e.message_id"} limit $2)`;

const parts = [0, 1, 2].flatMap((each) => [some(each, "head"), some(each, "tail")]);

const readMovableRows = freshStatement<Movable>(
  `with lane as materialized (
     select * from json_to_recordset($1) as l(tenant_id uuid, sender_id uuid, from_end boolean)
   ), person as materialized (
     select lane.tenant_id, lane.sender_id, chosen.recipient, chosen.place
     from lane cross join lateral (
       select recipient, min(place) as place
       from (
         select each.*, row_number() over (
                  order by case when lane.from_end then -each.class else each.class end,
                           case when lane.from_end then null else each.due_at end, each.due_at desc) as place
         from (${parts.join(" union all ")}) as each
       ) as placed
       group by recipient order by min(place) limit $2
     ) as chosen
   )
   select e.tenant_id, e.message_id as id, e.sender_id, e.recipient, m.category, m.body, e.tries
   from person p
   join lane_entry e on e.tenant_id = p.tenant_id and e.sender_id = p.sender_id and e.recipient = p.recipient
   cross join lateral (
     select category, body from message where ${ofEntry("e")} limit 1) m
   where ${neverLeft("e")} and not exists (
     select from lane_entry other
     where other.tenant_id = p.tenant_id and other.sender_id = p.sender_id and other.recipient = p.recipient
       and other.status in ('sending', 'unknown'))
   order by p.place, e.message_id`,
);

/** `detail` becomes the message's evidence of why. */
export type Move = Pick<Movable, "tenant_id" | "id" | "sender_id" | "recipient" | "tries"> & {
  to_sender: string;
  detail: Readonly<Record<string, unknown>>;
};

/** Puts messages into other lanes of their tenant, and answers those it did, with the shards to wake. */
export function moveToRoad(tx: Tx, moves: readonly Move[]): Promise<{ id: string; shard: number }[]> {
  if (moves.length === 0) return Promise.resolve([]);
  return moveRows(tx, [JSON.stringify(moves), ...monthsOf(moves.map(({ id }) => id))]);
}

/**
 * Messages are locked first, then their entries, each in id order, as everywhere. A claim takes entries only: whichever
 * of the two comes first has the entry. When the claim was first, the entry is `sending` or has been tried once more by
 * the time this statement gets its lock, and it is looked at again then; when this statement was, the claim finds no
 * entry where it saw one. `tries` also stands for the attempts: they were looked at when it was this number, and an
 * attempt that has ended stays what it is.
 *
 * Of one person's messages from one lane to another, all are moved or none. What was put off by the former sender is
 * due at once: its wait was for that sender.
 */
const moveRows = freshStatement<{ id: string; shard: number }>(
  `with move as materialized (
     select * from json_to_recordset($1) as v(
       tenant_id uuid, id uuid, sender_id uuid, recipient text, tries smallint, to_sender uuid, detail jsonb)
   ), locked as materialized (
     select v.*, m.id as message_id, s.shard as to_shard, greatest(m.due_at, now()) as next_due
     from move v
     join message m on m.tenant_id = v.tenant_id and m.id = v.id and m.sender_id = v.sender_id
     join sender s on s.tenant_id = v.tenant_id and s.id = v.to_sender and s.mode = m.mode and s.deleted_at is null
     where m.id between $2 and $3
     order by m.tenant_id, m.id for no key update of m
   ), waiting as materialized (
     select l.*
     from locked l join lane_entry e on ${sameEntry("l")}
     where e.tries = l.tries and ${neverLeft("e")}
     order by e.tenant_id, e.message_id for update of e
   ), whole as materialized (
     select w.* from waiting w
     where (select count(*) from waiting other
            where other.tenant_id = w.tenant_id and other.sender_id = w.sender_id
              and other.recipient = w.recipient and other.to_sender = w.to_sender)
         = (select count(*) from move v
            where v.tenant_id = w.tenant_id and v.sender_id = w.sender_id
              and v.recipient = w.recipient and v.to_sender = w.to_sender)
   ), gone as (
     delete from lane_entry e using whole w where ${sameEntry("w")}
     returning e.*, w.to_sender, w.to_shard, w.next_due, w.detail
   ), moved as (
     insert into lane_entry (tenant_id, sender_id, recipient, message_id, shard, class, status, due_at, expires_at,
                             attempts, tries, campaign_id, routed)
     select tenant_id, to_sender, recipient, message_id, to_shard, class, status, least(due_at, next_due), expires_at,
            attempts, tries, campaign_id, true
     from gone
   ), told as (
     update message m set sender_id = g.to_sender, shard = g.to_shard, updated_at = now()
     from gone g where m.tenant_id = g.tenant_id and m.id = g.message_id and m.id between $2 and $3
   ), noted as (
     insert into evidence (tenant_id, message_id, type, key, source, at, detail)
     select tenant_id, message_id, 'rerouted', now()::text, 'system', now(), detail from gone
     on conflict do nothing
   )
   select message_id as id, to_shard as shard from gone`,
);
