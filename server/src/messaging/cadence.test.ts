// Gaps between a person's messages: within bounds, around the median, and not two alike.

import fc from "fast-check";
import { expect, test } from "vitest";
import { gapMs, humanCadence } from "./cadence.ts";

const uniform = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test("no gap is shorter or longer than a person's", () => {
  fc.assert(
    fc.property(uniform, uniform, (u, v) => {
      const gap = gapMs(humanCadence, u, v);
      expect(gap).toBeGreaterThanOrEqual(humanCadence.leastMs);
      expect(gap).toBeLessThanOrEqual(humanCadence.mostMs);
    }),
  );
});

test("half of the gaps are shorter than the median, few are long, hardly any are alike", () => {
  const steps = Array.from({ length: 100 }, (_, n) => (n + 0.5) / 100);
  const gaps = steps.flatMap((u) => steps.map((v) => gapMs(humanCadence, u, v)));
  const share = (fits: (gap: number) => boolean): number => gaps.filter(fits).length / gaps.length;
  expect(share((gap) => gap < humanCadence.medianMs)).toBeCloseTo(0.5, 1);
  expect(share((gap) => gap > 4_000 && gap < 9_000)).toBeCloseTo(0.5, 1);
  expect(share((gap) => gap > 20_000)).toBeCloseTo(0.025, 2);
  expect(new Set(gaps).size).toBeGreaterThan(4_000);
});
