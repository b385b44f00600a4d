// What an audience is judged by before a launch: the same as when it is written down, and what is asked again of each
// person when their turn comes.

import { audienceQuery, readSendingRules } from "../../audience/index.ts";
import type { Tx } from "../../kernel/db.ts";
import { whomOf } from "../audience.ts";
import { freezeAs } from "../freeze-audience.ts";
import { thatLookUp } from "../not-found.ts";
import { readWriters, type Writers } from "../writers.ts";
import { beginningOf } from "../schedule.ts";
import type { CampaignRow } from "../store/campaign.ts";
import { fixedValues } from "../store/freeze.ts";
import { readSenders } from "../store/queue.ts";
import type { DailyHours } from "./duration.ts";
import type { Cap, Judging } from "./store/judge.ts";

export type Judged = {
  judging: Judging;
  writers: Writers;
  /** The tenant's quiet hours, where this category heeds them. */
  quiet: DailyHours | null;
};

/** `now`: relative dates of the audience are reckoned from when it begins, if that is ahead. */
export async function judgingOf(tx: Tx, campaign: CampaignRow, now: Date): Promise<Judged> {
  const { tenant_id: tenantId, mode, senders, content } = campaign;
  const ids = senders.map(({ id }) => id);
  const writers = await readWriters(tx, campaign, ids);
  const at = campaign.starts_at ?? beginningOf(campaign.schedule, now) ?? now;
  const audience = await audienceQuery(tx, { tenantId, mode, at }, whomOf(campaign.audience), {
    firstValue: fixedValues + 1,
    withoutPhone: true,
  });
  const rules = (await readSendingRules(tx, [tenantId])).get(tenantId)?.rules ?? null;
  const caps = (rules?.caps ?? [])
    .filter(({ categories }) => categories.some((category) => category === content.category))
    .map(({ categories, most, days, over }): Cap => ({ categories, most, days, skips: over === "skip" }));
  const quiet = rules?.quietHours ?? null;
  const heeds = quiet?.categories.some((category) => category === content.category) ?? false;
  const as = freezeAs(campaign, writers.asking);
  // Nobody waits for a winner here: each is shown the variant of theirs.
  const split = as.split === null ? null : { ...as.split, testPercent: 100 };
  const sure = thatLookUp(await readSenders(tx, [tenantId, ids]));
  const judging = { as: { ...as, split }, audience, caps, sure };
  return { judging, writers, quiet: heeds ? quiet : null };
}
