// Statements that keep what a campaign's last preflight has found.

import type { CampaignPreflight } from "@waypost/contract";
import { statement } from "../../../kernel/db.ts";

/** Values: [tenant, campaign, version, at, report]. */
export const keepReport = statement<never>(
  "keep_campaign_preflight",
  `insert into campaign_preflight as p (tenant_id, campaign_id, version, at, report)
   select tenant_id, id, $3, $4, $5 from campaign where tenant_id = $1 and id = $2
   on conflict (tenant_id, campaign_id) do update
   set version = excluded.version, at = excluded.at, report = excluded.report where p.at <= excluded.at`,
);

/** A run of a recurring campaign was reckoned with it. Values: [tenant, campaign or the one it is a run of]. */
export const readReport = statement<{ report: CampaignPreflight }>(
  "read_campaign_preflight",
  "select report from campaign_preflight where tenant_id = $1 and campaign_id = $2",
);
