// How large a claim may be.

import { expect, test } from "vitest";
import { claimMaxAtFirst, nextClaimMax } from "./allow.ts";

test("claims become smaller while the database is slow, and larger when it is quick and there is much", () => {
  let max = claimMaxAtFirst;
  for (let n = 0; n < 20; n += 1) max = nextClaimMax(max, max, 80);
  expect(max).toBe(50);
  expect(nextClaimMax(max, 3, 5)).toBe(50);
  for (let n = 0; n < 20; n += 1) max = nextClaimMax(max, max, 5);
  expect(max).toBe(claimMaxAtFirst);
});
