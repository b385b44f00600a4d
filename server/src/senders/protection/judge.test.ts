// The decision about a message: each rule with a sample it holds back, and all of them for anything at all.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ChatFacts, isKnown, isNewChat } from "./chat.ts";
import { dayOf } from "./day.ts";
import { dayFactsOf, noFacts, type NumberFacts, type SendKind, withSend } from "./facts.ts";
import { type Candidate, judge, type Verdict, type WaitCode } from "./judge.ts";
import { type PresetName, presets, type Protection } from "./presets.ts";
import { standingOf } from "./standing.ts";

const now = new Date("2026-11-21T12:00:00Z");
const today = "2026-11-21";
const hour = 3_600_000;
const before = (ms: number): Date => new Date(now.getTime() - ms);
const normal: Protection = { ...presets.normal, zone: "UTC" };

const friend: ChatFacts = {
  firstSentAt: before(100 * hour),
  lastSentAt: before(50 * hour),
  deliveredAt: before(50 * hour),
  lastHeardAt: before(40 * hour),
  unanswered: 0,
};
const update: Candidate = { category: "utility", zones: [], chat: friend, sameTextToday: 0, textLength: 50 };
const toStranger: Candidate = { ...update, chat: null };
const code: Candidate = { ...toStranger, category: "authentication" };

const at = (facts: Partial<NumberFacts>, candidate: Candidate, time = now, protection = normal): Verdict =>
  judge(candidate, standingOf(protection, { ...noFacts, ...facts }, time), time, () => 0.5);
const day = (counts: object) => ({ days: [{ ...dayFactsOf(noFacts, today), ...counts }] });
const warm = Array.from({ length: 11 }, (_, n) => ({
  ...dayFactsOf(noFacts, `2026-10-${String(n + 10)}`),
  sent: 1,
}));

