// Which variant of a test goes to all who wait. Pure.

import type { CampaignAb, CampaignMetric, CampaignWinner } from "@waypost/contract";

export type Verdict = Omit<CampaignWinner, "at">;

/** Counts of one kind of people: how many of a variant came as far as a stage. */
export type StageCount = { variant: number; stage: string; count: number };

/**
 * The highest share of those who were sent it. Where some variant was sent to too few to tell, or two share the first
 * place, the first variant: it is what would have been sent without a test.
 */
export function chooseWinner(ab: CampaignAb, counts: readonly StageCount[]): Verdict {
  const { metric, min_sample = usualSample } = ab.winner ?? noRule;
  const figures = (ab.variants ?? []).map((_, at) => figureOf(counts, at + 1, metric));
  if (figures.some(({ sent }) => sent < min_sample)) return { variant: 1, because: "too_few", figures };
  const [best, ...others] = figures.toSorted((one, other) => compare(other, one));
  if (best === undefined || others.some((other) => compare(other, best) === 0))
    return { variant: 1, because: "tie", figures };
  return { variant: best.variant, because: "best", figures };
}

const usualSample = 100;
const noRule: { metric: CampaignMetric; min_sample?: number } = { metric: "read" };

type Figure = CampaignWinner["figures"][number];

function figureOf(counts: readonly StageCount[], variant: number, metric: CampaignMetric): Figure {
  const sum = (stage: string): number =>
    counts.reduce(
      (total, each) => total + (each.variant === variant && each.stage === stage ? each.count : 0),
      0,
    );
  return { variant, sent: sum("sent"), count: sum(metric) };
}

/** As fractions, without dividing: 1 of 3 and 2 of 6 are the same. */
function compare(one: Figure, other: Figure): number {
  return Math.sign(one.count * other.sent - other.count * one.sent);
}
