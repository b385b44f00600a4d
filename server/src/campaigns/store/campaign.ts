// Statements of campaigns as people write and read them: made, changed while a draft, listed.

import type { CampaignAb, CampaignStatus } from "@waypost/contract";
import { statement, type Tx } from "../../kernel/db.ts";
import type { Mode } from "../../kernel/route.ts";
import type {
  Audience,
  Brake,
  Content,
  Gathered,
  Pace,
  Retry,
  Schedule,
  Share,
  Standstill,
  Stops,
  Ways,
  Winner,
} from "../campaign.ts";

/** What somebody asked for. */
export type Wanted = {
  name: string;
  content: Content;
  senders: readonly Share[];
  audience: Audience;
  schedule: Schedule;
  pace: Pace;
  stops: Stops;
  ab: CampaignAb | null;
  ways: Ways;
};

export type CampaignRow = Wanted & {
  tenant_id: string;
  id: string;
  mode: Mode;
  status: CampaignStatus;
  version: number;
  tested_version: number | null;
  approved_version: number | null;
  approved_by: string | null;
  created_by: string;
  created_at: Date;
  updated_at: Date;
  launched_at: Date | null;
  launched_by: string | null;
  starts_at: Date | null;
  frozen_to: string | null;
  frozen_at: Date | null;
  paced_to: Date | null;
  paused_at: Date | null;
  paused_by: string | null;
  pause: Standstill | null;
  brake: Brake | null;
  heeded: Record<string, number> | null;
  retry: Retry | null;
  retry_due_at: Date | null;
  finished_at: Date | null;
  parent_id: string | null;
  run_at: Date | null;
  trial_ended_at: Date | null;
  winner: Winner | null;
  is_follow_up: boolean;
  gathered: Gathered | null;
  heard_at: Date | null;
};

export type NewCampaign = Wanted & {
  tenant_id: string;
  id: string;
  mode: Mode;
  created_by: string;
};

export async function insertCampaign(tx: Tx, row: NewCampaign): Promise<CampaignRow> {
  const [made] = await insertRow(tx, [row.tenant_id, row.id, row.mode, row.created_by, ...partsOf(row)]);
  if (made === undefined) throw new Error("what is inserted is there");
  return made;
}

const insertRow = statement<CampaignRow>(
  "insert_campaign",
  `insert into campaign (tenant_id, id, mode, created_by, name, content, senders, audience, schedule, pace, stops, ways,
                         ab)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) returning *`,
);

/** Null when it is no draft any more, or is of another version than the one that was read. */
export async function updateDraft(
  tx: Tx,
  row: Pick<CampaignRow, "tenant_id" | "id" | "version">,
  wanted: Wanted,
): Promise<CampaignRow | null> {
  const [changed] = await updateRow(tx, [row.tenant_id, row.id, row.version, ...partsOf(wanted)]);
  return changed ?? null;
}

const updateRow = statement<CampaignRow>(
  "update_campaign",
  `update campaign
   set name = $4, content = $5, senders = $6, audience = $7, schedule = $8, pace = $9, stops = $10, ways = $11,
       ab = $12, version = version + 1, updated_at = now()
   where tenant_id = $1 and id = $2 and version = $3 and status = 'draft' returning *`,
);

function partsOf({ name, content, senders, audience, schedule, pace, stops, ways, ab }: Wanted): unknown[] {
  const parts = [content, senders, audience, schedule, pace, stops, ways].map((part) => JSON.stringify(part));
  return [name, ...parts, ab === null ? null : JSON.stringify(ab)];
}

/** Values: [tenant, mode, id]. */
export const readCampaign = statement<CampaignRow>(
  "read_campaign",
  "select * from campaign where tenant_id = $1 and mode = $2 and id = $3",
);

/**
 * Newest first. A template is looked for in each campaign of the tenant, of which there are thousands and not millions:
 * an index would cost every change of a campaign more than it saves. Values: [tenant, mode, status or null, id or null,
 * limit, template or null].
 */
export const listCampaigns = statement<CampaignRow>(
  "list_campaigns",
  `select * from campaign
   where tenant_id = $1 and mode = $2 and ($3::text is null or status = $3) and ($4::uuid is null or id < $4)
     and ($6::text is null or content -> 'template' ->> 'name' = $6
          or ways -> 'follow_up' -> 'template' ->> 'name' = $6
          or jsonb_path_exists(ab, '$.variants[*].template.name ? (@ == $name)', jsonb_build_object('name', $6::text)))
   order by id desc limit $5`,
);

/** Nothing was ever sent by it. Values: [tenant, mode, id]. */
export const deleteDraft = statement<{ id: string }>(
  "delete_draft_campaign",
  "delete from campaign where tenant_id = $1 and mode = $2 and id = $3 and status = 'draft' returning id",
);

/** Of the version that was tested. Values: [tenant, id, version]. */
export const markTested = statement<{ id: string }>(
  "mark_campaign_tested",
  `update campaign set tested_version = $3, updated_at = now()
   where tenant_id = $1 and id = $2 and version = $3 returning id`,
);

/** By somebody else than who made it. Values: [tenant, mode, id, version, who]. */
export const approveCampaign = statement<CampaignRow>(
  "approve_campaign",
  `update campaign set approved_version = version, approved_by = $5, updated_at = now()
   where tenant_id = $1 and mode = $2 and id = $3 and version = $4 and status = 'draft' and created_by <> $5
   returning *`,
);

export type TenantFacts = {
  time_zone: string;
  locale: string;
  /** Above so many people somebody else has to approve; null for never. */
  approval_above: number | null;
};

/** Values: [tenant]. */
export const readTenantFacts = statement<TenantFacts>(
  "read_tenant_of_campaigns",
  `select time_zone, locale, (settings ->> 'campaign_approval_above')::int as approval_above
   from tenant where id = $1`,
);
