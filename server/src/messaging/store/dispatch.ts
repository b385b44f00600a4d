// The dispatcher's statements: claim due messages with their intent, record outcomes, find what a dead node left.

import type { MessageObject } from "@waypost/contract";
import { freshStatement, statement, type Tx } from "../../kernel/db.ts";
import type { TransportError } from "../../transports/transport.ts";
import { monthsOf, ofEntry, sameEntry } from "./entry-key.ts";
import { dueIn, expiresIn } from "./reckon.ts";
import type { Attention, LaneState, Settlement, Status, UnknownPolicy } from "../lifecycle.ts";

/** What one lane may take now. `urgent` ≥ `normal`: authentication codes may borrow from the lane's future. */
export type LaneAllowance = Begun & {
  tenant_id: string;
  sender_id: string;
  shard: number;
  epoch: string;
  normal: number;
  urgent: number;
  /** The version of its tenant's sending rules that the lane goes by; 0 for none, which is what a missing one means. */
  rules?: number;
};

/** A message's place among those of its class in a lane: when it is due, with every digit the database has. */
export type Place = { due_at: string; id: string };

export type Claimed = {
  tenant_id: string;
  id: string;
  sender_id: string;
  class: 0 | 1 | 2;
  due_at: string;
  recipient: string;
  body: MessageObject;
  epoch: string;
  tries: number;
  attempts: number;
  unknown_policy: UnknownPolicy;
  possible_duplicate: boolean;
  expires_in_ms: number | null;
  /** The person wants no more of this; said here, because they may have said so after the message was accepted. */
  suppressed: boolean;
};

/**
 * Claims due messages of many lanes at once and commits an attempt for each, before anything leaves. Answers nothing
 * for shards that `node` does not hold at that epoch.
 *
 * - The key-share lock on our node row makes a takeover wait for this statement: who declares us dead deletes it.
 * - Each class is asked by itself, so a class full of future messages costs nothing (no skip scan needed).
 * - A message waits while an earlier one of its class to the same person is unsettled: order per pair. What is
 *   scheduled for later is not earlier.
 * - That the entry waits is checked again by the update itself, so a cancel that commits first wins.
 * - The message itself is read and not written: while an entry is there, the entry says what its status is.
 *
 * The shape holds the plan whatever the statistics say, because a lane goes from empty to a million rows faster than
 * they are gathered: entries are updated by their place (a join by key was planned as a scan of the whole lane per
 * row), and who came earlier is a sub-select with a limit (as `not exists` it became a join over the whole lane). So is
 * the message, for one probe of one month: a join may be planned as a scan of all of them.
 */
export function claimMessages(tx: Tx, node: string, lanes: readonly LaneAllowance[]): Promise<Claimed[]> {
  return claimRows(tx, [node, JSON.stringify(lanes.map(withPlaces))]);
}

/** Its campaign is not paused, canceled or outside its hours. Halts are few; who has no campaign asks nothing. */
const notHalted = (entry: string): string => `(${entry}.campaign_id is null or (
       select h.campaign_id from campaign_halt h
       where h.tenant_id = ${entry}.tenant_id and h.campaign_id = ${entry}.campaign_id and h.from_at <= now()
       limit 1) is null)`;

/** What a lane's claim may take of one class, and what it looks at: also used by the look at candidates. */
export const dueEntries = (messageClass: number, limit: string, begin = ""): string => `
  (select e.ctid as at, e.tenant_id, e.message_id, e.recipient, e.class, e.due_at from lane_entry e
   where e.tenant_id = lane.tenant_id and e.sender_id = lane.sender_id and e.class = ${messageClass}
     and e.status <> 'sending' and e.due_at <= now() ${begin}
     and (e.expires_at is null or e.expires_at > now())
     and ${notHalted("e")}
     and (
       select earlier.message_id from lane_entry earlier
       where earlier.tenant_id = e.tenant_id and earlier.sender_id = e.sender_id
         and earlier.recipient = e.recipient and earlier.message_id < e.message_id
         and earlier.class = e.class
         and (earlier.status in ('queued', 'sending') or earlier.status = 'scheduled' and earlier.due_at <= now())
         and (earlier.status = 'sending' or ${notHalted("earlier")})
       order by earlier.message_id limit 1) is null
   order by e.due_at, e.message_id limit ${limit})`;

