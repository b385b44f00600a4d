// Statements about people by the week of their first message: counted, read, and counted anew from the messages.

import { freshStatement, statement, type Tx } from "../../kernel/db.ts";
import type { CohortRow } from "./cohorts.ts";

/** As what is carried over, of messages that nobody has counted yet, and one at a time. Values: [at most]. */
export async function countMessages(tx: Tx, values: readonly unknown[]): Promise<{ count: number }[]> {
  await takeTurn(tx, []);
  return countUncounted(tx, values);
}

/** As what is carried over, of messages that moved after they were counted, and one at a time. Values: [at most]. */
export async function countDue(tx: Tx, values: readonly unknown[]): Promise<{ count: number }[]> {
  await takeTurn(tx, []);
  return countMoved(tx, values);
}

/**
 * Until the transaction's end nobody else counts, and nobody is erased: what one has read of a person, the other would
 * write under a number that is gone. Values: none.
 */
export const takeTurn = statement<never>(
  "take_cohorts_turn",
  "select pg_advisory_xact_lock(hashtextextended('waypost cohorts', 0))",
);

/** Younger ones may still change without a word: see the trigger note_message_progress. */
const counted = "lowest_id(now() - interval '1 hour')";

const countUncounted = freshStatement<{ count: number }>(
  `with place as materialized (
     select t.id as tenant_id, k.counted_to from tenant t left join cohort_mark k on k.tenant_id = t.id
   ), gone as materialized (
     select m.* from place cross join lateral (
       select tenant_id, id, mode, recipient, created_at, status, false as replied, false as less from message
       where tenant_id = place.tenant_id and id < ${counted}
         and id > coalesce(place.counted_to, '00000000-0000-0000-0000-000000000000')
       order by id limit $1) m
     limit $1
   ), marked as (
     insert into cohort_mark as k (tenant_id, counted_to)
     select tenant_id, (array_agg(id order by id desc))[1] from gone group by 1
     on conflict (tenant_id) do update set counted_to = excluded.counted_to
   ), ${countingPeople("gone")}`,
);

const countMoved = freshStatement<{ count: number }>(
  `with bite as materialized (
     select ctid from cohort_due where message_id < ${counted} limit $1 for update skip locked
   ), gone as materialized (
     delete from cohort_due where ctid = any (array(select ctid from bite)) returning *
   ), moved as materialized (
     select d.tenant_id, m.mode, m.recipient, m.created_at, m.status, d.replied, d.less
     from (select tenant_id, message_id, bool_or(what = 'replied') as replied, bool_or(what = 'less') as less
           from gone group by 1, 2) d
     cross join lateral (
       select mode, recipient, created_at, status from message
       where tenant_id = d.tenant_id and id = d.message_id limit 1) m
   ), ${countingPeople("moved")}`,
);

/**
 * Marks in people's masks what has become of these messages, and adds the difference it makes to the counts of cohorts.
 * What a message is now is asked of itself, so that it may be counted twice; where one went back, its week is asked of
 * all its person's messages. Whoever's first week changes leaves one cohort for another with all their weeks, else only
 * what is new of them is counted.
 */
