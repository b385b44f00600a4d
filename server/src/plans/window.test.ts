// When windows begin and end: by the clock, and by a tenant's own days and months through changes of the clock.

import { describe, expect, test } from "vitest";
import { dayAt, rememberWindows, windowAt, windowKinds } from "./window.ts";

const at = (text: string): number => Date.parse(text);
const hours = ({ startsAt, endsAt }: { startsAt: number; endsAt: number }): number =>
  (endsAt - startsAt) / 3_600_000;

describe("a window", () => {
  test("of a minute is the clock's, wherever the tenant is", () => {
    const window = windowAt("minute", at("2026-11-21T10:31:59.999Z"), "Asia/Kolkata");
    expect(window).toEqual({
      kind: "minute",
      startsAt: at("2026-11-21T10:31:00Z"),
      endsAt: at("2026-11-21T10:32:00Z"),
    });
  });

  test("of a day renews at the tenant's midnight", () => {
    const before = windowAt("day", at("2026-11-21T18:29:59.999Z"), "Asia/Kolkata");
    const after = windowAt("day", at("2026-11-21T18:30:00Z"), "Asia/Kolkata");
    expect(before.endsAt).toBe(at("2026-11-21T18:30:00Z"));
    expect(after.startsAt).toBe(before.endsAt);
  });

  test.each([
    ["Europe/Berlin", "2026-03-29T12:00:00Z", "2026-03-28T23:00:00Z", 23],
    ["Europe/Berlin", "2026-10-25T12:00:00Z", "2026-10-24T22:00:00Z", 25],
    ["America/New_York", "2026-11-01T12:00:00Z", "2026-11-01T04:00:00Z", 25],
  ])("of a day in %s at %s has as many hours as that day", (zone, now, startsAt, length) => {
    const window = windowAt("day", at(now), zone);
    expect(window.startsAt).toBe(at(startsAt));
    expect(hours(window)).toBe(length);
    expect(windowAt("day", window.endsAt - 1, zone)).toEqual(window);
    expect(windowAt("day", window.endsAt, zone).startsAt).toBe(window.endsAt);
  });

  test("of a day begins with the first moment there is where midnight is skipped", () => {
    // Paraguay set its clocks forward at midnight until 2024: that Sunday began at one.
    const window = windowAt("day", at("2023-10-01T12:00:00Z"), "America/Asuncion");
    expect(window.startsAt).toBe(at("2023-10-01T04:00:00Z"));
    expect(hours(window)).toBe(23);
  });

  test("is the same when it is remembered, forward and back through midnight, and for two zones at once", () => {
    const remembered = rememberWindows();
    const midnight = at("2026-11-30T18:30:00Z");
    for (const offset of [-60_000, -1, 0, 1, 59_999, 60_000, -1, -86_400_000])
      for (const zone of ["Asia/Kolkata", "Europe/Berlin"])
        for (const kind of windowKinds)
          expect(remembered(kind, midnight + offset, zone)).toEqual(windowAt(kind, midnight + offset, zone));
  });

  test("of a month begins with its first day, by the tenant's clock", () => {
    const window = windowAt("month", at("2026-03-31T22:30:00Z"), "Europe/Berlin");
    expect(window.startsAt).toBe(at("2026-03-31T22:00:00Z"));
    expect(window.endsAt).toBe(at("2026-04-30T22:00:00Z"));
    expect(dayAt(at("2026-03-31T22:30:00Z"), "Europe/Berlin")).toBe("2026-04-01");
  });
});
