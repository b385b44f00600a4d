// A lane's pace over its owners, and what it may take of what it is given.

import fc from "fast-check";
import { expect, test } from "vitest";
import { allowance, appetite, type Lane, openLane } from "./lane.ts";
import { type Limit, take } from "./pacing.ts";

function laneWith(limit: Limit, since: number, now: number): Lane {
  const sender = { tenantId: "t", senderId: "s", shard: 7, limit, inFlightMax: 100_000, pausedUntil: 0 };
  return openLane(sender, since, now);
}

const limits = fc.record({ rate: fc.integer({ min: 1, max: 200 }), burst: fc.integer({ min: 1, max: 50 }) });
const hops = fc.array(
  fc.record({ gap: fc.integer({ min: 0, max: 400 }), changes: fc.boolean(), late: fc.nat(50) }),
  { maxLength: 100 },
);

test("no second sees more than rate + burst, however often the lane changes hands", () => {
  fc.assert(
    fc.property(limits, hops, (limit, steps) => {
      let [lane, now] = [laneWith(limit, -60_000, 0), 0];
      const taken: number[] = [];
      for (const { gap, changes, late } of steps) {
        now += gap;
        if (changes) {
          // Its sender is read a moment after the shard was gained.
          lane = laneWith(limit, now, now + late);
          now += late;
        }
        const count = appetite(lane, now);
        lane.bucket = take(lane.bucket, count);
        for (let n = 0; n < count; n += 1) taken.push(now);
      }
      for (const from of taken) {
        const within = taken.filter((at) => at >= from && at < from + 1_000).length;
        expect(within).toBeLessThanOrEqual(limit.rate + limit.burst + 1e-6);
      }
    }),
  );
});

test("a sender that is created on a shard held for long may burst at once", () => {
  expect(appetite(laneWith({ rate: 10, burst: 5 }, 0, 60_000), 60_000)).toBe(5);
});

test("a login code needs no place, but only where one may have come", () => {
  const lane = laneWith({ rate: 10, burst: 5 }, 0, 0);
  expect(appetite(lane, 0)).toBe(0);
  expect(allowance(lane, 0, "1", 0)).toMatchObject({ normal: 0, urgent: 5 });
  lane.nudged = false;
  expect(allowance(lane, 0, "1", 0)).toBeNull();
  expect(allowance(lane, 3, "1", 0)).toMatchObject({ normal: 3, urgent: 3 });
});

test("a phone takes one message at a time, a login code as well", () => {
  const lane = { ...laneWith({ rate: 10, burst: 5 }, 0, 60_000), inFlightMax: 1 };
  expect(appetite(lane, 60_000)).toBe(1);
  expect(allowance(lane, 0, "1", 60_000)).toMatchObject({ urgent: 1 });
  lane.inFlight = 1;
  expect(allowance(lane, appetite(lane, 60_000), "1", 60_000)).toBeNull();
});