describe("a message", () => {
  it("goes when nothing speaks against it, after some typing", () => {
    expect(at({}, update)).toEqual({ kind: "go", typingMs: 4_000, gapFactor: 1, newChat: false });
    expect(at({}, toStranger)).toMatchObject({ kind: "go", newChat: true });
  });

  const night = new Date("2026-11-21T23:30:00Z");
  it.each<[WaitCode, string, string, Verdict]>([
    [
      "warm_up_cap",
      "number",
      "until tomorrow 06:00: warm-up cap of 20 reached",
      at(day({ sent: 20 }), update),
    ],
    [
      "daily_cap",
      "number",
      "until tomorrow 06:00: daily cap of 300 reached",
      at({ days: [...warm, ...day({ sent: 300 }).days] }, update),
    ],
    [
      "new_chat_budget",
      "new_chats",
      "until tomorrow 06:00: 5 new chats a day reached",
      at(day({ sent: 5, new_chats: 5 }), toStranger),
    ],
    [
      "quiet_hours",
      "message",
      "until tomorrow 08:00: it is night there",
      at({}, { ...update, category: "marketing" }, night),
    ],
    [
      "recipient_gap",
      "message",
      "waits 9 s: wrote to this person just now",
      at({}, { ...update, chat: { ...friend, lastSentAt: before(1_000) } }),
    ],
    [
      "unanswered",
      "message",
      "until tomorrow 11:00: 5 messages without an answer",
      at({}, { ...update, chat: { ...friend, unanswered: 5, lastSentAt: before(hour) } }),
    ],
    [
      "same_text",
      "message",
      "until tomorrow 06:00: 100 people got this text today",
      at({}, { ...update, sameTextToday: 100 }),
    ],
    ["health", "number", "until tomorrow 06:00: health is 15 of 100", at(day({ bans: 1 }), update)],
    [
      "breaker",
      "number",
      "until 12:15: 5 failures in a row",
      at({ failuresInARow: 5, failedAt: now }, update),
    ],
    [
      "new_chats_locked",
      "new_chats",
      "until 23 Nov 12:00: WhatsApp lets this number begin no new chats",
      at({ newChatsLock: { since: now, until: new Date(now.getTime() + 48 * hour) } }, toStranger),
    ],
  ])("waits for %s (scope: %s): %s", (reason, scope, text, verdict) => {
    expect(verdict).toMatchObject({ kind: "wait", reason: { code: reason, text }, scope });
  });

  it("is told the reason that lasts longest", () => {
    const newChatsLock = { since: now, until: new Date(now.getTime() + 48 * hour) };
    const facts = { ...day({ sent: 20 }), failuresInARow: 5, failedAt: now, newChatsLock };
    expect(at(facts, toStranger)).toMatchObject({
      until: newChatsLock.until,
      reason: { code: "new_chats_locked" },
    });
    expect(at(facts, update)).toMatchObject({ reason: { code: "warm_up_cap" } });
  });

  it("goes to known people while the number may not begin new chats", () => {
    const newChatsLock = { since: now, until: new Date(now.getTime() + hour) };
    expect(at({ newChatsLock }, update).kind).toBe("go");
    expect(at(day({ sent: 5, new_chats: 5 }), update).kind).toBe("go");
  });

  it("tells a known person what they wait for, at night as well", () => {
    expect(at({}, update, new Date("2026-11-21T23:30:00Z")).kind).toBe("go");
    expect(at({}, toStranger, new Date("2026-11-21T23:30:00Z")).kind).toBe("wait");
  });

  it("is one a day to somebody who does not answer", () => {
    const silent = { ...friend, unanswered: 9, lastSentAt: before(25 * hour) };
    expect(at({}, { ...update, chat: silent }).kind).toBe("go");
  });

  it("slows the number down when many get the same text, and when its health is low", () => {
    expect(at({}, { ...update, sameTextToday: 25 })).toMatchObject({ gapFactor: 2 });
    expect(at(day({ restricted: 1 }), { ...update, sameTextToday: 25 })).toMatchObject({ gapFactor: 4 });
  });

  it("that is a login code waits for no cap and no clock, but for what would lose the number", () => {
    const spent = { days: [{ ...dayFactsOf(noFacts, today), sent: 999, new_chats: 999 }] };
    expect(at(spent, { ...code, sameTextToday: 999 }, new Date("2026-11-21T23:30:00Z")).kind).toBe("go");
    expect(at({ failuresInARow: 5, failedAt: now }, code)).toMatchObject({ reason: { code: "breaker" } });
    expect(at(day({ bans: 1 }), code)).toMatchObject({ reason: { code: "health" } });
    const newChatsLock = { since: now, until: new Date(now.getTime() + hour) };
    expect(at({ newChatsLock }, code)).toMatchObject({ reason: { code: "new_chats_locked" } });
  });
});

const ago = (maxHours: number) =>
  fc.option(fc.nat(maxHours * 3_600).map((seconds) => before(seconds * 1_000)));
const anyChat = fc.option(
  fc.record({
    firstSentAt: ago(200),
    lastSentAt: ago(50),
    deliveredAt: ago(200),
    lastHeardAt: ago(200),
    unanswered: fc.nat(10),
  }),
);
const anyCandidate: fc.Arbitrary<Candidate> = fc.record({
  category: fc.constantFrom("authentication", "utility", "service", "marketing"),
  zones: fc.subarray(["America/New_York", "Asia/Kolkata", "Europe/Berlin"]),
  chat: anyChat,
  sameTextToday: fc.nat(120),
  textLength: fc.nat(1_000),
});
const anyDay = fc
  .tuple(fc.nat(20), fc.record({ sent: fc.nat(330), new_chats: fc.nat(40), answered: fc.nat(5) }))
  .chain(([age, counts]) =>
    fc
      .record({ refused: fc.nat(3), unreachable: fc.nat(9), restricted: fc.nat(1), bans: fc.nat(1) })
      .map((troubles) => ({
        ...dayFactsOf(noFacts, dayOf(before(age * 24 * hour), "UTC")),
        ...counts,
        ...troubles,
      })),
  );
