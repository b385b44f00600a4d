// Statements about what became of all of a tenant's messages: counted, carried over, read, and counted anew.

import { freshStatement, statement } from "../../kernel/db.ts";

/** In the order of keys, so that two that do it at once wait and never lock each other out. Values: [at most]. */
export const carryOverMessages = freshStatement<{ count: number }>(
  `with bite as materialized (
     select ctid from message_progress limit $1 for update skip locked
   ), gone as materialized (
     delete from message_progress where ctid = any (array(select ctid from bite)) returning *
   ), quarters as (
     insert into message_quarter as q (tenant_id, mode, at, stage, count)
     select tenant_id, mode, at, stage, sum(count) from gone
     group by 1, 2, 3, 4 having sum(count) <> 0 order by 1, 2, 3, 4
     on conflict (tenant_id, mode, at, stage) do update set count = q.count + excluded.count
   ), kinds as (
     insert into message_kind as k (tenant_id, mode, day, sender_id, beginning, template, stage, count)
     select tenant_id, mode, (at at time zone 'UTC')::date, sender_id, beginning, template, stage, sum(count) from gone
     group by 1, 2, 3, 4, 5, 6, 7 having sum(count) <> 0 order by 1, 2, 3, 4, 5, 6, 7
     on conflict (tenant_id, mode, day, sender_id, beginning, template, stage)
       do update set count = k.count + excluded.count
   )
   select count(*)::int as count from gone`,
);

export type QuarterRow = { day: string; weekday: number; hour: number; stage: string; count: number };

/** By days and hours of a zone. Values: [tenant, mode, zone, from, to]. */
export const readQuarters = statement<QuarterRow>(
  "read_overview_quarters",
  `select to_char(at at time zone $3, 'YYYY-MM-DD') as day, extract(isodow from at at time zone $3)::int as weekday,
          extract(hour from at at time zone $3)::int as hour, stage, sum(count)::float8 as count
   from (
     select at, stage, count from message_quarter where tenant_id = $1 and mode = $2
       and at >= $4::date::timestamp at time zone $3 and at < ($5::date + 1)::timestamp at time zone $3
     union all
     select at, stage, count from message_progress where tenant_id = $1 and mode = $2
       and at >= $4::date::timestamp at time zone $3 and at < ($5::date + 1)::timestamp at time zone $3) as each
   group by 1, 2, 3, 4 having sum(count) <> 0 order by 1`,
);

export type KindRow = {
  sender_id: string;
  beginning: string;
  template: string;
  stage: string;
  count: number;
};

/** By days in UTC. Values: [tenant, mode, from, to]. */
export const readKinds = statement<KindRow>(
  "read_overview_kinds",
  `select sender_id, beginning, template, stage, sum(count)::float8 as count from (
     select sender_id, beginning, template, stage, count from message_kind
     where tenant_id = $1 and mode = $2 and day between $3::date and $4::date
     union all
     select sender_id, beginning, template, stage, count from message_progress
     where tenant_id = $1 and mode = $2 and at >= $3::date::timestamp at time zone 'UTC'
       and at < ($4::date + 1)::timestamp at time zone 'UTC') as each
   group by 1, 2, 3, 4 having sum(count) <> 0`,
);

/** From the messages themselves: what the sums must be when nothing is under way. Values: [tenant, mode]. */
export const recountMessages = freshStatement<KindRow & { at: Date }>(
  `select quarter_of(created_at) as at, sender_id, number_beginning(recipient) as beginning,
          coalesce(template_used ->> 'name', '') as template, stage, count(*)::float8 as count
   from message cross join lateral unnest(stages_of(status)) as stage
   where tenant_id = $1 and mode = $2 group by 1, 2, 3, 4, 5
   union all
   select quarter_of(i.received_at), i.sender_id, number_beginning(i.sender_phone), '', 'received', count(*)::float8
   from inbound_message i join sender s on s.tenant_id = i.tenant_id and s.id = i.sender_id
   where i.tenant_id = $1 and s.mode = $2 group by 1, 2, 3`,
);

/** The clock of a tenant, and what day it is there. Values: [tenant, now]. */
export const readToday = statement<{ time_zone: string; today: string }>(
  "read_tenant_today",
  `select time_zone, to_char($2::timestamptz at time zone time_zone, 'YYYY-MM-DD') as today from tenant where id = $1`,
);
