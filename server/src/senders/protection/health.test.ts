// What costs a number health, what the score does, and that it comes back by itself.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DayFacts, dayFactsOf, noFacts, type NumberFacts, withSend } from "./facts.ts";
import { beginningOf } from "./day.ts";
import { healthOf } from "./health.ts";
import { presets } from "./presets.ts";
import { standingOf } from "./standing.ts";

const today = "2026-11-21";
const health = (facts: Partial<NumberFacts>, day = today) => healthOf({ ...noFacts, ...facts }, day, "UTC");
const on = (day: string, counts: Partial<DayFacts>): DayFacts => ({ ...dayFactsOf(noFacts, day), ...counts });
const after = (days: number): string =>
  new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);

describe("a number's health", () => {
  it("is full as long as nothing is wrong", () => {
    expect(health({})).toEqual({ score: 100, effect: "full", reasons: [] });
    expect(health({ days: [on(today, { sent: 200, new_chats: 10, answered: 5 })] }).score).toBe(100);
  });

  it.each<[string, string, Partial<NumberFacts>]>([
    ["banned", "rest", { days: [on(today, { bans: 1 })] }],
    ["restricted", "slower", { days: [on(today, { restricted: 1 })] }],
    ["undelivered", "slower", { older: { chats: 100, undelivered: 60 } }],
    ["few_answers", "full", { days: [on(after(-1), { sent: 60, new_chats: 60 })] }],
    ["not_on_whatsapp", "full", { days: [on(today, { sent: 20, unreachable: 20 })] }],
    ["failures", "full", { failuresInARow: 6, days: [on(today, { refused: 6 })] }],
    ["disconnects", "full", { days: [on(today, { disconnects: 40 })] }],
  ])("knows %s, alone: %s", (code, effect, facts) => {
    const { reasons, effect: found, score } = health(facts);
    expect(reasons.map((reason) => reason.code)).toEqual([code]);
    expect(found).toBe(effect);
    expect(score).toBe(100 - (reasons[0]?.points ?? 0));
    expect(score).toBeLessThan(100);
  });

  it("does not count a handful of failures, an answerless morning, or a few wrong numbers", () => {
    const days = [on(today, { sent: 40, new_chats: 30, refused: 2, unreachable: 4, disconnects: 5 })];
    expect(health({ days, failuresInARow: 2, older: { chats: 15, undelivered: 15 } }).score).toBe(100);
  });

  it("stops all new chats when two things come together", () => {
    const days = [on(today, { restricted: 1 })];
    expect(health({ days, older: { chats: 100, undelivered: 45 } }).effect).toBe("no_new_chats");
  });

  it("comes back a little with every day after a ban, a refusal or a storm, and wholly", () => {
    const count = fc.constantFrom("bans", "restricted", "disconnects");
    fc.assert(
      fc.property(count, fc.integer({ min: 1, max: 50 }), (name, times) => {
        const facts = { days: [on(today, { [name]: times })] };
        const scores = Array.from({ length: 16 }, (_, day) => health(facts, after(day)).score);
        expect(scores).toEqual(scores.toSorted((a, b) => a - b));
        expect(scores.at(-1)).toBe(100);
      }),
    );
  });

  it("has passed when it says, and not before, if nothing is added", () => {
    for (const name of ["bans", "restricted", "disconnects"]) {
      const facts = { days: [on(today, { [name]: 10 })] };
      const until = health(facts).reasons[0]?.until.getTime() ?? 0;
      const passes = Array.from({ length: 20 }, (_, day) => day).find(
        (day) => health(facts, after(day)).score === 100,
      );
      expect(beginningOf(after(passes ?? 0), "UTC").getTime()).toBe(until);
    }
  });

  it("halves what a number may send today", () => {
    const protection = { ...presets.established, zone: "UTC" };
    const now = new Date(`${today}T12:00:00Z`);
    const facts = { ...noFacts, days: [on(today, { restricted: 1 })] };
    expect(standingOf(protection, facts, now).sent.most).toBe(500);
    expect(standingOf(protection, noFacts, now).sent.most).toBe(1_000);
  });
});

describe("the breaker", () => {
  const protection = { ...presets.normal, zone: "UTC" };
  const start = new Date(`${today}T12:00:00Z`);
  const fail = (facts: NumberFacts, at: Date): NumberFacts =>
    withSend(facts, { kind: "refused", newChat: false, at, zone: "UTC" });
  const opensFor = (facts: NumberFacts): number | null => {
    const span = standingOf(protection, facts, start).locks.breaker;
    return span === null ? null : (span.until.getTime() - span.since.getTime()) / 60_000;
  };

  it("opens at the fifth failure in a row, and doubles with each further one, up to a day", () => {
    let facts = noFacts;
    const minutes: (number | null)[] = [];
    for (let failures = 0; failures < 14; failures++) {
      facts = fail(facts, start);
      minutes.push(opensFor(facts));
    }
    expect(minutes).toEqual([null, null, null, null, 15, 30, 60, 120, 240, 480, 960, 1_440, 1_440, 1_440]);
  });

  it("is closed by a message that goes well", () => {
    const failed = [1, 2, 3, 4, 5].reduce((facts) => fail(facts, start), noFacts);
    const well = withSend(failed, { kind: "sent", newChat: false, at: start, zone: "UTC" });
    expect([opensFor(failed), opensFor(well)]).toEqual([15, null]);
  });
});

describe("warming up", () => {
  const protection = { ...presets.normal, zone: "UTC" };
  const now = new Date(`${today}T12:00:00Z`);
  const stage = (days: readonly DayFacts[]) => standingOf(protection, { ...noFacts, days }, now);

  it("begins with a few messages, of which a quarter may go to strangers", () => {
    const first = stage([]);
    expect(first).toMatchObject({ warmUp: { day: 1, of: 11 }, sent: { most: 20 }, newChats: { most: 5 } });
  });

  it("goes on with every active day, however long ago, and ends", () => {
    const active = Array.from({ length: 40 }, (_, day) => on(after(-day - 1), { sent: 5 }));
    expect(stage(active.slice(10, 12))).toMatchObject({ warmUp: { day: 3, of: 11 }, sent: { most: 50 } });
    expect(stage(active)).toMatchObject({ warmUp: null, sent: { most: 300 }, newChats: { most: 30 } });
  });

  it("does not count today, silent days, or days on which WhatsApp refused", () => {
    const days = [
      on(today, { sent: 20 }),
      on(after(-20), { disconnects: 1 }),
      on(after(-21), { sent: 20, restricted: 1 }),
      on(after(-22), { sent: 20, refused: 5 }),
      on(after(-23), { sent: 20, bans: 1 }),
    ];
    expect(stage(days).warmUp).toEqual({ day: 1, of: 11 });
  });

  it("lets no preset send more on an earlier day than on a later one", () => {
    for (const { caps } of Object.values(presets)) {
      const curve = [...caps.warmUp, caps.perDay];
      expect(curve).toEqual(curve.toSorted((a, b) => a - b));
      expect(caps.newChatsPerDay).toBeLessThanOrEqual(caps.perDay);
    }
  });
});
