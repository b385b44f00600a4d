// Counting what happened to numbers and their chats, in batches and by several processes at once.

import { freshStatement, statement, type Tx } from "../../../kernel/db.ts";
import type { Day } from "../day.ts";
import type { SendKind } from "../facts.ts";
import type { SenderKey } from "./read.ts";

export type SendRow = SenderKey & {
  person: string;
  message_id: string;
  /** The sender's day, by its zone. */
  day: Day;
  at: string;
  kind: SendKind;
  new_chat: boolean;
  /** Hex; null for what has no text to compare. */
  fingerprint: string | null;
};

const chatsLock = "pg_advisory_xact_lock(hashtextextended('chats ' || sender_id::text, 0))";

/** For who decides about people and must not be overtaken by what they say. Values: [sender ids]. */
export const lockChats = statement<never>(
  "lock_chats",
  `select ${chatsLock} from (select distinct unnest($1::uuid[]) as sender_id order by 1) as each`,
);

/**
 * What is said of chats is said under their senders' locks, taken in one order: sends and answers meet in the
 * same rows, and the parts of a statement run in an order of Postgres' own. Such a statement comes last in
 * its transaction, but for what is released to people who were heard.
 */
const underLocks = (columns: string): string => `
   said as materialized (
     select r.* from rows from (json_to_recordset($1) as (${columns})) with ordinality as r),
   locked as materialized (
     select count(${chatsLock})
     from (select distinct sender_id from said order by sender_id) as each)`;

/** Counts attempts that told something about their number, in the order they were made. */
export async function countSends(tx: Tx, rows: readonly SendRow[]): Promise<void> {
  if (rows.length > 0) await countSendRows(tx, [JSON.stringify(rows)]);
}

/** A run of failures goes on from what it was, unless something in between went well. */
const countSendRows = freshStatement<never>(
  `with ${underLocks(`tenant_id uuid, sender_id uuid, person text, message_id uuid, day date, at timestamptz,
                      kind text, new_chat boolean, fingerprint text`)},
   send as materialized (
     select said.*, ordinality as place, kind in ('sent', 'doubtful') as reached from said, locked
   ), in_chat as (
     insert into chat as c (tenant_id, sender_id, person, first_sent_at, last_sent_at, unanswered,
                            last_message_id)
     select tenant_id, sender_id, person, min(at), max(at), count(*),
            (array_agg(message_id order by at desc, place desc))[1]
     from send where reached
     group by tenant_id, sender_id, person order by tenant_id, sender_id, person
     on conflict (tenant_id, sender_id, person) do update
     set first_sent_at = coalesce(c.first_sent_at, excluded.first_sent_at),
         last_sent_at = greatest(c.last_sent_at, excluded.last_sent_at),
         unanswered = c.unanswered + excluded.unanswered,
         last_message_id = case when c.last_sent_at > excluded.last_sent_at then c.last_message_id
                                else excluded.last_message_id end
   ), in_day as (
     insert into sender_day as d (tenant_id, sender_id, day, sent, new_chats, refused, unreachable, doubtful,
                                  restricted)
     select tenant_id, sender_id, day, count(*) filter (where kind = 'sent'),
            count(distinct person) filter (where new_chat and reached),
            count(*) filter (where kind = 'refused'),
            count(*) filter (where kind = 'unreachable'), count(*) filter (where kind = 'doubtful'),
            count(*) filter (where kind = 'restricted')
     from send
     group by tenant_id, sender_id, day order by tenant_id, sender_id, day
     on conflict (tenant_id, sender_id, day) do update
     set sent = d.sent + excluded.sent, new_chats = d.new_chats + excluded.new_chats,
         refused = d.refused + excluded.refused, unreachable = d.unreachable + excluded.unreachable,
         doubtful = d.doubtful + excluded.doubtful, restricted = d.restricted + excluded.restricted
   ), in_text as (
     insert into sender_text as t (tenant_id, sender_id, day, fingerprint, people)
     select tenant_id, sender_id, day, decode(fingerprint, 'hex'), count(distinct person)
     from send where reached and fingerprint is not null
     group by tenant_id, sender_id, day, fingerprint order by tenant_id, sender_id, day, fingerprint
     on conflict (tenant_id, sender_id, day, fingerprint) do update set people = t.people + excluded.people
   ), run as (
     select tenant_id, sender_id, bool_or(kind = 'sent') as went_well,
            count(*) filter (where failed and place > coalesce(well, 0)) as failures,
            max(at) filter (where failed and place > coalesce(well, 0)) as failed_at
     from (
       select send.*, kind in ('refused', 'restricted', 'doubtful') as failed,
              max(place) filter (where kind = 'sent') over (partition by tenant_id, sender_id) as well
       from send
     ) as each
     group by tenant_id, sender_id order by tenant_id, sender_id
   )
   insert into sender_trouble as t (tenant_id, sender_id, failures_in_a_row, failed_at)
   select tenant_id, sender_id, failures, failed_at from run
   where failures > 0 or exists (
     select from sender_trouble old where old.tenant_id = run.tenant_id and old.sender_id = run.sender_id)
   on conflict (tenant_id, sender_id) do update
   set (failures_in_a_row, failed_at) = (
     select run.failures + case when run.went_well then 0 else t.failures_in_a_row end,
            case when run.went_well then run.failed_at else greatest(t.failed_at, run.failed_at) end
     from run where run.tenant_id = t.tenant_id and run.sender_id = t.sender_id)
   where t.failures_in_a_row > 0 or excluded.failures_in_a_row > 0`,
);

