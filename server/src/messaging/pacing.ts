// Token buckets: how fast a lane and a (sender, recipient) pair may go. Pure; time is milliseconds on one clock.

export type Bucket = { tokens: number; at: number };

/** `rate` in tokens per second; never more than `burst` tokens at once, so any second sees at most rate + burst. */
export type Limit = { rate: number; burst: number };

export function refill(bucket: Bucket, limit: Limit, now: number): Bucket {
  const elapsed = Math.max(0, now - bucket.at);
  return { tokens: Math.min(limit.burst, bucket.tokens + (elapsed * limit.rate) / 1000), at: now };
}

/** May leave the bucket below zero: an urgent message borrows from the lane's future. */
export function take(bucket: Bucket, count: number): Bucket {
  return { tokens: bucket.tokens - count, at: bucket.at };
}

/** How long until the bucket holds `count` tokens; 0 when it does. */
export function waitMs(bucket: Bucket, limit: Limit, count: number): number {
  return bucket.tokens >= count ? 0 : Math.ceil(((count - bucket.tokens) * 1000) / limit.rate);
}

/**
 * Meta lets a number write to one person 45 times at once, then once in 6 s (Cloud API, "Pair rate limits"); we keep
 * 90 % of both.
 */
export const pairLimit: Limit = { rate: 0.15, burst: 40 };

/** Pair buckets of recently served recipients; the longest unused are forgotten first, which can only be lenient. */
export type Pairs = Map<string, Bucket>;

const pairsMax = 50_000;

/** What Meta's own 45 leave to a pair whose last owner may have spent our 40 just before it died. */
const inherited = 5;

/** Takes one token for the pair, or says how long it has to wait. `since`: when its lane became ours. */
export function takePair(pairs: Pairs, pair: string, since: number, now: number): number {
  const known = pairs.get(pair);
  const bucket = refill(known ?? { tokens: inherited, at: since }, pairLimit, now);
  const wait = waitMs(bucket, pairLimit, 1);
  if (known !== undefined) pairs.delete(pair);
  pairs.set(pair, wait > 0 ? bucket : take(bucket, 1));
  if (pairs.size > pairsMax) pairs.delete(pairs.keys().next().value ?? pair);
  return wait;
}
