// Which variant of a test goes to all who wait, and how far its lead can be trusted. Pure.

import type { CampaignAb, CampaignComparison, CampaignMetric, CampaignWinner } from "@waypost/contract";
import { leads, likelyShare } from "./chance.ts";

export type Figure = { variant: number; sent: number; count: number };

export type Verdict = Pick<CampaignWinner, "variant" | "because"> & { figures: Figure[] };

/** Counts of one kind of people: how many of a variant came as far as a stage. */
export type StageCount = { variant: number; stage: string; count: number };

/**
 * The highest share of those who were sent it. Where some variant was sent to too few to tell, or two share the first
 * place, the first variant: it is what would have been sent without a test. On a lead that may be chance too, if the
 * rule says so; if not, the highest share is still the best that is known.
 */
export function chooseWinner(ab: CampaignAb, counts: readonly StageCount[]): Verdict {
  const { metric, min_sample = usualSample, needs_certainty = false } = ab.winner ?? noRule;
  const figures = figuresOf(ab, counts, metric);
  if (figures.some(({ sent }) => sent < min_sample)) return { variant: 1, because: "too_few", figures };
  const best = bestOf(figures);
  if (best === null) return { variant: 1, because: "tie", figures };
  if (needs_certainty && !isLeadCertain(figures)) return { variant: 1, because: "uncertain", figures };
  return { variant: best.variant, because: "best", figures };
}

/** Of the variants as of now, by everything that may be sought in a winner. */
export function compareVariants(ab: CampaignAb | null, counts: readonly StageCount[]): CampaignComparison[] {
  if (ab?.variants === undefined) return [];
  return metrics.map((metric) => {
    const figures = figuresOf(ab, counts, metric);
    const variant = bestOf(figures)?.variant ?? null;
    return { metric, variant, is_certain: isLeadCertain(figures), figures: figures.map(withShare) };
  });
}

/** Also of a verdict that was noted before anybody asked how certain it is. */
export function isLeadCertain(figures: readonly Figure[]): boolean {
  const best = bestOf(figures);
  return (
    best !== null &&
    leads(
      best,
      figures.filter((each) => each !== best),
    )
  );
}

export function withShare(figure: Figure): CampaignComparison["figures"][number] {
  return { ...figure, share: likelyShare(figure) };
}

const metrics: readonly CampaignMetric[] = ["read", "replied", "clicked", "converted"];
const usualSample = 100;
const noRule: NonNullable<CampaignAb["winner"]> = { metric: "read", after_minutes: 0, test_percent: 100 };

function figuresOf(ab: CampaignAb, counts: readonly StageCount[], metric: CampaignMetric): Figure[] {
  return (ab.variants ?? []).map((_, at) => figureOf(counts, at + 1, metric));
}

function figureOf(counts: readonly StageCount[], variant: number, metric: CampaignMetric): Figure {
  const sum = (stage: string): number =>
    counts.reduce(
      (total, each) => total + (each.variant === variant && each.stage === stage ? each.count : 0),
      0,
    );
  return { variant, sent: sum("sent"), count: sum(metric) };
}

/** Null where two share the first place. */
function bestOf(figures: readonly Figure[]): Figure | null {
  const [best, ...others] = figures.toSorted((one, other) => compare(other, one));
  if (best === undefined || others.some((other) => compare(other, best) === 0)) return null;
  return best;
}

/** As fractions, without dividing: 1 of 3 and 2 of 6 are the same. */
function compare(one: Figure, other: Figure): number {
  return Math.sign(one.count * other.sent - other.count * one.sent);
}