export type HeardRow = SenderKey & { person: string; at: string; day: Day };

/**
 * People who wrote, or whose phone did: what we sent before is answered, and the chat is known from now on.
 */
export async function countHeardRows(tx: Tx, rows: readonly HeardRow[]): Promise<void> {
  if (rows.length > 0) await countHeardStatement(tx, [JSON.stringify(rows)]);
}

const countHeardStatement = freshStatement<never>(
  `with ${underLocks("tenant_id uuid, sender_id uuid, person text, at timestamptz, day date")},
   heard as materialized (
     select tenant_id, sender_id, person, max(at) as at, (array_agg(day order by at desc))[1] as day
     from said, locked
     group by tenant_id, sender_id, person
   ), before as materialized (
     select heard.*,
            c.first_sent_at is not null and c.answered_at is null and heard.at > c.first_sent_at as answers
     from heard join chat c
       on c.tenant_id = heard.tenant_id and c.sender_id = heard.sender_id and c.person = heard.person
     order by heard.tenant_id, heard.sender_id, heard.person for no key update of c
   ), in_chat as (
     insert into chat as c (tenant_id, sender_id, person, last_heard_at)
     select tenant_id, sender_id, person, at from heard, (select count(*) from before) as seen
     order by tenant_id, sender_id, person
     on conflict (tenant_id, sender_id, person) do update
     set last_heard_at = greatest(c.last_heard_at, excluded.last_heard_at),
         -- A word from before our last message, told late, does not answer it.
         unanswered = case when c.last_sent_at > excluded.last_heard_at then c.unanswered else 0 end,
         answered_at = case when c.answered_at is null and excluded.last_heard_at > c.first_sent_at
                            then excluded.last_heard_at else c.answered_at end
   )
   insert into sender_day as d (tenant_id, sender_id, day, answered)
   select tenant_id, sender_id, day, count(*) from before where answers
   group by tenant_id, sender_id, day order by tenant_id, sender_id, day
   on conflict (tenant_id, sender_id, day) do update set answered = d.answered + excluded.answered`,
);

export type DeliveredRow = SenderKey & { person: string; at: string };

/** Receipts of people's phones. Only the first after each message of ours changes anything. */
export async function countDelivered(tx: Tx, rows: readonly DeliveredRow[]): Promise<void> {
  if (rows.length > 0) await countDeliveredStatement(tx, [JSON.stringify(rows)]);
}

const countDeliveredStatement = freshStatement<never>(
  `with ${underLocks("tenant_id uuid, sender_id uuid, person text, at timestamptz")},
   delivered as materialized (
     select c.tenant_id, c.sender_id, c.person, d.at
     from (
       select tenant_id, sender_id, person, max(at) as at from said, locked
       group by tenant_id, sender_id, person
     ) as d
     join chat c on c.tenant_id = d.tenant_id and c.sender_id = d.sender_id and c.person = d.person
     where c.delivered_at is null or (c.delivered_at < c.last_sent_at and d.at > c.delivered_at)
     order by c.tenant_id, c.sender_id, c.person for no key update of c
   )
   update chat c set delivered_at = greatest(c.delivered_at, delivered.at) from delivered
   where c.tenant_id = delivered.tenant_id and c.sender_id = delivered.sender_id
     and c.person = delivered.person`,
);

export type TroubleRow = SenderKey & { day: Day; kind: "disconnect" | "ban" };

/** What happened to a session beside its messages. */
export async function countTroubles(tx: Tx, rows: readonly TroubleRow[]): Promise<void> {
  if (rows.length > 0) await countTroubleRows(tx, [JSON.stringify(rows)]);
}

const countTroubleRows = freshStatement<never>(
  `insert into sender_day as d (tenant_id, sender_id, day, disconnects, bans)
   select tenant_id, sender_id, day, count(*) filter (where kind = 'disconnect'),
          count(*) filter (where kind = 'ban')
   from json_to_recordset($1) as t(tenant_id uuid, sender_id uuid, day date, kind text)
   group by tenant_id, sender_id, day order by tenant_id, sender_id, day
   on conflict (tenant_id, sender_id, day) do update
   set disconnects = d.disconnects + excluded.disconnects, bans = d.bans + excluded.bans`,
);

/**
 * The last word of the provider holds; a null end lifts the lock. Values: [tenant, sender, told at, until or
 * null].
 */
export const lockNewChats = statement<never>(
  "lock_new_chats",
  `insert into sender_trouble as t (tenant_id, sender_id, new_chats_locked_at, new_chats_locked_until)
   values ($1, $2, $3, $4)
   on conflict (tenant_id, sender_id) do update
   set new_chats_locked_at = case when t.new_chats_locked_until > $3 then t.new_chats_locked_at else $3 end,
       new_chats_locked_until = $4`,
);
