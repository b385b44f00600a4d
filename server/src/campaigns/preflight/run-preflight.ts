// Reckons a campaign through before it is launched: its whole audience is judged, and nothing but the figures is kept.

import type { CampaignPreflight } from "@waypost/contract";
import { countAudience } from "../../audience/index.ts";
import type { Database } from "../../kernel/db.ts";
import { whomOf } from "../audience.ts";
import type { CampaignRow } from "../store/campaign.ts";
import { blockersOf } from "./blockers.ts";
import { addUp } from "./add-up.ts";
import { costOfPeople } from "./cost.ts";
import { type Judged, judgingOf } from "./judging.ts";
import type { PreflightHouse } from "./number.ts";
import { type Group, type JudgedPage, judgePage } from "./store/judge.ts";
import { keepReport } from "./store/report.ts";
import { durationOf } from "./timing.ts";
import { warningsOf } from "./warnings.ts";

export type PreflightDeps = PreflightHouse & { db: Database; now(): Date };

export async function runPreflight(deps: PreflightDeps, campaign: CampaignRow): Promise<CampaignPreflight> {
  const { tenant_id: tenantId, mode, id, content, senders, version } = campaign;
  const now = deps.now();
  const { judged, numbers, priceOf } = await deps.db.asTenants([tenantId], async (tx) => ({
    judged: await judgingOf(tx, campaign, now),
    numbers: await deps.numbersOf(tx, { tenantId, mode, ids: senders.map((sender) => sender.id) }),
    priceOf: await deps.pricesOf(tx, { tenantId, category: content.category }),
  }));
  const { groups, isAll } = await judgeAll(deps, campaign, judged);
  const whole = isAll
    ? null
    : await countAudience(deps.db, { tenantId, mode, at: now }, whomOf(campaign.audience));
  const sums = addUp(groups, judged.writers, whole?.count ?? null);
  const dailyCap = await deps.dailyCapOf(tenantId);
  const duration = durationOf({ campaign, numbers, sums, dailyCap, quiet: judged.quiet, now });
  const cost = costOfPeople(sums, { numbers, content, priceOf, at: new Date(duration.starts_at) });
  const { audience, eligible, skipped, held, missing, also_written_to, senders: bySender } = sums.shown;
  const reachable = audience - (skipped["no_phone"] ?? 0);
  const report: CampaignPreflight = {
    at: now.toISOString(),
    version,
    is_exact: isAll,
    audience,
    eligible,
    skipped,
    held,
    missing,
    also_written_to,
    cost,
    duration,
    senders: bySender,
    blockers: await deps.db.asTenants([tenantId], (tx) =>
      blockersOf(tx, { campaign, audience: reachable, now }),
    ),
    warnings: warningsOf({ campaign, numbers, sums, cost, duration }),
  };
  await deps.db.asTenants([tenantId], (tx) =>
    keepReport(tx, [tenantId, id, version, now, JSON.stringify(report)]),
  );
  return report;
}

/** What freezing takes at a time as well. */
const pageRows = 50_000;
/** Whoever asks waits for the answer; an audience of millions is judged as far as that goes. */
const patienceMs = 20_000;

async function judgeAll(
  { db, now }: PreflightDeps,
  { tenant_id: tenantId }: CampaignRow,
  { judging }: Judged,
): Promise<{ groups: Group[]; isAll: boolean }> {
  const until = now().getTime() + patienceMs;
  const groups: Group[] = [];
  const pageAfter = (after: string | null): Promise<JudgedPage> =>
    db.asTenants([tenantId], (tx) => judgePage(tx, judging, { after, limit: pageRows }));
  for (let page = await pageAfter(null); ; page = await pageAfter(page.last)) {
    groups.push(...page.groups);
    if (page.seen < pageRows) return { groups, isAll: true };
    if (now().getTime() >= until) return { groups, isAll: false };
  }
}
