// Fair shares over any mix of claimants.

import fc from "fast-check";
import { expect, test } from "vitest";
import { type Claimant, shareOut } from "./shares.ts";

const claimant = fc.record({
  held: fc.integer({ min: 0, max: 2_000 }),
  wants: fc.integer({ min: 0, max: 2_000 }),
  weight: fc.integer({ min: 1, max: 5 }),
});
const claimants = fc.array(claimant, { minLength: 1, maxLength: 40 });
const places = fc.integer({ min: 0, max: 3_000 });
const turn = fc.nat(100);

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

test("nobody gets more than it wants, and no place is left that somebody could use", () => {
  fc.assert(
    fc.property(places, claimants, turn, (free, all, odd) => {
      const given = shareOut(free, all, odd);
      given.forEach((count, index) => {
        expect(Number.isInteger(count) && count >= 0).toBe(true);
        expect(count).toBeLessThanOrEqual(all[index]?.wants ?? 0);
      });
      expect(sum(given)).toBe(Math.min(free, sum(all.map(({ wants }) => wants))));
    }),
  );
});

test("who goes short has, by its weight, no less than anybody who was given a place", () => {
  fc.assert(
    fc.property(places, claimants, turn, (free, all, odd) => {
      const given = shareOut(free, all, odd);
      const has = ({ held, weight }: Claimant, index: number, more: number): number =>
        (held + (given[index] ?? 0) + more) / weight;
      all.forEach((short, index) => {
        if ((given[index] ?? 0) >= short.wants) return;
        all.forEach((other, place) => {
          if ((given[place] ?? 0) === 0) return;
          // One place more for the short one would have been one too many.
          expect(has(short, index, 1)).toBeGreaterThanOrEqual(has(other, place, 0) - 0.002);
        });
      });
    }),
  );
});

test("a heavy claimant is given two odd places before a light one is given its first", () => {
  const all = [
    { held: 2, wants: 11, weight: 4 },
    { held: 0, wants: 9, weight: 1 },
    { held: 2, wants: 5, weight: 1 },
  ];
  expect(shareOut(11, all)).toEqual([9, 2, 0]);
});

test("however much one of them wants, the others' places stay", () => {
  fc.assert(
    fc.property(places, claimants, fc.integer({ min: 1, max: 1_000_000 }), (free, all, more) => {
      const [first, ...others] = all;
      if (first === undefined) return;
      const equal = 1 / (sum(all.map(({ weight }) => weight)) / first.weight);
      const given = shareOut(free, [{ ...first, wants: first.wants + more }, ...others]);
      others.forEach((other, index) => {
        const fair = Math.floor((free * equal * other.weight) / first.weight);
        // Its equal share of the free places, less what it holds already, is nobody else's.
        expect(given[index + 1]).toBeGreaterThanOrEqual(Math.min(other.wants, fair - other.held) - 1);
      });
    }),
  );
});

test("a tenant of five hundred lanes leaves a tenant of one its half", () => {
  const busy = { held: 0, wants: 500 * 100, weight: 1 };
  expect(shareOut(2_000, [busy, { held: 0, wants: 1_000, weight: 1 }])).toEqual([1_000, 1_000]);
  expect(
    shareOut(10, [
      { ...busy, held: 1_990 },
      { held: 0, wants: 30, weight: 1 },
    ]),
  ).toEqual([0, 10]);
  expect(shareOut(900, [busy, { held: 0, wants: 900, weight: 2 }])).toEqual([300, 600]);
});

test("the odd place goes to another one each turn", () => {
  const all = Array.from({ length: 3 }, () => ({ held: 0, wants: 5, weight: 1 }));
  const lucky = [0, 1, 2, 3].map((odd) => shareOut(1, all, odd).indexOf(1));
  expect(lucky).toEqual([0, 1, 2, 0]);
});
