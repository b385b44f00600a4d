// A campaign's whole report: its funnel, its course, and who answers best, all from counts.

import { type AnalyticsQuery, campaignStages, type CampaignReport } from "@waypost/contract";
import type { Tx } from "../../kernel/db.ts";
import { presentId } from "../../kernel/ids.ts";
import { funnelOf, presentWinner } from "../present-campaign.ts";
import { readReport } from "../preflight/store/report.ts";
import { type Counts, countsOf, sumOf } from "../stops.ts";
import { type CampaignRow, readTenantFacts } from "../store/campaign.ts";
import { readCounts } from "../store/tally.ts";
import { compareVariants } from "../winner.ts";
import { countryOfBeginning } from "./country.ts";
import { addressesOf } from "./filter.ts";
import {
  type GroupRow,
  type HourRow,
  type MinuteRow,
  readGroups,
  readReplyHours,
  readSeries,
} from "./store/progress.ts";
import { zeros } from "../zeros.ts";

/** Newest points of a series; a day has 1,440 minutes. */
const pointsMax = 2_000;

export async function reportOf(
  tx: Tx,
  campaign: CampaignRow,
  query: AnalyticsQuery,
): Promise<CampaignReport> {
  const { tenant_id: tenantId, id, parent_id } = campaign;
  const { per = "hour", since = null, until = null } = query;
  const zone = (await readTenantFacts(tx, [tenantId]))[0]?.time_zone ?? "UTC";
  const counts = countsOf(await readCounts(tx, [tenantId, id]));
  const groups = await readGroups(tx, [tenantId, id]);
  const limit = pointsMax * campaignStages.length;
  const course = await readSeries(tx, [tenantId, id, per, zone, since, until, campaignStages, limit]);
  const [planned] = campaign.is_follow_up ? [] : await readReport(tx, [tenantId, parent_id ?? id]);
  const { funnel, ...figures } = funnelOf(counts);
  const came = (asked: string): number =>
    groups.reduce((sum, { stage, count }) => sum + (stage === asked ? count : 0), 0);
  const eligible = funnel.audience - funnel.skipped;
  return {
    ...figures,
    funnel: { ...funnel, eligible, clicked: came("clicked"), converted: came("converted") },
    conversions: conversionsOf(counts),
    hold_out: {
      people: sumOf(counts, "recipient:skipped:hold_out"),
      converted: sumOf(counts, "hold_out_converted"),
    },
    people: addressesOf(presentId("cmp", id), {
      skipped: Object.keys(figures.skipped),
      failed: Object.keys(figures.failed),
    }),
    time_zone: zone,
    series: seriesOf(course).slice(-pointsMax),
    by_sender: tableOf(groups, ({ sender_id }) => presentId("snd", sender_id)).map(([sender, stages]) => ({
      sender,
      ...stages,
    })),
    by_country: tableOf(groups, ({ beginning }) => countryOfBeginning(beginning)).map(
      ([country, stages]) => ({
        country,
        ...stages,
      }),
    ),
    by_language: tableOf(groups, ({ language }) => language || null).map(([language, stages]) => ({
      language,
      ...stages,
    })),
    by_variant: tableOf(groups, ({ variant }) => variant).map(([variant, stages]) => ({
      variant,
      ...stages,
    })),
    comparison: compareVariants(campaign.ab, groups),
    winner: campaign.winner === null ? null : presentWinner(campaign.winner),
    replies: replyHours(await readReplyHours(tx, [tenantId, id, zone])),
    planned: planned?.report ?? null,
    actual: { ...courseOf(campaign), eligible, skipped: figures.skipped },
  };
}

/** Values are counted in millionths. */
function conversionsOf(counts: Counts): CampaignReport["conversions"] {
  const told = (word: string): [string, number][] =>
    [...counts].flatMap(([what, count]) =>
      what.startsWith(`${word}:`) ? [[what.slice(word.length + 1), count]] : [],
    );
  const values = told("value").map(([currency, count]) => ({ currency, value: count / 1_000_000 }));
  return { by_name: Object.fromEntries(told("conversion")), values };
}

type Stages = Record<(typeof campaignStages)[number], number>;

/** A difference may be negative: what failed at that time and is tried again is in its place no more. */
function addTo(stages: Stages, stage: string, count: number): void {
  const known = campaignStages.find((each) => each === stage);
  if (known !== undefined) stages[known] += count;
}

/** By a key of each group, most sent first. */
function tableOf<Key>(groups: readonly GroupRow[], keyOf: (row: GroupRow) => Key): [Key, Stages][] {
  const table = new Map<Key, Stages>();
  for (const row of groups) {
    const stages = table.get(keyOf(row)) ?? zeros(campaignStages);
    addTo(stages, row.stage, row.count);
    table.set(keyOf(row), stages);
  }
  return [...table].toSorted(([, one], [, other]) => other.sent - one.sent);
}

function seriesOf(rows: readonly MinuteRow[]): CampaignReport["series"] {
  const points = new Map<string, Stages>();
  for (const { at, stage, count } of rows) {
    const key = at.toISOString();
    const stages = points.get(key) ?? zeros(campaignStages);
    addTo(stages, stage, Math.max(0, count));
    points.set(key, stages);
  }
  return [...points]
    .map(([at, stages]) => ({ at, ...stages }))
    .toSorted((one, other) => (one.at < other.at ? -1 : 1));
}

function replyHours(rows: readonly HourRow[]): number[][] {
  const week = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
  for (const { weekday, hour, count } of rows) {
    const day = week[weekday - 1];
    if (day !== undefined) day[hour] = Math.max(0, count);
  }
  return week;
}

function courseOf({
  starts_at,
  launched_at,
  finished_at,
}: CampaignRow): Omit<CampaignReport["actual"], "eligible" | "skipped"> {
  const from = starts_at ?? launched_at;
  const seconds =
    from === null || finished_at === null ? null : (finished_at.getTime() - from.getTime()) / 1_000;
  return {
    starts_at: from?.toISOString() ?? null,
    ends_at: finished_at?.toISOString() ?? null,
    seconds: seconds === null ? null : Math.max(0, Math.round(seconds)),
  };
}
