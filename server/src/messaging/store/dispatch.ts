// The dispatcher's statements: claim due messages with their intent, record outcomes, find what a dead node left.

import type { MessageObject } from "@waypost/contract";
import { freshStatement, statement, type Tx } from "../../kernel/db.ts";
import type { TransportError } from "../../transports/transport.ts";
import type { Attention, LaneState, Settlement, Status, UnknownPolicy } from "../lifecycle.ts";

/** What one lane may take now. `urgent` ≥ `normal`: authentication codes may borrow from the lane's future. */
export type LaneAllowance = {
  tenant_id: string;
  sender_id: string;
  shard: number;
  epoch: string;
  normal: number;
  urgent: number;
};

export type Claimed = {
  tenant_id: string;
  id: string;
  sender_id: string;
  recipient: string;
  body: MessageObject;
  epoch: string;
  tries: number;
  attempts: number;
  unknown_policy: UnknownPolicy;
  possible_duplicate: boolean;
  expires_at: Date | null;
};

/**
 * Claims due messages of many lanes at once and commits an attempt for each, before anything leaves. Answers nothing
 * for shards that `node` does not hold at that epoch.
 *
 * - The key-share lock on our node row makes a takeover wait for this statement: who declares us dead deletes it.
 * - Each class is asked by itself, so a class full of future messages costs nothing (no skip scan needed).
 * - A message waits while an earlier one of its class to the same person is unsettled: order per pair.
 * - `lane_state = 0` is checked again by the update itself, so a cancel that commits first wins.
 *
 * The shape holds the plan whatever the statistics say, because a lane goes from empty to a million rows faster than
 * they are gathered: rows are updated by their place (a join by key was planned as a scan of the whole lane per
 * row), and who came earlier is a sub-select with a limit (as `not exists` it became a join over the whole lane).
 */
export function claimMessages(tx: Tx, node: string, lanes: readonly LaneAllowance[]): Promise<Claimed[]> {
  return claimRows(tx, [node, JSON.stringify(lanes)]);
}

const due = (messageClass: number): string => `
  (select m.ctid as at, m.id, m.class, m.due_at from message m
   where m.tenant_id = lane.tenant_id and m.sender_id = lane.sender_id and m.class = ${messageClass}
     and m.lane_state = 0 and m.due_at <= now() and (m.expires_at is null or m.expires_at > now())
     and (
       select earlier.id from message earlier
       where earlier.tenant_id = m.tenant_id and earlier.sender_id = m.sender_id
         and earlier.recipient = m.recipient and earlier.id < m.id and earlier.lane_state is not null
         and earlier.status in ('queued', 'sending') and earlier.class = m.class
       order by earlier.id limit 1) is null
   order by m.due_at, m.id limit ${messageClass === 0 ? "lane.urgent" : "lane.normal"})`;

/** From `picked(at, epoch, waited)` on: the message moves and its attempt is committed, whoever picked it. */
const claimPicked = `claimed as (
     update message m
     set status = 'sending', lane_state = 1, tries = m.tries + 1, attempts = m.attempts + 1, attention = null,
         possible_duplicate = m.possible_duplicate or m.status = 'unknown', updated_at = now()
     from picked
     where m.ctid = picked.at and m.lane_state = 0
     returning m.*, picked.epoch, picked.waited
   ), intent as (
     insert into attempt (tenant_id, message_id, number, shard, epoch, state, started_at, waited)
     select tenant_id, id, tries, shard, epoch, 'open', now(), waited from claimed
   )
   select tenant_id, id, sender_id, recipient, body, epoch, tries, attempts, unknown_policy, possible_duplicate,
          expires_at
   from claimed order by class, due_at, id`;

const me = `me as materialized (
     select id from node where id = $1 for key share
   )`;

const claimRows = statement<Claimed>(
  "claim_messages",
  `with ${me}, lane as materialized (
     select l.* from json_to_recordset($2) as l(
       tenant_id uuid, sender_id uuid, shard smallint, epoch bigint, normal int, urgent int)
     join unit on unit.id = 'shard-' || l.shard and unit.epoch = l.epoch
     join me on me.id = unit.owner
   ), picked as materialized (
     select ranked.at, lane.epoch, null::jsonb as waited
     from lane cross join lateral (
       select each.at, each.class, row_number() over (order by each.class, each.due_at, each.id) as place
       from (${due(0)} union all ${due(1)} union all ${due(2)}) as each
     ) as ranked
     where ranked.place <= case when ranked.class = 0 then lane.urgent else lane.normal end
   ), ${claimPicked}`,
);

/** One message of a lane whose next one is chosen, and what it waited for, if it is worth telling. */
export type Chosen = {
  tenant_id: string;
  id: string;
  shard: number;
  epoch: string;
  waited: { code: string; text: string } | null;
};

