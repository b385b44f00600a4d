// How long a campaign takes, played through: rates, days, hours, and what is named as holding it back.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ClosedBy, hoursOf, type Lane, runLane } from "./duration.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** A Monday, at midnight. */
const monday = Date.UTC(2026, 10, 23);
const open: ClosedBy = () => null;

const lane = (more: Partial<Lane>): Lane => ({
  people: 3_600,
  strangers: 0,
  perSecond: 1,
  pace: "sender_rate",
  opensAtMs: 0,
  room: null,
  firstEndsMs: monday + dayMs,
  ...more,
});
const hours = (run: { endsAtMs: number | null }): number => ((run.endsAtMs ?? NaN) - monday) / hourMs;

describe("a number without limits", () => {
  test("takes as long as its rate says", () => {
    const run = runLane(lane({}), monday, open);
    expect(hours(run)).toBeCloseTo(1, 6);
    expect([...run.brakes.keys()]).toEqual(["sender_rate"]);
  });
  test("begins when its pause ends", () => {
    const run = runLane(lane({ opensAtMs: monday + 2 * hourMs }), monday, open);
    expect(hours(run)).toBeCloseTo(3, 6);
    expect(run.brakes.get("sender_paused")).toBe(2 * hourMs);
  });
  test("has nobody to write to and is done at once", () => {
    expect(runLane(lane({ people: 0 }), monday, open).endsAtMs).toBe(monday);
  });
});

describe("limits of a day", () => {
  const room = (most: number, strangers: number) => () => ({
    most,
    code: "daily_cap",
    strangers,
    strangersCode: "new_chats_cap",
  });

  test("leave the rest to the next days", () => {
    const run = runLane(lane({ people: 250, room: room(100, 1_000) }), monday, open);
    expect(hours(run)).toBeGreaterThan(48);
    expect(hours(run)).toBeLessThan(49);
    expect(run.brakes.get("daily_cap")).toBeGreaterThan(40 * hourMs);
  });
  test("let people it knows pass strangers, who wait for theirs", () => {
    const few = lane({ people: 120, strangers: 20, room: room(1_000, 5) });
    const run = runLane(few, monday, open);
    expect(hours(run)).toBeGreaterThan(72);
    expect(hours(run)).toBeLessThan(73);
    expect(run.brakes.get("new_chats_cap")).toBeGreaterThan(60 * hourMs);
    expect(run.brakes.has("daily_cap")).toBe(false);
  });
  test("grow while a number warms up", () => {
    const warming = (day: number) => ({ ...room((day + 1) * 10, 1_000)(), code: "warm_up" });
    const run = runLane(lane({ people: 60, room: warming }), monday, open);
    expect(hours(run)).toBeGreaterThan(48);
    expect(hours(run)).toBeLessThan(49);
  });
  test("of nothing never end, and nobody says when", () => {
    expect(runLane(lane({ room: room(0, 0) }), monday, open).endsAtMs).toBeNull();
  });
});

describe("hours", () => {
  test("are those of the clock, on their days", () => {
    const closed = hoursOf({ from: "09:00", to: "17:00", days: [1, 2] }, null, 0);
    expect(closed(monday + 10 * hourMs)).toBeNull();
    expect(closed(monday + 17 * hourMs)).toBe("outside_hours");
    expect(closed(monday + 2 * dayMs + 10 * hourMs)).toBe("outside_hours");
  });
  test("pass midnight, and belong to the day on which they begin", () => {
    const closed = hoursOf({ from: "20:00", to: "02:00", days: [1] }, null, 0);
    expect(closed(monday + hourMs)).toBe("outside_hours");
    expect(closed(monday + 25 * hourMs)).toBeNull();
    expect(closed(monday + 45 * hourMs)).toBe("outside_hours");
  });
  test("that are quiet hold back by the clock of the place", () => {
    const closed = hoursOf(null, { from: "21:00", to: "08:00" }, 2 * hourMs);
    expect(closed(monday + 5.5 * hourMs)).toBe("quiet_hours");
    expect(closed(monday + 6 * hourMs)).toBeNull();
  });
});

test("more people never end earlier, and time is either sending or held back by something", () => {
  const figures = fc.record({
    people: fc.integer({ min: 1, max: 5_000 }),
    more: fc.integer({ min: 0, max: 5_000 }),
    most: fc.integer({ min: 20, max: 2_000 }),
    strangers: fc.integer({ min: 5, max: 500 }),
    perSecond: fc.double({ min: 0.02, max: 20, noNaN: true }),
    cold: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(figures, ({ people, more, most, strangers, perSecond, cold }) => {
      const closed = hoursOf({ from: "08:00", to: "20:00" }, null, 0);
      const room = () => ({ most, code: "daily_cap", strangers, strangersCode: "new_chats_cap" });
      const to = (count: number) =>
        runLane(
          lane({ people: count, strangers: Math.floor(count * cold), perSecond, room }),
          monday,
          closed,
        );
      const [few, many] = [to(people), to(people + more)];
      if (few.endsAtMs !== null) {
        const told = [...few.brakes.values()].reduce((sum, ms) => sum + ms, 0);
        expect(Math.abs(told - (few.endsAtMs - monday))).toBeLessThan(1_000);
      }
      expect(many.endsAtMs ?? Infinity).toBeGreaterThanOrEqual((few.endsAtMs ?? Infinity) - 1);
    }),
    { numRuns: 60 },
  );
});
