// The buckets that pace a sender and a pair, over any history of questions.

import fc from "fast-check";
import { expect, test } from "vitest";
import { type Bucket, type Limit, type Pairs, refill, take, takePair, waitMs } from "./pacing.ts";

const limits = fc.record({
  rate: fc.double({ min: 0.1, max: 1_000, noNaN: true }),
  burst: fc.integer({ min: 1, max: 100 }),
});

const fullBucket = (limit: Limit, at: number): Bucket => ({ tokens: limit.burst, at });

test("no second sees more than rate + burst, whenever the bucket is asked", () => {
  fc.assert(
    fc.property(
      limits,
      fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 200 }),
      (limit: Limit, gaps) => {
        let [bucket, now] = [fullBucket(limit, 0), 0];
        const taken: number[] = [];
        for (const gap of gaps) {
          now += gap;
          bucket = refill(bucket, limit, now);
          const count = Math.floor(bucket.tokens);
          bucket = take(bucket, count);
          for (let n = 0; n < count; n += 1) taken.push(now);
        }
        for (const from of taken) {
          const within = taken.filter((at) => at >= from && at < from + 1_000).length;
          expect(within).toBeLessThanOrEqual(limit.rate + limit.burst + 1e-6);
        }
      },
    ),
  );
});

test("after the wait it names, the bucket has the tokens", () => {
  fc.assert(
    fc.property(limits, fc.integer({ min: 1, max: 200 }), (limit, spent) => {
      const bucket = take(fullBucket(limit, 0), spent);
      const wait = waitMs(bucket, limit, 1);
      expect(refill(bucket, limit, wait).tokens).toBeGreaterThanOrEqual(1 - 1e-6);
    }),
  );
});

test("a clock that steps back takes nothing away and gives nothing", () => {
  const limit = { rate: 10, burst: 5 };
  expect(refill({ tokens: 2, at: 1_000 }, limit, 0).tokens).toBe(2);
});

const longAgo = -1_000_000;

test("a pair may burst, then goes at one in seven seconds", () => {
  const pairs: Pairs = new Map();
  const waits = Array.from({ length: 41 }, () => takePair(pairs, "a", longAgo, 0));
  expect(waits.slice(0, 40).every((wait) => wait === 0)).toBe(true);
  expect(waits[40]).toBeCloseTo(6_667, -1);
  expect(takePair(pairs, "b", longAgo, 0)).toBe(0);
  expect(takePair(pairs, "a", longAgo, 6_700)).toBe(0);
});

test("a pair's owners one after the other stay within Meta's 45", () => {
  const owners: Pairs[] = [new Map(), new Map()];
  const taken = owners.map((pairs, index) => {
    const waits = Array.from({ length: 60 }, () => takePair(pairs, "a", index === 0 ? longAgo : 0, 0));
    return waits.filter((wait) => wait === 0).length;
  });
  expect(taken).toEqual([40, 5]);
});
