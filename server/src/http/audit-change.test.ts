// What the audit log is told of a change: values of what is named, and of everything else only that it changed.
import fc from "fast-check";
import { expect, test } from "vitest";
import { changeIn } from "./audit-change.ts";

const before = {
  name: "front desk",
  default: false,
  health: { state: "connected", since: "2026-01-01" },
  protection: { preset: "normal", caps: { per_day: 200, warm_up: [20, 40] }, share: 0.5 },
  updated_at: "1",
};

test("values stand there for the members that are named, as far as they differ", () => {
  const after = {
    ...before,
    name: "Dr. Asha",
    health: { state: "paused", since: "2026-02-02" },
    protection: { preset: "normal", caps: { per_day: 300, warm_up: [20, 50] }, share: 0.75 },
    updated_at: "2",
  };
  const found = changeIn(before, after, ["default", "health.state", "protection"]);
  expect(found).toEqual({
    before: {
      "health.state": "connected",
      "protection.caps.per_day": 200,
      "protection.caps.warm_up": ["20", "40"],
      "protection.share": "0.5",
    },
    after: {
      "health.state": "paused",
      "protection.caps.per_day": 300,
      "protection.caps.warm_up": ["20", "50"],
      "protection.share": "0.75",
    },
    withheld: ["name"],
  });
});

test("what comes or goes has nothing on the other side", () => {
  expect(changeIn({ quiet: null }, { quiet: { from: "21:00" } }, ["quiet"])).toEqual({
    before: { quiet: null, "quiet.from": null },
    after: { quiet: null, "quiet.from": "21:00" },
  });
});

test("nothing is told where nothing changed, or nothing is known of before", () => {
  expect(changeIn(before, structuredClone(before), ["default"])).toEqual({});
  expect(changeIn(undefined, before, ["default"])).toEqual({});
  expect(changeIn(before, null, ["default"])).toEqual({});
});

test("whatever a record holds, no value of a member that is not named is told", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      const mark = "only in what is not named";
      const found = changeIn({ told: one, kept: [mark, one] }, { told: other, kept: { mark, other } }, [
        "told",
      ]);
      expect(JSON.stringify(found)).not.toContain(mark);
      expect(found["withheld"]).toEqual(["kept"]);
    }),
  );
});
