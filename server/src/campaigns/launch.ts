// Launching a campaign: what must be true before anybody is sent anything, then one guarded move.

import type { LaunchCampaign } from "@waypost/contract";
import { countAudience, heedOwnQuietHours, readTextImport } from "../audience/index.ts";
import type { Database, Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { type Caller, nameActor } from "../kernel/route.ts";
import { whomOf } from "./audience.ts";
import type { Content } from "./campaign.ts";
import { beginningOf } from "./schedule.ts";
import { contentsOf, contentWith } from "./split.ts";
import { type CampaignRow, readCampaign, readTenantFacts } from "./store/campaign.ts";
import { launchRow, notifyCampaigns } from "./store/move.ts";
import { writerOf } from "./writers.ts";
import { wrongState } from "./wrong-state.ts";

export type LaunchDeps = { db: Database; now(): Date };

/** Throws with what is missing; who comes second hears what the campaign is now. */
export async function launch(
  deps: LaunchDeps,
  tx: Tx,
  { caller, campaign, wish }: { caller: Caller; campaign: CampaignRow; wish: LaunchCampaign },
): Promise<CampaignRow> {
  if (campaign.status !== "draft") throw wrongState(campaign, "launched");
  await requireSendable(tx, campaign);
  await requireFile(tx, campaign);
  if (wish.skip_test !== true && campaign.tested_version !== campaign.version) {
    const detail = "Nobody has been sent a test of it as it is now; send one, or launch with skip_test.";
    throw new AppError("campaign_not_tested", detail);
  }
  await requireApproval(deps, tx, campaign);
  const { tenant_id, mode, id, version, schedule } = campaign;
  if (campaign.pace.quiet_hours !== null) await heedOwnQuietHours(tx, tenant_id);
  const beginsAt = beginningOf(schedule, deps.now());
  if (beginsAt === null && schedule.repeat !== undefined) {
    throw new AppError("invalid_request", "It has no run ahead.", {
      errors: [{ path: "/schedule/repeat", message: "has ended" }],
    });
  }
  const [launched] = await launchRow(tx, [tenant_id, mode, id, version, nameActor(caller.actor), beginsAt]);
  if (launched === undefined) throw await tooLate(tx, campaign);
  await notifyCampaigns(tx, []);
  return launched;
}

/** Somebody else launched it meanwhile, or changed it. */
async function tooLate(tx: Tx, { tenant_id, mode, id }: CampaignRow): Promise<AppError> {
  const [now] = await readCampaign(tx, [tenant_id, mode, id]);
  return now === undefined || now.status === "draft"
    ? new AppError("conflict", "The campaign was changed meanwhile; read it again.")
    : wrongState(now, "launched");
}

/** Each of its templates is there for every sender and approved, and each variable that it wants has a text. */
export async function requireSendable(tx: Tx, campaign: CampaignRow): Promise<void> {
  const followUp = campaign.ways.follow_up ?? null;
  for (const [at, content] of contentsOf(campaign).entries())
    await requireContent(tx, campaign, content, at === 0 ? "" : `/ab/variants/${at}`);
  if (followUp !== null)
    await requireContent(tx, campaign, contentWith(campaign.content, followUp), "/follow_up");
}

async function requireContent(tx: Tx, campaign: CampaignRow, content: Content, path: string): Promise<void> {
  const { template } = content;
  if (template === null) return;
  for (const { id } of campaign.senders) {
    const writer = await writerOf(tx, campaign, content, id);
    if (writer.problem !== null) {
      throw new AppError(writer.problem.code, writer.problem.detail, {
        errors: [{ path: `${path}/template/name`, message: "cannot be sent" }],
      });
    }
    if (writer.isMarketing && campaign.content.category !== "marketing") {
      throw new AppError("invalid_request", "A marketing template is sent as marketing.", {
        errors: [{ path: "/category", message: "is not the template's" }],
      });
    }
    const mapped = template.variables ?? {};
    const missing = writer.required.filter((name) => !Object.hasOwn(mapped, name));
    if (missing.length > 0) {
      const errors = missing.map((name) => ({
        path: `${path}/template/variables/${name}`,
        message: "is required",
      }));
      throw new AppError("template_variables_invalid", "Variables of the template have no text.", { errors });
    }
  }
}

/** The file of its audience has been read to its end. */
export async function requireFile(tx: Tx, { tenant_id, ways }: CampaignRow): Promise<void> {
  if (ways.import_id === undefined) return;
  const file = await readTextImport(tx, tenant_id, ways.import_id);
  if (file === null || file.state === "done") return;
  const detail = `The file of its audience is ${file.state}; it has to be read to its end first.`;
  throw new AppError("import_wrong_state", detail, { errors: [{ path: "import", message: file.state }] });
}

/** Above the size that the tenant has set, somebody else than who made it says yes first. */
async function requireApproval({ db }: LaunchDeps, tx: Tx, campaign: CampaignRow): Promise<void> {
  const { tenant_id: tenantId, mode, version } = campaign;
  const asked = { tenantId, mode, at: new Date() };
  const { count } = await countAudience(db, asked, whomOf(campaign.audience));
  if (count === 0 && campaign.schedule.at === undefined)
    throw new AppError("audience_empty", "Nobody in its audience has a number.");
  const [tenant] = await readTenantFacts(tx, [tenantId]);
  const above = tenant?.approval_above ?? null;
  if (above === null || count <= above || campaign.approved_version === version) return;
  const detail = `It goes to ${count} people; above ${above} somebody else than its author has to approve it.`;
  throw new AppError("campaign_not_approved", detail);
}
