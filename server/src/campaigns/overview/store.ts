// Statements about what became of all of a tenant's messages: counted, carried over, read, and counted anew.

import { freshStatement, statement } from "../../kernel/db.ts";
import { carryingOver } from "../store/carry-over.ts";

/** The day by the clock that the tenant had then. */
const dayThere = "(at at time zone clock_of(tenant_id, at))::date";

export const carryOverMessages = carryingOver("message_progress", [
  { into: "message_quarter", by: "tenant_id, mode, at, stage" },
  {
    into: "message_kind",
    by: "tenant_id, mode, day, sender_id, beginning, template, stage",
    of: `tenant_id, mode, ${dayThere}, sender_id, beginning, template, stage`,
  },
]);

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

/** By days of the clock that the tenant had then, within a day of UTC's. Values: [tenant, mode, from, to]. */
export const readKinds = statement<KindRow>(
  "read_overview_kinds",
  `select sender_id, beginning, template, stage, sum(count)::float8 as count from (
     select sender_id, beginning, template, stage, count from message_kind
     where tenant_id = $1 and mode = $2 and day between $3::date and $4::date
     union all
     select sender_id, beginning, template, stage, count from message_progress
     where tenant_id = $1 and mode = $2 and at >= ($3::date - 1)::timestamp at time zone 'UTC'
       and at < ($4::date + 2)::timestamp at time zone 'UTC'
       and ${dayThere} between $3::date and $4::date) as each
   group by 1, 2, 3, 4 having sum(count) <> 0`,
);

/** From the messages themselves: what the sums must be when nothing is under way. Values: [tenant, mode]. */
export const recountMessages = freshStatement<KindRow & { at: Date }>(
  `select quarter_of(created_at) as at, sender_id, number_beginning(recipient) as beginning,
          coalesce(template_used ->> 'name', '') as template, stage, count(*)::float8 as count
   from message m cross join lateral (
     select unnest(stages_of(status)) as stage
     union all
     select 'replied' from message_reply r where r.tenant_id = m.tenant_id and r.message_id = m.id
     union all
     select did.stage from campaign_recipient p
     cross join lateral (values ('clicked', p.clicked_at), ('converted', p.converted_at)) as did(stage, at)
     where p.tenant_id = m.tenant_id and p.campaign_id = m.campaign_id and p.message_id = m.id
       and did.at is not null) as came
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
