// A lane's breaker over what comes of its attempts, and what a lane may take meanwhile.

import fc from "fast-check";
import { expect, test } from "vitest";
import { afterOutcome, type Breaker, closedBreaker, isOpen } from "./breaker.ts";
import { allowance, appetite, type Lane, nextLook, openLane } from "./lane.ts";

const limit = { rate: 100, burst: 100 };
const lane = (breaker: Breaker): Lane => ({
  ...openLane({ tenantId: "t", senderId: "s", shard: 7, limit, inFlightMax: 80, pausedUntil: 0 }, -60_000, 0),
  breaker,
});

function doubts(count: number, from: Breaker = closedBreaker, now = 0): Breaker {
  let breaker = from;
  for (let n = 0; n < count; n += 1)
    breaker = afterOutcome(breaker, { kind: "unknown", startedAt: now, now, random: 0.5 });
  return breaker;
}

test("four doubts in a row are bad luck, five stop the lane, and it looks again by itself", () => {
  expect(appetite(lane(doubts(4)), 0)).toBe(80);
  const stopped = lane(doubts(5));
  expect(appetite(stopped, 0)).toBe(0);
  expect(allowance(stopped, 0, "1", 0)).toBeNull();
  expect(nextLook(stopped, 0)).toBe(5_000);
});

test("after the pause one message asks whether the provider is back, be it a login code", () => {
  const probing = lane(doubts(5));
  expect(appetite(probing, 5_000)).toBe(1);
  expect(allowance(probing, 1, "1", 5_000)).toMatchObject({ normal: 1, urgent: 1 });
  probing.inFlight = 1;
  expect(appetite(probing, 5_000)).toBe(0);
  expect(allowance(probing, 0, "1", 5_000)).toBeNull();
  expect(nextLook(probing, 5_000)).toBe(Number.POSITIVE_INFINITY);
});

test("each doubt of such a message doubles the pause, up to two minutes", () => {
  let breaker = doubts(5);
  const pauses: number[] = [];
  for (let n = 0; n < 6; n += 1) {
    const now = breaker.until + 45_000;
    breaker = doubts(1, breaker, now);
    pauses.push(breaker.until - now);
  }
  expect(pauses).toEqual([10_000, 20_000, 40_000, 80_000, 120_000, 120_000]);
});

test("what was in flight when it stopped does not prolong the pause, but an answer ends it", () => {
  const open = doubts(5, closedBreaker, 1_000);
  const late = { startedAt: 900, now: 3_000, random: 0.5 };
  expect(afterOutcome(open, { kind: "unknown", ...late })).toEqual(open);
  expect(afterOutcome(open, { kind: "accepted", ...late })).toEqual(closedBreaker);
});

test("whatever comes of a lane's attempts, five doubts without an answer between them stop it", () => {
  const kinds = fc.constantFrom("accepted", "refused", "later", "unknown", "unknown", "unknown");
  fc.assert(
    fc.property(fc.array(fc.record({ kind: kinds, gap: fc.nat(200_000) })), (ends) => {
      let [breaker, now, silent] = [closedBreaker, 0, 0];
      for (const { kind, gap } of ends) {
        now += gap;
        breaker = afterOutcome(breaker, { kind, startedAt: now, now, random: 0.99 });
        if (kind === "accepted" || kind === "refused") silent = 0;
        if (kind === "unknown") silent += 1;
        expect(isOpen(breaker)).toBe(silent >= 5);
        expect(breaker.until - now).toBeLessThanOrEqual(144_000);
      }
    }),
  );
});
