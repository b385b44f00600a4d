// Whether a difference between shares may be chance. Pure.

/** So many of those who were sent it. `count` may be above `sent`: of what is in doubt somebody may have read. */
export type Share = { sent: number; count: number };
export type Range = { low: number; high: number };

/**
 * Where a share lies, with a certainty of 95%: Wilson's score interval (E. B. Wilson, Journal of the American
 * Statistical Association 22, 1927, p. 209), which holds for few people and for shares near 0 and 1 as well. Null of
 * nobody.
 */
export function likelyShare(share: Share): Range | null {
  return share.sent === 0 ? null : wilson(share);
}

/**
 * Whether the first is above each of the others by more than chance would, with a certainty of 95%. It is said of all
 * of them at once, and only if it holds for each: so none of the comparisons has to be made harder for there being
 * several (R. L. Berger, Technometrics 24, 1982, p. 295).
 */
export function leads(first: Share, others: readonly Share[]): boolean {
  return others.every((other) => (differenceOf(first, other)?.low ?? 0) > 0);
}

/**
 * Newcombe's hybrid score interval for the difference of two shares (R. G. Newcombe, Statistics in Medicine 17, 1998,
 * p. 873, method 10). Null where there is nobody to compare.
 */
export function differenceOf(one: Share, other: Share): Range | null {
  if (one.sent === 0 || other.sent === 0) return null;
  const [p, q] = [shareOf(one), shareOf(other)];
  const [first, second] = [wilson(one), wilson(other)];
  return {
    low: p - q - Math.hypot(p - first.low, second.high - q),
    high: p - q + Math.hypot(first.high - p, q - second.low),
  };
}

/** Standard deviations beyond which, on both sides, lie 5% of a normal distribution. */
const z = 1.959964;

function wilson(share: Share): Range {
  const { sent } = share;
  const p = shareOf(share);
  const [square, whole] = [z * z, 1 + (z * z) / sent];
  const middle = (p + square / (2 * sent)) / whole;
  const half = (z / whole) * Math.sqrt((p * (1 - p)) / sent + square / (4 * sent * sent));
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

function shareOf({ sent, count }: Share): number {
  return Math.min(1, count / sent);
}
