// What is drawn of the counts, what an address may say, and what a spreadsheet is given.
import { describe, expect, it, test } from "vitest";
import { gridOf, linesOf } from "./cohorts.ts";
import { csvOf } from "./csv.ts";
import { changeOf, everyDay, heightOf, layersOf, pathsOf, weekOf } from "./figures.ts";
import { daysBefore, queryOf, readPeriod } from "./period.ts";

const counts = {
  sent: 10,
  delivered: 8,
  read: 5,
  replied: 3,
  clicked: 2,
  converted: 1,
  failed: 1,
  unknown: 2,
  received: 4,
};

describe("an address", () => {
  test("says which days, or how many until today", () => {
    expect(readPeriod({ days: 7, from: "2026-01-01", heat: "read", stay: "sent" })).toEqual({
      days: 7,
      heat: "read",
      stay: "sent",
    });
    expect(queryOf({ days: 7 }, "2026-03-03")).toEqual({ from: "2026-02-25", to: "2026-03-03" });
    expect(queryOf(readPeriod({ from: "2026-02-01", to: "2026-02-28" }), "2026-03-03")).toEqual({
      from: "2026-02-01",
      to: "2026-02-28",
    });
  });

  it.each([
    { days: 8 },
    { from: "2026-02-30" },
    { to: "soon" },
    { heat: "love" },
    { stay: "failed" },
    { from: { $ne: 1 } },
  ])("that was invented says nothing: %j", (search) => expect(readPeriod(search)).toEqual({}));
});

test("the days before are as many, and end where these begin", () => {
  expect(daysBefore({ from: "2026-03-01", to: "2026-03-30" })).toEqual({
    from: "2026-01-30",
    to: "2026-02-28",
  });
});

test("each message is drawn once, as far as it came", () => {
  expect(layersOf(counts)).toEqual({ read: 5, delivered: 3, sent: 2, unknown: 2, failed: 1 });
  expect(heightOf(counts)).toBe(13);
  const paths = pathsOf([counts, { ...counts, read: 0, delivered: 0 }], 13);
  expect(paths.read).toBe("M0.1 0.6154h.8v0.3846h-.8z");
  expect(paths.failed.match(/M/g)).toHaveLength(2);
  expect(paths.failed.startsWith("M0.1 0h")).toBe(true);
});

test("days of nothing have their place", () => {
  const days = everyDay({ from: "2026-02-28", to: "2026-03-02" }, [{ day: "2026-03-01", ...counts }]);
  expect(days.map(({ day, sent }) => [day, sent])).toEqual([
    ["2026-02-28", 0],
    ["2026-03-01", 10],
    ["2026-03-02", 0],
  ]);
});

test("a week begins on Monday, and Sunday is its last day", () => {
  const week = weekOf([{ weekday: 7, hour: 23, ...counts }], "received");
  expect(week[6]?.[23]).toBe(4);
  expect(week.flat().reduce((sum, count) => sum + count)).toBe(4);
});

test("who stays is a share of who came, in each week; a file has a line for each", () => {
  const weeks = [
    { after: 0, sent: 4, read: 3, replied: 0 },
    { after: 1, sent: 2, read: 1, replied: 1 },
  ];
  const cohorts = [{ week: "2026-03-02", people: 4, weeks }];
  expect(gridOf(cohorts, "read")).toEqual([
    {
      week: "2026-03-02",
      people: 4,
      cells: [
        { after: 0, count: 3, share: 0.75 },
        { after: 1, count: 1, share: 0.25 },
      ],
    },
  ]);
  expect(linesOf(cohorts)).toEqual([
    ["week", "people", "weeks_after", "sent", "read", "replied"],
    ["2026-03-02", 4, 0, 4, 3, 0],
    ["2026-03-02", 4, 1, 2, 1, 1],
  ]);
});

test("nothing before is nothing to compare with", () => {
  expect([changeOf(5, 0), changeOf(5, 10)]).toEqual([null, -0.5]);
});

test("a spreadsheet gets words as words, and runs none of them", () => {
  expect(
    csvOf([
      ["name", "n"],
      ['say "hi", all', -3],
      ["=1+1", 2],
    ]),
  ).toBe('\uFEFFname,n\r\n"say ""hi"", all",-3\r\n\'=1+1,2\r\n');
});
