// Sending rules: quiet hours through every change of clocks, caps over any period, and what would come too late.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type FrequencyCap,
  type Intention,
  judgeCaps,
  judgeHours,
  type QuietRule,
  type SendingRules,
  type Sent,
} from "./sending-rules.ts";
import { changesIn, changingZones, shownAt } from "./testing/clock-changes.ts";

const night: QuietRule = { from: "21:00", to: "08:00", categories: ["marketing"], zone: "UTC" };
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

function rules(more: Partial<SendingRules> = {}): SendingRules {
  return { quietHours: null, caps: [], ...more };
}

function intention(more: Partial<Intention> = {}): Intention {
  return { category: "marketing", zones: ["Asia/Kolkata"], expiresAt: null, ownHours: null, ...more };
}

const lateInDelhi = new Date("2026-11-21T22:30:00+05:30");
const morning = new Date("2026-11-22T08:00:00+05:30");

describe("quiet hours", () => {
  test.each(changingZones)("in %s end at the first minute that is not quiet, at both changes", (zone) => {
    const changes = changesIn(2026, zone);
    expect(changes).toHaveLength(2);
    for (const change of changes) {
      for (const hours of [
        { from: "21:00", to: "08:00" },
        { from: "22:00", to: "02:30" },
        { from: "22:00", to: "00:30" },
        { from: "11:00", to: "15:45" },
      ]) {
        const isQuiet = (at: Date): boolean => {
          const shown = shownAt(at, zone);
          return hours.from > hours.to
            ? shown >= hours.from || shown < hours.to
            : shown >= hours.from && shown < hours.to;
        };
        for (let at = change.getTime() - dayMs; at < change.getTime() + dayMs; at += 31 * minuteMs) {
          const now = new Date(at);
          const verdict = judgeHours(
            rules({ quietHours: { ...night, ...hours } }),
            intention({ zones: [zone] }),
            now,
          );
          expect([now, zone, verdict.kind]).toEqual([now, zone, isQuiet(now) ? "wait" : "go"]);
          if (verdict.kind === "go") continue;
          let first = now;
          while (isQuiet(first)) first = new Date(first.getTime() + minuteMs - (first.getTime() % minuteMs));
          expect([now, verdict.until]).toEqual([now, first]);
        }
      }
    }
  });

  test("hold marketing, and say until when by the person's clock", () => {
    expect(judgeHours(rules({ quietHours: night }), intention(), lateInDelhi)).toEqual({
      kind: "wait",
      until: morning,
      code: "quiet_hours",
      text: "quiet hours where the person is: until tomorrow 08:00 Asia/Kolkata",
    });
  });

  test.each(["authentication", "service", "utility"] as const)("hold no %s", (category) => {
    expect(judgeHours(rules({ quietHours: night }), intention({ category }), lateInDelhi).kind).toBe("go");
  });

  test("hold utility where they are set for it, and login codes and answers never", () => {
    const quietHours: QuietRule = { ...night, categories: ["marketing", "utility"] };
    const kinds = (["utility", "authentication", "service"] as const).map(
      (category) => judgeHours(rules({ quietHours }), intention({ category }), lateInDelhi).kind,
    );
    expect(kinds).toEqual(["wait", "go", "go"]);
  });

  test("of the message itself count in place of its tenant's, also where that has none", () => {
    const judge = (own: Intention["ownHours"], given: SendingRules) =>
      judgeHours(given, intention({ ownHours: own }), lateInDelhi).kind;
    expect([
      judge("none", rules({ quietHours: night })),
      judge({ from: "12:00", to: "13:00" }, rules({ quietHours: night })),
      judge({ from: "22:00", to: "09:00" }, rules()),
    ]).toEqual(["go", "go", "wait"]);
  });

  test("hold while it is night in any zone of the number", () => {
    const zones = ["America/New_York", "America/Los_Angeles"];
    const now = new Date("2026-11-21T21:30:00-05:00");
    expect(judgeHours(rules({ quietHours: night }), intention({ zones }), now)).toMatchObject({
      kind: "wait",
      until: new Date("2026-11-22T08:00:00-08:00"),
    });
  });

  test("go by the tenant's zone where nothing says where the person is", () => {
    const now = new Date("2026-11-21T22:00:00Z");
    expect(judgeHours(rules({ quietHours: night }), intention({ zones: [] }), now).kind).toBe("wait");
  });

  test("end a message that would be too late, at once and with the reason", () => {
    const judge = (expiresAt: Date) =>
      judgeHours(rules({ quietHours: night }), intention({ expiresAt }), lateInDelhi);
    expect(judge(morning)).toMatchObject({
      kind: "skip",
      text: expect.stringContaining("time to live ends"),
    });
    expect(judge(new Date(morning.getTime() + 1)).kind).toBe("wait");
  });
});

