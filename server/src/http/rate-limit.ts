// How many requests a key may make: a token bucket per key, in this process's memory.

export type RateLimit = {
  /** Takes one token; null when there was none, else what is left. `own`: the pace of this key alone. */
  take(key: string, now: number, own?: number): number | null;
};

/**
 * Generous on purpose: it stops runaway loops, not work. What reaches WhatsApp is paced per sender, and
 * what reaches the database is bounded by shedding. Each control process counts for itself.
 */
export const requestsPerSecond = 2_000;

type Bucket = { tokens: number; at: number };

export function createRateLimit(perSecond: number): RateLimit {
  const buckets = new Map<string, Bucket>();
  return {
    take: (key, now, own = perSecond) => {
      let bucket = buckets.get(key);
      if (bucket === undefined) {
        // Keys come from the database, so their number is bounded by it; an idle process forgets them all
        // at once.
        if (buckets.size >= 50_000) buckets.clear();
        bucket = { tokens: own, at: now };
        buckets.set(key, bucket);
      }
      const gained = (Math.max(0, now - bucket.at) / 1_000) * own;
      bucket.tokens = Math.min(own, bucket.tokens + gained);
      bucket.at = now;
      if (bucket.tokens < 1) return null;
      bucket.tokens -= 1;
      return Math.floor(bucket.tokens);
    },
  };
}
