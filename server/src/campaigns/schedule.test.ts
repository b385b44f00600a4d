// Clocks on walls: when campaigns begin, for whom, in which hours, and when they come round.

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allowance, type Schedule, windowOf } from "./campaign.ts";
import { openZones } from "./open-zones.ts";
import { beginningOf, hoursAt, nextRun, problemOfTime, startIn } from "./schedule.ts";

const at = (text: string): Date => new Date(text);
const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

describe("a time of one's own clock", () => {
  const schedule: Schedule = { at: "2026-03-29T02:30", time_zone: "Europe/Berlin" };

  test("that is skipped in spring comes an hour later", () => {
    expect(iso(beginningOf(schedule, at("2026-03-01T00:00:00Z")))).toBe("2026-03-29T01:30:00.000Z");
  });

  test("that has passed means at once", () => {
    expect(beginningOf(schedule, at("2026-04-01T00:00:00Z"))).toBeNull();
    expect(beginningOf({ time_zone: "UTC" }, at("2026-04-01T00:00:00Z"))).toBeNull();
  });

  test("that comes twice in autumn is the first", () => {
    const autumn: Schedule = { at: "2026-10-25T02:30", time_zone: "Europe/Berlin" };
    expect(iso(beginningOf(autumn, at("2026-10-01T00:00:00Z")))).toBe("2026-10-25T00:30:00.000Z");
  });

  test("is told from what is none", () => {
    for (const text of ["2026-12-01T09:00", "2026-12-01T09:00:30", "2026-12-01T09:00:00+05:30"])
      expect(problemOfTime(text)).toBeNull();
    for (const text of ["2026-13-01T09:00", "2026-02-30T09:00", "2026-12-01T09:00:00+99:00"])
      expect(problemOfTime(text)).not.toBeNull();
  });
});

