// Statements of campaigns that come round: a run is a campaign of its own.

import { statement } from "../../kernel/db.ts";

/** However often it is made, it is there once. Values: [tenant, parent, id, run at, name, schedule]. */
export const insertRun = statement<{ id: string }>(
  "insert_campaign_run",
  `insert into campaign (tenant_id, id, mode, name, status, content, senders, audience, schedule, pace, stops, ab,
                         ways, version, tested_version, approved_version, approved_by, created_by, launched_at,
                         launched_by, starts_at, parent_id, run_at)
   select tenant_id, $3, mode, $5, 'running', content, senders, audience, $6, pace, stops, ab, ways, version,
          tested_version, approved_version, approved_by, created_by, now(), launched_by, $4, id, $4
   from campaign where tenant_id = $1 and id = $2
   on conflict (tenant_id, parent_id, run_at) where parent_id is not null do nothing
   returning id`,
);

/** Values: [tenant, parent]. */
export const countRuns = statement<{ count: number }>(
  "count_campaign_runs",
  "select count(*)::int as count from campaign where tenant_id = $1 and parent_id = $2",
);

/** Values: [tenant, id, next run]. */
export const planRun = statement<never>(
  "plan_campaign_run",
  "update campaign set starts_at = $3 where tenant_id = $1 and id = $2",
);
