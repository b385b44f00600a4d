// How long a person is left without marketing after Meta has withheld some from them.

const dayMs = 86_400_000;
const longestDays = 8;

export type MarketingRest = { withheldAt: Date; until: Date };

/**
 * Meta's per-user marketing limit (131049): wait at least 24 hours, and longer each time; trying again within them
 * prolongs the block. So the rest doubles for whom it happens to again soon after the last, up to eight days.
 */
export function restAfterWithholding(former: MarketingRest | null, at: Date): MarketingRest {
  if (former !== null && at <= former.withheldAt) return former;
  const last = former === null ? 0 : former.until.getTime() - former.withheldAt.getTime();
  const isSoon = former !== null && at.getTime() - former.until.getTime() < longestDays * dayMs;
  const days = isSoon ? Math.min(longestDays, (2 * last) / dayMs) : 1;
  return { withheldAt: at, until: new Date(at.getTime() + days * dayMs) };
}