describe("everybody's own time", () => {
  const schedule: Schedule = { at: "2026-12-01T09:00", time_zone: "Asia/Kolkata", recipient_local: true };
  const launchedAt = at("2026-12-01T06:00:00Z");

  test("begins where it is morning first", () => {
    expect(iso(beginningOf(schedule, at("2026-11-01T00:00:00Z")))).toBe("2026-11-30T19:00:00.000Z");
  });

  test("is nine by the clock of each", () => {
    expect(iso(startIn(schedule, "America/New_York", launchedAt))).toBe("2026-12-01T14:00:00.000Z");
  });

  test("that has passed somewhere is tomorrow's, or now, as it was wished", () => {
    expect(iso(startIn(schedule, "Asia/Kolkata", launchedAt))).toBe("2026-12-02T03:30:00.000Z");
    const now = startIn({ ...schedule, late: "now" }, "Asia/Kolkata", launchedAt);
    expect(now.getTime()).toBeLessThan(launchedAt.getTime());
  });

  test("is never before the launch and never a day and an hour after it, whatever the zone", () => {
    const zones = fc.constantFrom(
      "Pacific/Kiritimati",
      "Asia/Kathmandu",
      "Europe/London",
      "America/Sao_Paulo",
    );
    const launches = fc.date({
      min: at("2026-12-01T00:00:00Z"),
      max: at("2027-12-01T00:00:00Z"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(zones, launches, (zone, launched) => {
        const start = startIn({ ...schedule, at: "2026-01-01T09:00" }, zone, launched).getTime();
        expect(start).toBeGreaterThanOrEqual(launched.getTime());
        expect(start - launched.getTime()).toBeLessThanOrEqual(25 * 3_600_000);
      }),
    );
  });
});

describe("hours", () => {
  const office = { from: "09:00", to: "18:00", days: [1, 2, 3, 4, 5] };

  test("are open by the clock of their zone, on their days", () => {
    const monday = hoursAt(office, "Asia/Kolkata", at("2026-11-23T05:00:00Z"));
    expect(monday).toEqual({ isOpen: true, closesAt: at("2026-11-23T12:30:00Z") });
    const friday = hoursAt(office, "Asia/Kolkata", at("2026-11-27T13:00:00Z"));
    expect(friday).toEqual({ isOpen: false, opensAt: at("2026-11-30T03:30:00Z") });
  });

  test("that pass midnight belong to the day on which they open", () => {
    const night = { from: "20:00", to: "02:00", days: [5] };
    expect(hoursAt(night, "UTC", at("2026-11-28T01:00:00Z")).isOpen).toBe(true);
    expect(hoursAt(night, "UTC", at("2026-11-27T01:00:00Z")).isOpen).toBe(false);
  });

  test("of a campaign stop it at their end, and say when it goes on", () => {
    const schedule: Schedule = { time_zone: "UTC", windows: office };
    const zones = [{ zone: "", starts_at: at("2026-11-23T08:00:00Z") }];
    const open = openZones({ schedule }, zones, at("2026-11-23T10:00:00Z"));
    expect(open).toMatchObject({ zones: [""], haltFrom: at("2026-11-23T18:00:00Z"), brake: null });
    const closed = openZones({ schedule }, zones, at("2026-11-23T19:00:00Z"));
    expect(closed).toMatchObject({
      zones: [],
      brake: { code: "outside_hours", until: "2026-11-24T09:00:00.000Z" },
    });
  });

  test("by everybody's own clock open zone by zone", () => {
    const schedule: Schedule = {
      time_zone: "UTC",
      windows: office,
      recipient_local: true,
      at: "2026-11-23T09:00",
    };
    const from = at("2026-11-23T00:00:00Z");
    const zones = ["Asia/Tokyo", "Europe/London"].map((zone) => ({ zone, starts_at: from }));
    expect(openZones({ schedule }, zones, at("2026-11-23T05:00:00Z")).zones).toEqual(["Asia/Tokyo"]);
    expect(openZones({ schedule }, zones, at("2026-11-23T10:00:00Z")).zones).toEqual(["Europe/London"]);
    expect(openZones({ schedule }, zones, at("2026-11-23T19:00:00Z"))).toMatchObject({
      zones: [],
      brake: { code: "recipient_time", until: "2026-11-24T00:00:00.000Z" },
    });
  });
});

describe("what comes round", () => {
  test.each([
    ["day", {}, "2026-11-20T09:00:00Z", "2026-11-21T08:00:00.000Z"],
    ["day", { days: [1, 3] }, "2026-11-20T09:00:00Z", "2026-11-23T08:00:00.000Z"],
    ["week", { days: [2] }, "2026-11-17T09:00:00Z", "2026-11-24T08:00:00.000Z"],
    ["week", { interval: 2 }, "2026-11-02T09:00:00Z", "2026-11-16T08:00:00.000Z"],
    ["month", {}, "2026-11-03T00:00:00Z", "2026-12-02T08:00:00.000Z"],
  ] as const)("every %s %j", (every, more, after, expected) => {
    const schedule: Schedule = {
      at: "2026-11-02T09:00",
      time_zone: "Europe/Berlin",
      repeat: { every, ...("days" in more ? { days: [...more.days] } : more) },
    };
    expect(iso(nextRun(schedule, at(after), 1))).toBe(expected);
  });

  test("ends with its count and with its last day", () => {
    const schedule: Schedule = {
      at: "2026-11-02T09:00",
      time_zone: "UTC",
      repeat: { every: "day", count: 3 },
    };
    expect(nextRun(schedule, at("2026-11-02T09:00:00Z"), 3)).toBeNull();
    const until: Schedule = { ...schedule, repeat: { every: "day", until: "2026-11-04T00:00:00Z" } };
    expect(nextRun(until, at("2026-11-03T10:00:00Z"), 1)).toBeNull();
  });
});

describe("how much is queued", () => {
  test("is what a number sends in a minute, and no more than is paused within a second", () => {
    expect([windowOf(0.1), windowOf(20), windowOf(1_000)]).toEqual([50, 1_200, 5_000]);
  });

  test("never exceeds the campaign's rate over any time", () => {
    const rate = { count: 30, per: "minute" } as const;
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 90_000 }), { maxLength: 30 }), (waits) => {
        let now = 0;
        let pacedTo: Date | null = null;
        let queued = 0;
        for (const wait of waits) {
          now += wait;
          const { count, spacingMs, fromMs }: ReturnType<typeof allowance> = allowance(
            rate,
            pacedTo,
            new Date(now),
          );
          queued += count;
          if (count > 0) pacedTo = new Date(fromMs + count * spacingMs);
          expect(queued).toBeLessThanOrEqual(Math.floor((now + 60_000) / spacingMs) + 1);
        }
      }),
    );
  });
});
