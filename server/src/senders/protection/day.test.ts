// Days and quiet hours around the clock changes of several zones, and for any instant.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  beginningOf,
  dayOf,
  daysBetween,
  isZone,
  nextMorning,
  quietInAnyUntil,
  quietUntil,
  spoken,
} from "./day.ts";

const zones = [
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "Africa/Cairo",
  "UTC",
];
const instant = fc.date({ min: new Date("2024-01-01"), max: new Date("2030-01-01"), noInvalidDate: true });
const anyZone = fc.constantFrom(...zones);
const timeOfDay = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, "0")).join(":"));
const anyHours = fc.record({ from: timeOfDay, to: timeOfDay });
const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const offsetOf = (at: Date, zone: string): string =>
  new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" }).format(at).split(", ")[1] ??
  "";
const isSteady = (from: Date, to: Date, zone: string): boolean => offsetOf(from, zone) === offsetOf(to, zone);
const night = { from: "21:00", to: "08:00" };

describe("a number's day", () => {
  it("begins at six in the morning of its zone", () => {
    expect(dayOf(new Date("2026-11-21T05:59:00+01:00"), "Europe/Berlin")).toBe("2026-11-20");
    expect(dayOf(new Date("2026-11-21T06:00:00+01:00"), "Europe/Berlin")).toBe("2026-11-21");
  });

  it("begins at six whatever the clocks did in the night", () => {
    const morning = nextMorning(new Date("2026-03-28T22:00:00+01:00"), "Europe/Berlin");
    expect(morning).toEqual(new Date("2026-03-29T06:00:00+02:00"));
  });

  it("holds every instant between its beginning and the next", () => {
    fc.assert(
      fc.property(instant, anyZone, (now, zone) => {
        const day = dayOf(now, zone);
        expect(beginningOf(day, zone).getTime()).toBeLessThanOrEqual(now.getTime());
        const morning = nextMorning(now, zone);
        expect(morning.getTime()).toBeGreaterThan(now.getTime());
        expect(daysBetween(day, dayOf(morning, zone))).toBe(1);
        expect(dayOf(new Date(morning.getTime() - 1), zone)).toBe(day);
      }),
    );
  });
});

describe("quiet hours", () => {
  it("end in the morning of the person's zone", () => {
    const lateInDelhi = new Date("2026-11-21T22:30:00+05:30");
    expect(quietUntil(lateInDelhi, "Asia/Kolkata", night)).toEqual(new Date("2026-11-22T08:00:00+05:30"));
    expect(quietUntil(lateInDelhi, "Europe/Berlin", night)).toBeNull();
  });

  it("end when the clock first shows it, in the night in which it shows an hour twice", () => {
    const hours = { from: "22:00", to: "02:30" };
    const [before, between] = [new Date("2026-10-25T01:00:00+02:00"), new Date("2026-10-25T02:10:00+01:00")];
    expect(quietUntil(before, "Europe/Berlin", hours)).toEqual(new Date("2026-10-25T02:30:00+02:00"));
    expect(quietUntil(between, "Europe/Berlin", hours)).toEqual(new Date("2026-10-25T02:30:00+01:00"));
  });

  it("end when it is quiet no more, and not before", () => {
    fc.assert(
      fc.property(instant, anyZone, anyHours, fc.nat(), (now, zone, { from, to }, offset) => {
        // An open time shorter than the hour that clocks jump over may never come.
        fc.pre((minutes(from) - minutes(to) + 1_440) % 1_440 > 120);
        const end = quietUntil(now, zone, { from, to });
        if (end === null) return;
        const length = end.getTime() - now.getTime();
        expect(length).toBeGreaterThan(0);
        expect(length).toBeLessThanOrEqual(25 * 3_600_000);
        expect(quietUntil(end, zone, { from, to })).toBeNull();
        // Set back past their beginning, the clock shows up to an hour before them once more.
        const within = quietUntil(new Date(now.getTime() + (offset % length)), zone, { from, to });
        if (length < 22 * 3_600_000 && isSteady(now, end, zone)) expect(within).toEqual(end);
      }),
      { numRuns: 500 },
    );
  });

  it("end when clocks jump over the time they end at", () => {
    const [now, hours] = [new Date("2026-03-29T01:00:00+01:00"), { from: "22:00", to: "02:30" }];
    expect(quietUntil(now, "Europe/Berlin", hours)).toEqual(new Date("2026-03-29T03:00:00+02:00"));
  });

  it("hold while it is night in any zone the number may be in", () => {
    const now = new Date("2026-11-21T21:30:00-05:00");
    const coasts = ["America/New_York", "America/Los_Angeles"];
    const open = new Date("2026-11-22T08:00:00-08:00");
    expect(quietInAnyUntil(now, coasts, night, "UTC")).toEqual(open);
    expect(quietInAnyUntil(open, coasts, night, "UTC")).toBeNull();
  });

  it("are those of the number itself where it is always night somewhere", () => {
    const world = ["Pacific/Guam", "America/New_York", "Europe/London", "Asia/Kolkata"];
    const noon = new Date("2026-11-21T12:00:00Z");
    expect(quietInAnyUntil(noon, world, night, "UTC")).toBeNull();
    expect(quietInAnyUntil(new Date("2026-11-21T23:00:00Z"), world, night, "UTC")).toEqual(
      new Date("2026-11-22T08:00:00Z"),
    );
  });
});

it("speaks of a time by the number's clock", () => {
  const now = new Date("2026-11-21T12:00:00Z");
  expect(spoken(new Date("2026-11-21T13:05:00Z"), now, "UTC")).toBe("13:05");
  expect(spoken(new Date("2026-11-22T06:00:00Z"), now, "UTC")).toBe("tomorrow 06:00");
  expect(spoken(new Date("2026-11-24T06:00:00Z"), now, "Europe/Berlin")).toBe("24 Nov 07:00");
});

it("knows a zone from nonsense", () => {
  expect(["Asia/Kolkata", "UTC", "Mars/Olympus", "", "+02:00"].map(isZone)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});