const anyFacts: fc.Arbitrary<NumberFacts> = fc.record({
  days: fc.uniqueArray(anyDay, { selector: ({ day: name }) => name, maxLength: 12 }),
  failuresInARow: fc.nat(9),
  failedAt: ago(30),
  newChatsLock: fc.option(
    fc
      .integer({ min: -20, max: 50 })
      .map((hours) => ({ since: before(50 * hour), until: before(-hours * hour) })),
  ),
  older: fc.record({ chats: fc.constant(100), undelivered: fc.nat(60) }),
});
const anyProtection: fc.Arbitrary<Protection> = fc
  .record({
    preset: fc.constantFrom<PresetName>("cautious", "normal", "established"),
    zone: fc.constantFrom("UTC", "Asia/Kolkata", "America/New_York"),
  })
  .map(({ preset, zone }) => ({ ...presets[preset], zone }));
const anyMoment = fc.nat(24 * 3_600).map((seconds) => new Date(now.getTime() + seconds * 1_000));

describe("whatever is asked", () => {
  it("a message goes only when every rule allows it", () => {
    fc.assert(
      fc.property(anyCandidate, anyFacts, anyProtection, anyMoment, (candidate, facts, protection, time) => {
        if (at(facts, candidate, time, protection).kind === "wait") return;
        const { sent, newChats, locks, health } = standingOf(protection, facts, time);
        const { chat, category } = candidate;
        expect(locks.breaker).toBeNull();
        expect(health.effect).not.toBe("rest");
        if (!isKnown(chat)) expect(locks.newChats).toBeNull();
        if (category === "authentication") return;
        expect(sent.count).toBeLessThan(sent.most);
        expect(candidate.sameTextToday).toBeLessThan(protection.sameText.peoplePerDay);
        if (isNewChat(chat, time, protection.zone)) expect(newChats.count).toBeLessThan(newChats.most);
        if (!isKnown(chat)) expect(["full", "slower"]).toContain(health.effect);
        const since = time.getTime() - (chat?.lastSentAt?.getTime() ?? 0);
        expect(since).toBeGreaterThanOrEqual(protection.recipient.gapMs);
        if ((chat?.unanswered ?? 0) >= protection.recipient.unansweredMax) {
          expect(since).toBeGreaterThanOrEqual(24 * hour);
        }
        if (category !== "marketing" && isKnown(chat)) return;
        for (const zone of candidate.zones)
          expect(hourIn(zone, time)).toSatisfy((h: number) => h >= 8 && h < 21);
      }),
      { numRuns: 1_500 },
    );
  });

  it("who is told to wait until then is told so at any time before", () => {
    const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(anyCandidate, anyFacts, anyProtection, share, (candidate, facts, protection, part) => {
        const verdict = at(facts, candidate, now, protection);
        if (verdict.kind === "go") return;
        const length = verdict.until.getTime() - now.getTime();
        expect(length).toBeGreaterThan(0);
        const earlier = new Date(now.getTime() + Math.floor(length * part));
        expect(at(facts, candidate, earlier, protection).kind).toBe("wait");
      }),
      { numRuns: 1_500 },
    );
  });

  it("more trouble never lets a message go earlier", () => {
    const kinds: SendKind[] = ["doubtful", "refused", "restricted", "unreachable"];
    fc.assert(
      fc.property(
        anyCandidate,
        anyFacts,
        anyProtection,
        fc.constantFrom(...kinds),
        (candidate, facts, protection, kind) => {
          const worse = withSend(facts, { kind, newChat: true, at: now, zone: protection.zone });
          const [was, is] = [at(facts, candidate, now, protection), at(worse, candidate, now, protection)];
          expect(untilOf(is)).toBeGreaterThanOrEqual(untilOf(was));
        },
      ),
      { numRuns: 1_500 },
    );
  });

  it("a login code never waits for a cap, a budget, a clock or a text", () => {
    fc.assert(
      fc.property(anyCandidate, anyFacts, anyProtection, anyMoment, (candidate, facts, protection, time) => {
        const verdict = at(facts, { ...candidate, category: "authentication" }, time, protection);
        if (verdict.kind === "wait") {
          expect(["breaker", "health", "new_chats_locked"]).toContain(verdict.reason.code);
        }
      }),
    );
  });
});

function untilOf(verdict: Verdict): number {
  return verdict.kind === "go" ? 0 : verdict.until.getTime();
}

function hourIn(zone: string, time: Date): number {
  return Number(
    new Intl.DateTimeFormat("en", { timeZone: zone, hour: "2-digit", hourCycle: "h23" }).format(time),
  );
}
