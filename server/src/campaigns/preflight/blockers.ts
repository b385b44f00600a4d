// What a launch would be refused for now: the same checks, and their codes.

import type { CampaignPreflight } from "@waypost/contract";
import type { Tx } from "../../kernel/db.ts";
import { AppError } from "../../kernel/errors.ts";
import { requireFile, requireSendable } from "../launch.ts";
import { beginningOf } from "../schedule.ts";
import { type CampaignRow, readTenantFacts } from "../store/campaign.ts";

type Noted = CampaignPreflight["blockers"][number];

/** None of one that was launched. `audience`: how many people with a number it names. */
export async function blockersOf(
  tx: Tx,
  { campaign, audience, now }: { campaign: CampaignRow; audience: number; now: Date },
): Promise<Noted[]> {
  const { status, version, tested_version, approved_version, schedule } = campaign;
  if (status !== "draft") return [];
  const found: Noted[] = [];
  try {
    await requireSendable(tx, campaign);
    await requireFile(tx, campaign);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const fields = error.errors.map(({ path, message }) => ` ${path} ${message}.`);
    found.push({ code: error.code, detail: `${error.message}${fields.join("")}` });
  }
  if (tested_version !== version)
    found.push({ code: "campaign_not_tested", detail: "Nobody has been sent a test of it as it is now." });
  const [tenant] = await readTenantFacts(tx, [campaign.tenant_id]);
  const above = tenant?.approval_above ?? null;
  if (above !== null && audience > above && approved_version !== version) {
    const detail = `It goes to ${audience} people; above ${above} somebody else than its author approves it.`;
    found.push({ code: "campaign_not_approved", detail });
  }
  if (audience === 0 && schedule.at === undefined)
    found.push({ code: "audience_empty", detail: "Nobody in its audience has a number." });
  if (schedule.repeat !== undefined && beginningOf(schedule, now) === null)
    found.push({ code: "invalid_request", detail: "Its repetition has ended." });
  return found;
}
