// What chance explains: the examples of Newcombe's paper, and draws from variants that are really alike.

import fc from "fast-check";
import { expect, test } from "vitest";
import { differenceOf, leads, likelyShare, type Share } from "./chance.ts";

const of = (count: number, sent: number): Share => ({ sent, count });

/** R. G. Newcombe, Statistics in Medicine 17 (1998), p. 857 and p. 873, table II of each. */
test.each([
  [of(56, 70), of(48, 80), 0.0524, 0.3339],
  [of(9, 10), of(3, 10), 0.1705, 0.809],
  [of(6, 7), of(2, 7), 0.0582, 0.8062],
  [of(5, 56), of(0, 29), -0.0381, 0.1926],
  [of(10, 10), of(0, 10), 0.6075, 1],
])("the difference of %j and %j lies where it was published", (one, other, low, high) => {
  const found = differenceOf(one, other);
  expect(found?.low).toBeCloseTo(low, 4);
  expect(found?.high).toBeCloseTo(high, 4);
});

test.each([
  [of(81, 263), 0.2553, 0.3662],
  [of(15, 148), 0.0624, 0.1605],
  [of(0, 20), 0, 0.1611],
  [of(1, 29), 0.0061, 0.1718],
])("a share of %j lies where it was published", (share, low, high) => {
  const found = likelyShare(share);
  expect(found?.low).toBeCloseTo(low, 4);
  expect(found?.high).toBeCloseTo(high, 4);
});

test("of nobody nothing is known", () => {
  expect(likelyShare(of(0, 0))).toBeNull();
  expect(differenceOf(of(5, 10), of(0, 0))).toBeNull();
  expect(leads(of(5, 10), [of(0, 0)])).toBe(false);
});

test("who leads has to lead everybody", () => {
  expect(leads(of(60, 100), [of(45, 100)])).toBe(true);
  expect(leads(of(60, 100), [of(45, 100), of(50, 100)])).toBe(false);
  expect(leads(of(600, 1_000), [of(450, 1_000), of(500, 1_000)])).toBe(true);
});

test("a range contains its share, and an interval is the other one's mirror", () => {
  const share = fc
    .record({
      sent: fc.integer({ min: 1, max: 1_000_000 }),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map(({ sent, part }) => of(Math.round(sent * part), sent));
  fc.assert(
    fc.property(share, share, (one, other) => {
      const range = likelyShare(one);
      const exact = one.count / one.sent;
      expect(range?.low).toBeLessThanOrEqual(exact + 1e-9);
      expect(range?.high).toBeGreaterThanOrEqual(exact - 1e-9);
      const [forth, back] = [differenceOf(one, other), differenceOf(other, one)];
      expect(forth?.low).toBeCloseTo(-(back?.high ?? Number.NaN), 9);
    }),
  );
});

test("of variants that are alike one is said to lead in one of twenty tests, and of more in fewer", () => {
  // A generator of its own, so that the dice fall alike each time (Numerical Recipes, "quick and dirty").
  let state = 20_261_122;
  const random = (): number => (state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296) / 4_294_967_296;
  const draw = (): Share => {
    let count = 0;
    for (let person = 0; person < 400; person += 1) if (random() < 0.3) count += 1;
    return of(count, 400);
  };
  const wrongIn1000 = (variants: number): number => {
    let wrong = 0;
    for (let trial = 0; trial < 1_000; trial += 1) {
      const [best, ...others] = Array.from({ length: variants }, draw).toSorted((a, b) => b.count - a.count);
      if (best !== undefined && leads(best, others)) wrong += 1;
    }
    return wrong;
  };
  const [ofTwo, ofFive] = [wrongIn1000(2), wrongIn1000(5)];
  expect(ofTwo).toBeGreaterThan(25);
  expect(ofTwo).toBeLessThan(75);
  expect(ofFive).toBeLessThan(ofTwo);
});