/** Claims these very messages as far as they still wait, on the same terms as a lane's next ones. */
export function claimChosen(tx: Tx, node: string, chosen: readonly Chosen[]): Promise<Claimed[]> {
  return claimChosenRows(tx, [node, JSON.stringify(chosen)]);
}

const claimChosenRows = statement<Claimed>(
  "claim_chosen_messages",
  `with ${me}, picked as materialized (
     select m.ctid as at, c.epoch, c.waited
     from json_to_recordset($2) as c(tenant_id uuid, id uuid, shard smallint, epoch bigint, waited jsonb)
     join unit on unit.id = 'shard-' || c.shard and unit.epoch = c.epoch
     join me on me.id = unit.owner
     join message m on m.tenant_id = c.tenant_id and m.id = c.id
     where m.lane_state = 0 and (m.expires_at is null or m.expires_at > now())
   ), ${claimPicked}`,
);

/** One attempt's end; `epoch` is the attempt's own, so a stale owner's write finds nothing to change. */
export type OutcomeRow = {
  tenant_id: string;
  message_id: string;
  number: number;
  epoch: string;
  attempt: Settlement["attempt"];
  provider_message_id: string | null;
  error: TransportError | null;
  status: Status;
  lane_state: LaneState;
  due_at: string | null;
  attention: Attention;
  counts: boolean;
};

/**
 * Closes attempts and moves their messages, all in one statement. Answers the messages whose attempt was still open
 * at that epoch; the others were taken over meanwhile and nothing was written for them. A message that evidence has
 * already moved on keeps its status. Messages are locked first and in id order, as evidence locks them: the receipts of
 * a batch come while it is being recorded, and each would hold what the other waits for.
 */
export function recordOutcomes(tx: Tx, rows: readonly OutcomeRow[]): Promise<{ message_id: string }[]> {
  return recordRows(tx, [JSON.stringify(rows)]);
}

const recordRows = freshStatement<{ message_id: string }>(
  `with outcome as materialized (
     select * from json_to_recordset($1) as o(
       tenant_id uuid, message_id uuid, number smallint, epoch bigint, attempt text, provider_message_id text,
       error jsonb, status text, lane_state smallint, due_at timestamptz, attention text, counts boolean)
   ), locked as materialized (
     select o.* from outcome o join message m on m.tenant_id = o.tenant_id and m.id = o.message_id
     order by m.tenant_id, m.id for no key update of m
   ), closed as (
     update attempt a
     set state = o.attempt, provider_message_id = coalesce(o.provider_message_id, a.provider_message_id),
         error = o.error, ended_at = now()
     from locked o
     where a.tenant_id = o.tenant_id and a.message_id = o.message_id and a.number = o.number
       and a.state = 'open' and a.epoch = o.epoch
     returning o.*
   ), settled as (
     update message m
     set provider_message_id = coalesce(closed.provider_message_id, m.provider_message_id),
         attempts = m.attempts - case when closed.counts then 0 else 1 end,
         status = case when m.lane_state = 1 then closed.status else m.status end,
         lane_state = case when m.lane_state = 1 then closed.lane_state else m.lane_state end,
         due_at = case when m.lane_state = 1 then coalesce(closed.due_at, m.due_at) else m.due_at end,
         attention = case when m.lane_state = 1 then closed.attention else m.attention end,
         error = case when m.lane_state = 1 then closed.error else m.error end,
         updated_at = now()
     from closed
     where m.tenant_id = closed.tenant_id and m.id = closed.message_id
   )
   select message_id from closed`,
);

export type InFlight = Omit<Claimed, "recipient" | "body"> & {
  /** Claimed under the very epoch that is held now. */
  own: boolean;
};

/**
 * Messages in flight in these shards, under the given epoch or an older one. Values: [shard numbers, their epochs].
 * What to think of them depends on who sent them: see the dispatcher.
 */
export const findInFlight = statement<InFlight>(
  "find_in_flight",
  `select m.tenant_id, m.id, m.sender_id, m.tries, m.attempts, a.epoch, m.unknown_policy, m.possible_duplicate,
          m.expires_at, a.epoch = held.epoch as own
   from unnest($1::smallint[], $2::bigint[]) as held(shard, epoch)
   join message m on m.shard = held.shard and m.lane_state = 1
   join attempt a on a.tenant_id = m.tenant_id and a.message_id = m.id and a.number = m.tries
   where a.epoch <= held.epoch and a.state = 'open'`,
);

/** Ends messages whose time to live has run out while they waited; an open doubt stays a doubt. Values: [at most]. */
export const expireMessages = statement<{ id: string }>(
  "expire_messages",
  `update message
   set lane_state = null, updated_at = now(), status = case when status = 'unknown' then 'unknown' else 'expired' end,
       error = case when status = 'unknown' then error
                    else '{"code": "expired", "providerCode": null, "detail": "Its time to live ran out."}' end
   where (tenant_id, id) in (
     select tenant_id, id from message
     where lane_state = 0 and expires_at <= now() order by expires_at limit $1 for update skip locked)
   returning id`,
);