/** From `picked(at, epoch, waited)` on: the entry moves and its attempt is committed, whoever picked it. */
const claimPicked = `claimed as (
     update lane_entry e
     set status = 'sending', tries = e.tries + 1, attempts = e.attempts + 1, claimed_at = now(),
         possible_duplicate = e.possible_duplicate or e.status = 'unknown'
     from picked
     where e.ctid = picked.at and e.status <> 'sending'
     returning e.*, picked.epoch, picked.waited
   ), intent as (
     insert into attempt (tenant_id, message_id, number, shard, epoch, state, started_at, waited)
     select tenant_id, message_id, tries, shard, epoch, 'open', now(), waited from claimed
   )
   select c.tenant_id, c.message_id as id, c.sender_id, c.class, c.due_at::text as due_at, c.recipient, m.body,
          c.epoch, c.tries, c.attempts, m.unknown_policy, c.possible_duplicate, ${expiresIn("c")},
          exists (
            select from suppression s
            where s.tenant_id = c.tenant_id and s.phone = c.recipient and s.lifted_at is null
              and (c.class = 2 or s.purpose = 'all') and m.confirms is null) as suppressed
   from claimed c cross join lateral (
     select body, unknown_policy, confirms from message where ${ofEntry("c")} limit 1) m
   order by c.class, c.due_at, c.message_id`;

const me = `me as materialized (
     select id from node where id = $1 for key share
   )`;

/**
 * `of` goes by the sending rules that are in force. Who does not know of a change yet takes nothing, and hears of it in
 * a moment: so a rule holds from when its request is answered. As an anti-join, which keeps the plan of a claim without
 * it: a sub-select in a condition let the planner expect fewer lanes, and cost half as much again.
 */
const underRules = (of: string): string => `not exists (
       select from consent_setting s
       where s.tenant_id = ${of}.tenant_id and s.rules_version <> coalesce(${of}.rules, 0))`;

/**
 * What is accepted by several processes at the same time is not committed in the order in which it is due: whatever is
 * younger than this is looked at always.
 */
const settled = "now() - interval '2 seconds'";

/** From where on a lane is looked at; by class, and null and missing are from the beginning (dispatch/frontier.ts). */
export type Begun = { after?: readonly (Place | null)[] };

/** As the statements are given it: `due_after timestamptz[], id_after uuid[]`. */
export function withPlaces({ after = [], ...lane }: Begun): object {
  const [due_after, id_after] = [
    after.map((each) => each?.due_at ?? null),
    after.map((each) => each?.id ?? null),
  ];
  return { ...lane, due_after, id_after };
}

/** From a place of its class on, if the lane names one. */
export const fromPlace = (messageClass: number): string => {
  const [place, id] = [`lane.due_after[${messageClass + 1}]`, `lane.id_after[${messageClass + 1}]`];
  return `and (e.due_at, e.message_id) >= (
       case when ${place} is null then '-infinity' else least(${place}, ${settled}) end,
       case when ${place} < ${settled} then ${id} else '00000000-0000-0000-0000-000000000000' end)`;
};

const claimRows = statement<Claimed>(
  "claim_messages",
  `with ${me}, lane as materialized (
     select l.* from json_to_recordset($2) as l(
       tenant_id uuid, sender_id uuid, shard smallint, epoch bigint, normal int, urgent int, rules int,
       due_after timestamptz[], id_after uuid[])
     join unit on unit.id = 'shard-' || l.shard and unit.epoch = l.epoch
     join me on me.id = unit.owner
     where ${underRules("l")}
   ), picked as materialized (
     select ranked.at, lane.epoch, null::jsonb as waited
     from lane cross join lateral (
       select each.*, row_number() over (order by each.class, each.due_at, each.message_id) as place
       from (${dueEntries(0, "lane.urgent", fromPlace(0))} union all ${dueEntries(1, "lane.normal", fromPlace(1))}
             union all ${dueEntries(2, "lane.normal", fromPlace(2))}) as each
     ) as ranked
     where ranked.place <= case when ranked.class = 0 then lane.urgent else lane.normal end
     order by ranked.tenant_id, ranked.message_id
   ), ${claimPicked}`,
);

