// What is reckoned from a campaign's report: how far it is, how fast it goes, and what its curves go through.
import { expect, test } from "vitest";
import { curvesOf, mostFirst, paceOf, pathOf, progressOf, type Report } from "./figures.ts";

const nothing = {
  sent: 0,
  delivered: 0,
  read: 0,
  replied: 0,
  clicked: 0,
  opted_out: 0,
  failed: 0,
  unknown: 0,
};
const report: Report = {
  funnel: { ...nothing, audience: 1_200, eligible: 1_000, skipped: 200, sent: 380, failed: 20 },
  waiting: 590,
  canceled: 10,
  opted_out: 0,
  skipped: { no_phone: 50, opted_out: 150, hold_out: 0 },
  failed: {},
  people: {},
  time_zone: "UTC",
  series: [],
  by_sender: [],
  by_country: [],
  by_language: [],
  by_variant: [],
  replies: [],
  planned: null,
  actual: { starts_at: "2026-01-01T00:00:00Z", ends_at: null, seconds: null, eligible: 1_000, skipped: {} },
};
const tenMinutesLater = Date.parse("2026-01-01T00:10:00Z");

test("done is who has been written to, whatever came of it", () => {
  expect(progressOf(report)).toEqual({ done: 400, total: 1_000, share: 0.4, failedPercent: 5 });
});

test("before its people are written down nothing is done, and no share is made up", () => {
  const empty = { ...report, funnel: { ...report.funnel, eligible: 0 }, waiting: 0, canceled: 0 };
  expect(progressOf(empty)).toEqual({ done: 0, total: 0, share: 0, failedPercent: null });
  expect(paceOf(empty, tenMinutesLater)).toBeNull();
});

test("it goes on as it went", () => {
  expect(paceOf(report, tenMinutesLater)).toEqual({ perMinute: 40, leftMs: (590 / 40) * 60_000 });
});

test("the greatest reason stands first, and none that nobody has", () => {
  expect(mostFirst(report.skipped)).toEqual([
    ["opted_out", 150],
    ["no_phone", 50],
  ]);
});

test("a curve adds up, ends at the whole, and has no more steps than can be seen", () => {
  const series = Array.from({ length: 2_000 }, (_, at) => ({ ...nothing, at: `${at}`, sent: 1 }));
  const [curve] = curvesOf(series, ["sent"]);
  expect(curve?.points.at(-1)).toBe(2_000);
  expect(curve?.points.length).toBeLessThanOrEqual(121);
  expect(pathOf([0, 5, 10], 10)).toBe("M0.0000 1.0000L0.5000 0.5000L1.0000 0.0000");
});
