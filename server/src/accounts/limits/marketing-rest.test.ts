// A person Meta withheld marketing from is left alone for a day at least, and longer each time.

import { expect, test } from "vitest";
import { restAfterWithholding } from "./marketing-rest.ts";
import { peopleAllowed, waitForRoom } from "./portfolio.ts";

const hour = 3_600_000;
const start = new Date("2026-11-20T12:00:00Z");
const after = (hours: number): Date => new Date(start.getTime() + hours * hour);

test("the first rest is 24 hours, and each soon after it twice as long, up to eight days", () => {
  const first = restAfterWithholding(null, start);
  expect(first.until).toEqual(after(24));
  const second = restAfterWithholding(first, after(30));
  expect(second.until).toEqual(after(30 + 48));
  let last = second;
  for (let times = 0; times < 5; times++)
    last = restAfterWithholding(last, new Date(last.until.getTime() + hour));
  expect(last.until.getTime() - last.withheldAt.getTime()).toBe(8 * 24 * hour);
});

test("a report that is told again, or late, changes nothing", () => {
  const first = restAfterWithholding(null, start);
  expect(restAfterWithholding(first, start)).toBe(first);
  expect(restAfterWithholding(first, after(-5))).toBe(first);
});

test("long after, it begins with a day again", () => {
  const first = restAfterWithholding(null, start);
  expect(restAfterWithholding(first, after(24 * 20)).until).toEqual(after(24 * 21));
});

test("a portfolio stops at nine tenths of its limit, and none without one", () => {
  expect([peopleAllowed(250), peopleAllowed(2_000), peopleAllowed(null)]).toEqual([
    225,
    1_800,
    Number.POSITIVE_INFINITY,
  ]);
});

test("who is one too many waits until somebody leaves, looked at each hour and not each moment", () => {
  expect(waitForRoom(after(-23.5), start)).toBe(hour / 2);
  expect(waitForRoom(after(-24), start)).toBe(60_000);
  expect(waitForRoom(after(-1), start)).toBe(hour);
});
