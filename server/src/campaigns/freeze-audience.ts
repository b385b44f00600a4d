// Writes a campaign's audience down, a page at a time: who was in it at that moment, with which texts, and who is left
// out and why.

import { audienceQuery } from "../audience/index.ts";
import type { Tx } from "../kernel/db.ts";
import { zonesByPrefix } from "../kernel/phone-zone.ts";
import { whomOf } from "./audience.ts";
import { startIn, zoneNamed } from "./schedule.ts";
import { splitOf } from "./split.ts";
import type { CampaignRow } from "./store/campaign.ts";
import {
  type Asking,
  fixedValues,
  type FreezeAs,
  freezePage,
  noteFrozen,
  type PhoneZones,
  readZones,
  writeZoneStarts,
} from "./store/freeze.ts";

/** Some seconds of work at most, in which nobody is sent anything yet. */
const usualRows = 50_000;

/** One page, in the transaction that holds the campaign; answers whether it was the last. */
export async function freezeStep(
  tx: Tx,
  campaign: CampaignRow,
  asking: readonly Asking[],
  pageRows = usualRows,
): Promise<boolean> {
  const { tenant_id: tenantId, id, mode } = campaign;
  const at = campaign.starts_at ?? campaign.created_at;
  const audience = await audienceQuery(tx, { tenantId, mode, at }, whomOf(campaign.audience), {
    firstValue: fixedValues + 1,
    withoutPhone: true,
  });
  const from = { after: campaign.frozen_to, limit: pageRows };
  const page = await freezePage(tx, freezeAs(campaign, asking), audience, from);
  const isLast = page.seen < pageRows;
  if (isLast) await startZones(tx, campaign);
  await noteFrozen(tx, [tenantId, id, page.last, isLast]);
  return isLast;
}

/** As its people are judged and their texts are read. `asking`: by variant, what its writers ask of people. */
export function freezeAs(campaign: CampaignRow, asking: readonly Asking[]): FreezeAs {
  const { schedule, content } = campaign;
  const [own = { mapping: {}, required: [] }] = asking;
  return {
    tenantId: campaign.tenant_id,
    campaignId: campaign.id,
    shares: campaign.senders,
    ...own,
    isMarketing: content.category === "marketing",
    zones: schedule.recipient_local === true ? phoneZones(schedule.time_zone) : null,
    split: splitOf(campaign, asking),
  };
}

/** When it begins in each of the zones that people turned out to live in. */
async function startZones(tx: Tx, { tenant_id, id, schedule, launched_at }: CampaignRow): Promise<void> {
  const launchedAt = launched_at ?? new Date(0);
  const zones = (await readZones(tx, [tenant_id, id])).map(({ zone }) => zone);
  const starts = zones.map((zone) =>
    startIn(schedule, zoneNamed(zone) ?? schedule.time_zone, launchedAt).toISOString(),
  );
  await writeZoneStarts(tx, [tenant_id, id, zones, starts]);
}

/** Where a number may be in several zones, the tenant's own if it is one of them. */
function phoneZones(own: string): PhoneZones {
  const { zones, longest } = zonesByPrefix();
  const chosen = [...zones].map(([prefix, names]) => [
    prefix,
    names.find((name) => name === own) ?? names[0] ?? own,
  ]);
  return { byPrefix: Object.fromEntries(chosen), longest, otherwise: own };
}