function countingPeople(messages: string): string {
  return `told as materialized (
     select tenant_id, mode, recipient, week_of(created_at, clock_of(tenant_id, created_at)) as week,
            bool_or(message_depth(status) > 0) as sent, bool_or(message_depth(status) > 1) as read,
            bool_or(replied) as replied, bool_or(less) as less
     from ${messages} group by 1, 2, 3, 4
   ), judged as materialized (
     select tenant_id, mode, recipient, week, replied, less,
            case when less then ${isThere("message_depth(m.status) > 0")} else sent end as sent,
            case when less then ${isThere("message_depth(m.status) > 1")} else read end as read
     from told
   ), known as materialized (
     select j.tenant_id, j.mode, j.recipient, least(p.week, j.week) as week,
            coalesce(p.last_week, j.week) as last_week,
            coalesce(bits_up(p.sent, p.week - least(p.week, j.week)), 0) as sent,
            coalesce(bits_up(p.read, p.week - least(p.week, j.week)), 0) as read,
            coalesce(bits_up(p.replied, p.week - least(p.week, j.week)), 0) as replied
     from (select tenant_id, mode, recipient, min(week) as week from judged group by 1, 2, 3) j
     left join lateral (
       select * from cohort_person
       where tenant_id = j.tenant_id and mode = j.mode and recipient = j.recipient limit 1) p on true
   ), after as materialized (
     select tenant_id, mode, recipient, k.week, k.last_week as last_before, k.sent as sent_before,
            k.read as read_before, k.replied as replied_before,
            greatest(k.last_week, max(j.week) filter (where j.sent)) as last_week,
            (k.sent | bit_or(bits_up(j.sent::int, j.week - k.week)))
              & ~bit_or(bits_up((j.less and not j.sent)::int, j.week - k.week)) as sent,
            (k.read | bit_or(bits_up(j.read::int, j.week - k.week)))
              & ~bit_or(bits_up((j.less and not j.read)::int, j.week - k.week)) as read,
            k.replied | bit_or(bits_up(j.replied::int, j.week - k.week)) as replied
     from known k join judged j using (tenant_id, mode, recipient)
     group by 1, 2, 3, 4, 5, 6, 7, 8
   ), changed as materialized (
     select *, lowest_bit(sent) as first, lowest_bit(sent_before) as first_before,
            case when lowest_bit(sent) = lowest_bit(sent_before) then -1::bigint else 0 end as kept
     from after
     where (sent, read, replied, last_week) <> (sent_before, read_before, replied_before, last_before)
   ), counted as (
     insert into cohort_week as w (tenant_id, mode, cohort, week, stage, count)
     select c.tenant_id, c.mode, c.week + side.first, place - side.first, told.stage, sum(side.step)
     from changed c
     cross join lateral (values
       (-1, c.first_before, c.sent_before & ~(c.kept & c.sent), c.read_before & ~(c.kept & c.read),
        c.replied_before & ~(c.kept & c.replied)),
       (1, c.first, c.sent & ~(c.kept & c.sent_before), c.read & ~(c.kept & c.read_before),
        c.replied & ~(c.kept & c.replied_before))) as side(step, first, sent, read, replied)
     cross join lateral (values
       ('sent', side.sent), ('read', side.read), ('replied', side.replied)) as told(stage, mask)
     cross join lateral generate_series(greatest(side.first, lowest_bit(told.mask)), highest_bit(told.mask)) as place
     where side.first is not null and told.mask <> 0 and (told.mask >> place) & 1 = 1
     group by 1, 2, 3, 4, 5 having sum(side.step) <> 0 order by 1, 2, 3, 4, 5
     on conflict (tenant_id, mode, cohort, week, stage) do update set count = w.count + excluded.count
   ), stored as (
     insert into cohort_person (tenant_id, mode, recipient, week, sent, read, replied, last_week)
     select tenant_id, mode, recipient, week, sent, read, replied, last_week from changed order by 1, 2, 3
     on conflict (tenant_id, mode, recipient) do update
     set week = excluded.week, sent = excluded.sent, read = excluded.read, replied = excluded.replied,
         last_week = excluded.last_week
   )
   select count(*)::int as count from gone`;
}

/** Whether a person has such a message of that week: by ids, which carry their time, a day wider than any clock. */
function isThere(condition: string): string {
  return `exists (
              select from message m
              where m.tenant_id = told.tenant_id and m.recipient = told.recipient and m.mode = told.mode
                and m.id >= lowest_id((monday_of(told.week) - 1)::timestamp at time zone 'UTC')
                and m.id < lowest_id((monday_of(told.week) + 8)::timestamp at time zone 'UTC') and m.id < ${counted}
                and week_of(m.created_at, clock_of(m.tenant_id, m.created_at)) = told.week and ${condition})`;
}

/** Values: [tenant, mode, first week, last week]. */
export const readCohorts = statement<CohortRow>(
  "read_cohorts",
  `select cohort, week, stage, count::float8 as count from cohort_week
   where tenant_id = $1 and mode = $2 and cohort between $3 and $4 and count <> 0
   order by cohort, week, stage`,
);

/** From the messages themselves: what the counts must be when nothing is under way. Values: [tenant, mode]. */
export const recountCohorts = freshStatement<CohortRow>(
  `with person as materialized (
     select m.recipient, week_of(m.created_at, clock_of(m.tenant_id, m.created_at)) as week,
            bool_or(message_depth(m.status) > 0) as sent, bool_or(message_depth(m.status) > 1) as read,
            bool_or(exists (select from message_reply r
                            where r.tenant_id = m.tenant_id and r.message_id = m.id)) as replied
     from message m where m.tenant_id = $1 and m.mode = $2 and m.id < ${counted} group by 1, 2
   ), first as (
     select recipient, min(week) as cohort from person where sent group by 1
   )
   select f.cohort, p.week - f.cohort as week, did.stage, count(*)::float8 as count
   from first f join person p using (recipient)
   cross join lateral (values ('sent', p.sent), ('read', p.read), ('replied', p.replied)) as did(stage, has)
   where did.has and p.week >= f.cohort
   group by 1, 2, 3 order by 1, 2, 3`,
);
