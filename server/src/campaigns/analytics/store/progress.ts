// Statements about how far a campaign's messages have come, by minutes and by kinds of people: what is counted already,
// and what is still to be carried over.

import { freshStatement, statement } from "../../../kernel/db.ts";
import { carryingOver } from "../../store/carry-over.ts";

export const carryOverProgress = carryingOver("campaign_progress", [
  { into: "campaign_minute", by: "tenant_id, campaign_id, at, stage" },
  { into: "campaign_group", by: "tenant_id, campaign_id, sender_id, beginning, language, variant, stage" },
]);

export type MinuteRow = { at: Date; stage: string; count: number };

/**
 * Sums of each `per` by the clock of a zone, newest first. Values: [tenant, campaign, minute|hour|day, zone, since or
 * null, until or null, stages, limit].
 */
export const readSeries = freshStatement<MinuteRow>(
  `select date_trunc($3, at, $4) as at, stage, sum(count)::float8 as count from (
     select at, stage, count from campaign_minute where tenant_id = $1 and campaign_id = $2
     union all
     select at, stage, count from campaign_progress where tenant_id = $1 and campaign_id = $2) as each
   where ($5::timestamptz is null or at >= $5) and ($6::timestamptz is null or at < $6)
     and stage = any ($7::text[])
   group by 1, 2 having sum(count) <> 0 order by 1 desc, 2 limit $8`,
);

export type HourRow = { weekday: number; hour: number; count: number };

/** Replies by the clock of a zone; 1 is Monday. Values: [tenant, campaign, zone]. */
export const readReplyHours = statement<HourRow>(
  "read_campaign_reply_hours",
  `select extract(isodow from at at time zone $3)::int as weekday, extract(hour from at at time zone $3)::int as hour,
          sum(count)::float8 as count
   from (
     select at, count from campaign_minute where tenant_id = $1 and campaign_id = $2 and stage = 'replied'
     union all
     select at, count from campaign_progress where tenant_id = $1 and campaign_id = $2 and stage = 'replied') as each
   group by 1, 2 having sum(count) <> 0`,
);

export type GroupRow = {
  sender_id: string;
  beginning: string;
  language: string;
  variant: number;
  stage: string;
  count: number;
};

/** Values: [tenant, campaign]. */
export const readGroups = statement<GroupRow>(
  "read_campaign_groups",
  `select sender_id, beginning, language, variant, stage, sum(count)::float8 as count from (
     select sender_id, beginning, language, variant, stage, count from campaign_group
     where tenant_id = $1 and campaign_id = $2
     union all
     select sender_id, beginning, language, variant, stage, count from campaign_progress
     where tenant_id = $1 and campaign_id = $2) as each
   group by 1, 2, 3, 4, 5 having sum(count) <> 0`,
);

/** From the rows that are counted: what the sums must be when nothing is under way. Values: [tenant, campaign]. */
export const recountGroups = freshStatement<GroupRow>(
  `with person as materialized (
     select m.sender_id, number_beginning(m.recipient) as beginning,
            coalesce(m.template_used ->> 'language', '') as language,
            case when c.ab is null then 0 else coalesce(r.variant, 0) end as variant, m.status, r.replied_at,
            r.clicked_at, r.converted_at, r.opted_out_at
     from campaign_recipient r
     join campaign c on c.tenant_id = r.tenant_id and c.id = r.campaign_id
     join message m on m.tenant_id = r.tenant_id and m.id = r.message_id
     where r.tenant_id = $1 and r.campaign_id = $2
   )
   select sender_id, beginning, language, variant, stage, count(*)::float8 as count
   from person cross join lateral (
     select unnest(stages_of(status)) as stage
     union all select 'replied' where replied_at is not null
     union all select 'clicked' where clicked_at is not null
     union all select 'converted' where converted_at is not null
     union all select 'opted_out' where opted_out_at is not null) as came
   group by 1, 2, 3, 4, 5`,
);
