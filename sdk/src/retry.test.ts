// When a request is made again: for every outcome, never where it could be done twice.

import fc from "fast-check";
import { expect, test } from "vitest";
import { retryDelayMs } from "./retry.ts";

const error = fc.record({
  retryable: fc.boolean(),
  status: fc.constantFrom(null, 400, 409, 422, 429, 500, 502, 503, 504),
  retryAfterMs: fc.option(fc.integer({ min: 0, max: 10_000_000 })),
});
const tried = fc.record({
  error,
  tries: fc.integer({ min: 1, max: 12 }),
  retries: fc.integer({ min: 0, max: 10 }),
  repeatable: fc.boolean(),
});
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test("it is made again only where that is wanted, safe, and soon enough", () => {
  fc.assert(
    fc.property(tried, random, (one, chance) => {
      const delay = retryDelayMs(one, chance);
      if (delay === null) return;
      expect(one.error.retryable).toBe(true);
      expect(one.tries).toBeLessThanOrEqual(one.retries);
      expect(one.repeatable || one.error.status === 429).toBe(true);
      expect(delay).toBeGreaterThanOrEqual(one.error.retryAfterMs ?? 0);
      expect(delay).toBeLessThanOrEqual(60_000);
    }),
  );
});

test("each wait is twice as long as the last, up to eight seconds, and half of it is chance", () => {
  const waits = (chance: number): (number | null)[] =>
    [1, 2, 3, 4, 5, 6].map((tries) => {
      const failed = { retryable: true, status: 503, retryAfterMs: null };
      return retryDelayMs({ error: failed, tries, retries: 6, repeatable: true }, chance);
    });
  expect(waits(0)).toEqual([250, 500, 1_000, 2_000, 4_000, 4_000]);
  expect(waits(0.5)).toEqual([375, 750, 1_500, 3_000, 6_000, 6_000]);
});