describe("a frequency cap", () => {
  const now = new Date("2026-11-21T12:00:00Z");
  const cap: FrequencyCap = { categories: ["marketing"], most: 2, days: 7, over: "defer" };
  const daysAgo = (days: number, category: Sent["category"] = "marketing"): Sent => ({
    category,
    at: new Date(now.getTime() - days * dayMs),
  });

  test("lets so many leave, and the next one when the oldest of them is past", () => {
    expect(judgeCaps(rules({ caps: [cap] }), intention(), [daysAgo(6)], now).kind).toBe("go");
    expect(judgeCaps(rules({ caps: [cap] }), intention(), [daysAgo(1), daysAgo(6)], now)).toEqual({
      kind: "wait",
      until: new Date(now.getTime() + dayMs),
      code: "frequency_cap",
      text: "the person had 2 in 7 days",
    });
    expect(judgeCaps(rules({ caps: [cap] }), intention(), [daysAgo(1), daysAgo(7)], now).kind).toBe("go");
  });

  test("counts and holds its own categories only", () => {
    const sent = [daysAgo(1, "utility"), daysAgo(2, "utility"), daysAgo(3)];
    expect(judgeCaps(rules({ caps: [cap] }), intention(), sent, now).kind).toBe("go");
    const both = { ...cap, categories: ["marketing", "utility"] } as const;
    expect(judgeCaps(rules({ caps: [both] }), intention(), sent, now).kind).toBe("wait");
    for (const category of ["authentication", "service"] as const)
      expect(judgeCaps(rules({ caps: [both] }), intention({ category }), sent, now).kind).toBe("go");
  });

  test("skips where the tenant wants that, and what could wait no longer than it lives", () => {
    const sent = [daysAgo(1), daysAgo(6)];
    expect(judgeCaps(rules({ caps: [{ ...cap, over: "skip" }] }), intention(), sent, now).kind).toBe("skip");
    const expiresAt = new Date(now.getTime() + dayMs / 2);
    expect(judgeCaps(rules({ caps: [cap] }), intention({ expiresAt }), sent, now)).toMatchObject({
      kind: "skip",
      code: "frequency_cap",
    });
  });

  test("of several that are reached the longest is waited for", () => {
    const daily = { ...cap, most: 1, days: 1 };
    const verdict = judgeCaps(rules({ caps: [daily, cap] }), intention(), [daysAgo(0.5), daysAgo(2)], now);
    expect(verdict).toMatchObject({ kind: "wait", until: new Date(now.getTime() + 5 * dayMs) });
  });

  test("is never exceeded in any period, whenever messages ask to leave", () => {
    const asks = fc.array(fc.integer({ min: 0, max: 20 * 24 * 60 }), { minLength: 1, maxLength: 40 });
    const anyCap = fc.record({ most: fc.integer({ min: 1, max: 4 }), days: fc.integer({ min: 1, max: 5 }) });
    fc.assert(
      fc.property(asks, fc.array(anyCap, { minLength: 1, maxLength: 3 }), (minutes, given) => {
        const caps = given.map((each) => ({ ...cap, ...each }));
        const left: Sent[] = [];
        // Each asks until it may: as messages do that are put off.
        const queue = minutes.map((minute) => now.getTime() + minute * minuteMs);
        while (queue.length > 0) {
          queue.sort((a, b) => a - b);
          const at = new Date(queue.shift() ?? 0);
          const verdict = judgeCaps(rules({ caps }), intention(), left, at);
          if (verdict.kind === "go") left.push({ category: "marketing", at });
          else {
            expect(verdict.until.getTime()).toBeGreaterThan(at.getTime());
            queue.push(verdict.until.getTime());
          }
        }
        for (const { most, days } of caps) {
          for (const { at: first } of left) {
            const within = left.filter(
              ({ at }) => at >= first && at.getTime() - first.getTime() < days * dayMs,
            );
            expect(within.length).toBeLessThanOrEqual(most);
          }
        }
      }),
    );
  });
});