/** One message of a lane whose next one is chosen, and what it waited for, if it is worth telling. */
export type Chosen = {
  tenant_id: string;
  sender_id: string;
  recipient: string;
  id: string;
  shard: number;
  epoch: string;
  waited: { code: string; text: string } | null;
  /** As in an allowance. */
  rules?: number;
};

/** Claims these very messages as far as they still wait in this lane, on the same terms as its next ones. */
export function claimChosen(tx: Tx, node: string, chosen: readonly Chosen[]): Promise<Claimed[]> {
  return claimChosenRows(tx, [node, JSON.stringify(chosen)]);
}

const claimChosenRows = statement<Claimed>(
  "claim_chosen_messages",
  `with ${me}, picked as materialized (
     select e.ctid as at, c.epoch, c.waited
     from json_to_recordset($2) as c(
       tenant_id uuid, sender_id uuid, recipient text, id uuid, shard smallint, epoch bigint, waited jsonb,
       rules int)
     join unit on unit.id = 'shard-' || c.shard and unit.epoch = c.epoch
     join me on me.id = unit.owner
     cross join lateral (
       select ctid from lane_entry e
       where e.tenant_id = c.tenant_id and e.sender_id = c.sender_id and e.recipient = c.recipient
         and e.message_id = c.id and e.status <> 'sending' and (e.expires_at is null or e.expires_at > now())
         and ${notHalted("e")}
       limit 1) e
     where ${underRules("c")}
     order by c.tenant_id, c.id
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
  /** From when it is written: a process's clock may be off, and a retry would come at once or not for hours. */
  due_in_ms: number | null;
  attention: Attention;
  counts: boolean;
};

/**
 * Closes attempts and moves their messages, all in one statement. Answers the messages whose attempt was still open
 * at that epoch; the others were taken over meanwhile and nothing was written for them. A message that evidence has
 * already taken out of flight keeps its status. Messages are locked first and in id order, as evidence locks them: the
 * receipts of a batch come while it is being recorded, and each would hold what the other waits for.
 */
export function recordOutcomes(tx: Tx, rows: readonly OutcomeRow[]): Promise<{ message_id: string }[]> {
  if (rows.length === 0) return Promise.resolve([]);
  return recordRows(tx, [JSON.stringify(rows), ...monthsOf(rows.map((row) => row.message_id))]);
}

/**
 * `gone` leaves its lane, `back` waits there again, `waits` was put back by evidence while it was in flight, and
 * `moved` are messages whose entries were not in flight any more. Sets of the statement's own are never joined with one
 * another: without statistics that was planned as each row against each (measured: 290 ms for 1,000 outcomes).
 */
const recordRows = freshStatement<{ message_id: string }>(
  `with outcome as materialized (
     select * from json_to_recordset($1) as o(
       tenant_id uuid, message_id uuid, number smallint, epoch bigint, attempt text, provider_message_id text,
       error jsonb, status text, lane_state smallint, due_in_ms float8, attention text, counts boolean)
   ), locked as materialized (
     select o.*, m.sender_id, m.recipient, case when o.counts then 0 else 1 end as given_back
     from outcome o join message m on m.tenant_id = o.tenant_id and m.id = o.message_id
     where m.id between $2 and $3
     order by m.tenant_id, m.id for no key update of m
   ), closed as (
     update attempt a
     set state = o.attempt, provider_message_id = coalesce(o.provider_message_id, a.provider_message_id),
         error = o.error, ended_at = now()
     from locked o
     where a.tenant_id = o.tenant_id and a.message_id = o.message_id and a.number = o.number
       and a.message_id between $2 and $3 and a.state = 'open' and a.epoch = o.epoch
     returning o.*
   ), gone as (
     delete from lane_entry e using closed c
     where ${sameEntry("c")} and c.lane_state is null and e.status = 'sending'
     returning c.*, e.tries, e.attempts - c.given_back as attempts, e.possible_duplicate
   ), back as (
     update lane_entry e
     set status = c.status, due_at = coalesce(${dueIn("c")}, e.due_at), attempts = e.attempts - c.given_back
     from closed c
     where ${sameEntry("c")} and c.lane_state = 0 and e.status = 'sending'
     returning c.*, e.tries, e.attempts, e.possible_duplicate
   ), waits as (
     update lane_entry e set attempts = e.attempts - 1 from closed c
     where ${sameEntry("c")} and not c.counts and e.status <> 'sending'
   ), landed as materialized (
     select * from gone union all select * from back
   ), settled as (
     update message m
     set provider_message_id = coalesce(l.provider_message_id, m.provider_message_id), status = l.status,
         attention = l.attention, error = l.error, tries = l.tries, attempts = l.attempts,
         possible_duplicate = l.possible_duplicate, updated_at = now()
     from landed l
     where m.tenant_id = l.tenant_id and m.id = l.message_id and m.id between $2 and $3
   ), moved as (
     update message m
     set provider_message_id = coalesce(c.provider_message_id, m.provider_message_id),
         attempts = m.attempts - c.given_back, updated_at = now()
     from closed c
     where c.message_id not in (select message_id from landed)
       and m.tenant_id = c.tenant_id and m.id = c.message_id and m.id between $2 and $3
   )
   select message_id from closed`,
);

export type Attempted = Omit<Claimed, "class" | "due_at" | "recipient" | "body" | "suppressed">;

export type InFlight = Attempted & {
  /** Claimed under the very epoch that is held now. */
  own: boolean;
};

/**
 * Messages in flight in these shards, under the given epoch or an older one. Values: [shard numbers, their epochs].
 * What to think of them depends on who sent them: see the dispatcher. Found by their open attempts, of which few are
 * anything else, so that claims need not keep an index of what is in flight.
 */
export const findInFlight = statement<InFlight>(
  "find_in_flight",
  `select e.tenant_id, e.message_id as id, e.sender_id, e.tries, e.attempts, a.epoch, m.unknown_policy,
          e.possible_duplicate, ${expiresIn("e")}, a.epoch = held.epoch as own
   from unnest($1::smallint[], $2::bigint[]) as held(shard, epoch)
   join attempt a on a.shard = held.shard and a.ended_at is null and a.state = 'open' and a.epoch <= held.epoch
   cross join lateral (
     select sender_id, recipient, unknown_policy from message
     where tenant_id = a.tenant_id and id = a.message_id limit 1) m
   join lane_entry e on e.tenant_id = a.tenant_id and e.sender_id = m.sender_id and e.recipient = m.recipient
     and e.message_id = a.message_id
   where e.status = 'sending' and e.tries = a.number`,
);

/** Ends messages whose time to live has run out while they waited; an open doubt stays a doubt. Values: [at most]. */
export const expireMessages = statement<{ id: string }>(
  "expire_messages",
  `with chosen as materialized (
     select e.tenant_id, e.message_id from lane_entry e
     where e.expires_at <= now() and e.status <> 'sending' order by e.expires_at limit $1
   ), locked as materialized (
     select m.tenant_id, m.id as message_id, m.sender_id, m.recipient
     from chosen c join message m on m.tenant_id = c.tenant_id and m.id = c.message_id
     order by m.tenant_id, m.id for no key update of m skip locked
   ), gone as (
     delete from lane_entry e using locked l
     where ${sameEntry("l")} and e.status <> 'sending' and e.expires_at <= now()
     returning e.*
   )
   update message m
   set status = case when gone.status = 'unknown' then 'unknown' else 'expired' end,
       tries = gone.tries, attempts = gone.attempts, due_at = gone.due_at, updated_at = now(),
       possible_duplicate = gone.possible_duplicate,
       error = case when gone.status = 'unknown' then m.error
                    else '{"code": "expired", "providerCode": null, "detail": "Its time to live ran out."}' end
   from gone where m.tenant_id = gone.tenant_id and m.id = gone.message_id
   returning m.id`,
);
