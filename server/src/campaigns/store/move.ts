// Statements that move a campaign from state to state. Each asks for the state it starts from and takes the row's lock:
// of two people who press at once, one moves it, and the other finds it moved.

import { statement } from "../../kernel/db.ts";
import type { CampaignRow } from "./campaign.ts";

/** Values: [tenant, mode, id, version, who, begins at or null for now]. */
export const launchRow = statement<CampaignRow>(
  "launch_campaign",
  `update campaign
   set status = case when $6::timestamptz > now() then 'scheduled' else 'running' end, launched_at = now(),
       launched_by = $5, starts_at = coalesce($6::timestamptz, now()), updated_at = now(), brake = null
   where tenant_id = $1 and mode = $2 and id = $3 and version = $4 and status = 'draft' returning *`,
);

/**
 * The halt comes with it: from the commit on, no claim takes what waits. Values: [tenant, id, who or null for itself,
 * {code, detail}].
 */
export const pauseRow = statement<CampaignRow>(
  "pause_campaign",
  `with paused as (
     update campaign
     set status = 'paused', paused_at = now(), paused_by = $3, pause = $4, brake = null, updated_at = now()
     where tenant_id = $1 and id = $2 and status in ('scheduled', 'running') returning *
   ), halted as (
     insert into campaign_halt (tenant_id, campaign_id, from_at) select tenant_id, id, now() from paused
     on conflict (tenant_id, campaign_id) do update set from_at = least(campaign_halt.from_at, excluded.from_at)
   )
   select * from paused`,
);

/**
 * One that comes round goes on waiting for its next run. One that keeps to hours stays halted until who queues has
 * looked at the clock. What of its rate went unused while it stood still is gone. Values: [tenant, mode, id].
 */
export const resumeRow = statement<CampaignRow>(
  "resume_campaign",
  `with resumed as (
     update campaign
     set status = case when starts_at > now() or schedule -> 'repeat' is not null then 'scheduled' else 'running' end,
         paused_at = null, paused_by = null,
         pause = null, paced_to = greatest(paced_to, now()), updated_at = now(),
         heeded = (select jsonb_object_agg(what, sum) from (
           select what, sum(count) as sum from campaign_tally where tenant_id = $1 and campaign_id = $3 group by what
         ) as counted)
     where tenant_id = $1 and mode = $2 and id = $3 and status = 'paused' returning *
   ), lifted as (
     delete from campaign_halt h using resumed r
     where h.tenant_id = r.tenant_id and h.campaign_id = r.id and r.schedule -> 'windows' is null
   )
   select * from resumed`,
);

/** What waits is halted at once, and taken back afterwards (sweep.ts). Values: [tenant, mode, id]. */
export const cancelRow = statement<CampaignRow>(
  "cancel_campaign",
  `with canceled as (
     update campaign
     set status = 'canceled', paused_at = null, paused_by = null, pause = null, brake = null, retry = null,
         finished_at = now(), updated_at = now()
     where tenant_id = $1 and mode = $2 and id = $3 and status in ('draft', 'scheduled', 'running', 'paused')
     returning *
   ), halted as (
     insert into campaign_halt (tenant_id, campaign_id, from_at)
     select tenant_id, id, now() from canceled where launched_at is not null
     on conflict (tenant_id, campaign_id) do update set from_at = excluded.from_at
   )
   select * from canceled`,
);

/** Its time has come. Values: [tenant, id]. */
export const startRow = statement<CampaignRow>(
  "start_campaign",
  `update campaign set status = 'running', updated_at = now()
   where tenant_id = $1 and id = $2 and status = 'scheduled' and starts_at <= now() returning *`,
);

/** Values: [tenant, id]. */
export const finishRow = statement<CampaignRow>(
  "finish_campaign",
  `update campaign set status = 'finished', finished_at = now(), brake = null, updated_at = now()
   where tenant_id = $1 and id = $2 and status in ('running', 'scheduled') returning *`,
);

/** One that had finished runs again. Values: [tenant, mode, id, retry]. */
export const retryRow = statement<CampaignRow>(
  "retry_campaign",
  `update campaign
   set retry = $4, status = case when status = 'finished' then 'running' else status end, finished_at = null,
       updated_at = now()
   where tenant_id = $1 and mode = $2 and id = $3 and status in ('running', 'paused', 'finished')
     and frozen_at is not null
   returning *`,
);

/** Wakes who works on campaigns, when the transaction commits. */
export const notifyCampaigns = statement<never>("notify_campaigns", "select pg_notify('campaigns', '')");
