// Which sender a message goes through: shares by weight, people who keep theirs, and what speaks against one.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chooseRoad } from "./choose-road.ts";
import type { Refusal, SenderFacts } from "./facts.ts";
import { factsOf, healthy, hoursAgo, named, now, paused, policyOf, poolOf, senderId } from "./harness.ts";
import { isPermanent, refusalOf } from "./refusal.ts";

const offer = { type: "template", template: { name: "offer", language: "en" } } as const;
const person = (n: number): string => `+9198${String(10_000_000 + n * 7_919)}`;

describe("a pool", () => {
  test("shares people out as its weights say", () => {
    const policy = policyOf({ pools: poolOf(1, 2, 5) });
    const facts = factsOf([healthy(1), healthy(2), healthy(3)]);
    const counts = new Map<string | null, number>();
    const people = 8_000;
    for (let n = 0; n < people; n++) {
      const { chosen } = chooseRoad(policy, facts, person(n));
      counts.set(chosen, (counts.get(chosen) ?? 0) + 1);
    }
    const shares = [1, 2, 3].map((n) => (counts.get(senderId(n)) ?? 0) / people);
    // Four standard deviations of a fair draw.
    for (const [index, share] of [1 / 8, 2 / 8, 5 / 8].entries())
      expect(Math.abs((shares[index] ?? 0) - share)).toBeLessThan(
        4 * Math.sqrt((share * (1 - share)) / people),
      );
  });

  test("moves only the people of a sender that goes, and gives them back when it returns", () => {
    const policy = policyOf({ pools: poolOf(1, 1, 1, 1) });
    const all = factsOf([1, 2, 3, 4].map((n) => healthy(n)));
    const without = factsOf([healthy(1), healthy(2, paused), healthy(3), healthy(4)]);
    for (let n = 0; n < 500; n++) {
      const before = chooseRoad(policy, all, person(n)).chosen;
      const meanwhile = chooseRoad(policy, without, person(n)).chosen;
      if (before === senderId(2)) expect(meanwhile).not.toBe(senderId(2));
      else expect(meanwhile).toBe(before);
    }
  });

  test("means the same in any order", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([1, 2, 3, 4, 5], { minLength: 2 }), fc.nat(), (order, n) => {
        const senders = order.map((each) => ({ sender: named(each), weight: each }));
        const sorted = senders.toSorted((a, b) => a.weight - b.weight);
        const facts = factsOf(order.map((each) => healthy(each)));
        const chosen = [senders, sorted].map(
          (list) =>
            chooseRoad(policyOf({ pools: [{ name: "all", senders: list }] }), facts, person(n)).chosen,
        );
        expect(chosen[0]).toBe(chosen[1]);
      }),
    );
  });
});

describe("a person", () => {
  const policy = policyOf({ pools: poolOf(1, 1, 1) });
  const senders = [healthy(1), healthy(2), healthy(3)];

  test("keeps the sender they last talked with", () => {
    const chats = new Map([
      [senderId(1), { talkedAt: hoursAgo(50), heardAt: hoursAgo(50) }],
      [senderId(3), { talkedAt: hoursAgo(2), heardAt: null }],
    ]);
    for (let n = 0; n < 50; n++) {
      const decision = chooseRoad(policy, factsOf(senders, {}, { chats }), person(n));
      expect(decision.chosen).toBe(senderId(3));
      expect(decision.candidates[0]).toMatchObject({ verdict: "chosen", code: "known" });
    }
  });

  test("is not kept where the policy does not stick to it", () => {
    const chats = new Map([[senderId(3), { talkedAt: hoursAgo(2), heardAt: null }]]);
    const loose = policyOf({ pools: poolOf(1, 1, 1), stick_to_known: false });
    const chosen = new Set<string | null>();
    for (let n = 0; n < 50; n++)
      chosen.add(chooseRoad(loose, factsOf(senders, {}, { chats }), person(n)).chosen);
    expect(chosen.size).toBe(3);
  });

  test("gets the preferred sender before the known one, if the road has it", () => {
    const chats = new Map([[senderId(3), { talkedAt: hoursAgo(2), heardAt: null }]]);
    const known = { chats, preferred: senderId(2) };
    expect(chooseRoad(policy, factsOf(senders, {}, known), person(1)).chosen).toBe(senderId(2));
    const elsewhere = { chats, preferred: senderId(9) };
    expect(chooseRoad(policy, factsOf(senders, {}, elsewhere), person(1)).chosen).toBe(senderId(3));
  });
});

describe("rules", () => {
  const policy = policyOf({
    pools: poolOf(1),
    rules: [
      { when: { category: ["authentication"] }, use: { sender: named(1) } },
      { when: { window: "open" }, use: { pool: "all" } },
      { when: { country: ["IN", "BR"], type: ["template"], template: ["offer"] }, use: { sender: named(3) } },
      { when: { category: ["marketing"] }, use: { sender: named(4) } },
    ],
  });
  const senders = [1, 2, 3, 4].map((n) => healthy(n));
  const heard = new Map([[senderId(1), { talkedAt: hoursAgo(1), heardAt: hoursAgo(23) }]]);

  test.each([
    ["a login code", { category: "authentication" as const }, {}, 0],
    ["a reply within 24 hours", {}, { chats: heard }, 1],
    ["a template to a country", { ...offer, country: "BR" }, {}, 2],
    ["a template to another country", { ...offer, country: "FR" }, {}, null],
    ["an offer", { category: "marketing" as const }, {}, 3],
    ["what none of them speaks of", {}, {}, null],
  ])("%s is decided by the first that holds", (_what, message, known, rule) => {
    expect(chooseRoad(policy, factsOf(senders, message, known), person(1)).rule).toBe(rule);
  });

  test("a window that closed 24 hours ago is closed, with whom it was open as well", () => {
    const late = new Map([[senderId(1), { talkedAt: hoursAgo(1), heardAt: hoursAgo(24) }]]);
    expect(chooseRoad(policy, factsOf(senders, {}, { chats: late }), person(1)).rule).toBeNull();
  });

  test("for open windows use no sender whose window is closed", () => {
    const open = policyOf({
      pools: poolOf(1, 1),
      rules: [{ when: { window: "open" }, use: { pool: "all" } }],
    });
    const chats = new Map([[senderId(2), { talkedAt: hoursAgo(1), heardAt: hoursAgo(1) }]]);
    const facts = factsOf([healthy(1), healthy(2, paused)], {}, { chats });
    const decision = chooseRoad(open, facts, person(3));
    expect([decision.chosen, decision.waits]).toEqual([senderId(2), true]);
    expect(decision.candidates).toContainEqual(
      expect.objectContaining({ sender: senderId(1), verdict: "refused", code: "window_closed" }),
    );
  });
});

describe("a fallback", () => {
  const policy = policyOf({
    throttled_after_seconds: 30,
    rules: [
      {
        use: { sender: named(1) },
        fallbacks: [{ use: { sender: named(2) }, on: ["throttled"] }, { use: { sender: named(3) } }],
      },
    ],
  });
  const crowded = {
    pace: { perSecond: 10, waiting: [0, 400, 0] as [number, number, number], restsUntil: null },
  };

  test("takes over for the reasons it names", () => {
    const decision = chooseRoad(policy, factsOf([healthy(1, crowded), healthy(2), healthy(3)]), person(1));
    expect(decision.candidates).toEqual([
      expect.objectContaining({ sender: senderId(1), verdict: "refused", code: "throttled" }),
      expect.objectContaining({ sender: senderId(2), verdict: "chosen", code: "only" }),
      expect.objectContaining({ sender: senderId(3), verdict: "not_needed", code: "not_reached" }),
    ]);
  });

  test("is passed over for others", () => {
    const decision = chooseRoad(policy, factsOf([healthy(1, paused), healthy(2), healthy(3)]), person(1));
    expect(decision.chosen).toBe(senderId(3));
    expect(decision.candidates[1]).toMatchObject({ verdict: "not_needed", code: "condition_not_met" });
  });

  test("does not take a login code off a lane that is long with offers", () => {
    const facts = factsOf([healthy(1, crowded), healthy(2)], { category: "authentication" });
    expect(chooseRoad(policy, facts, person(1)).chosen).toBe(senderId(1));
  });

  test("is not asked for what is due much later", () => {
    const facts = factsOf([healthy(1, paused), healthy(2)], { isForLater: true });
    expect(chooseRoad(policy, facts, person(1)).chosen).toBe(senderId(1));
  });

  test("takes a template the first sender's account cannot send", () => {
    const statuses = new Map([["offer", new Map([["en", "PAUSED"]])]]);
    const templates = { isComplete: false, statuses };
    const facts = factsOf([healthy(1, { templates }), healthy(2), healthy(3)], offer);
    const decision = chooseRoad(policy, facts, person(1));
    expect(decision.chosen).toBe(senderId(3));
    expect(decision.candidates[0]).toMatchObject({ code: "template_unavailable" });
  });

  test("takes whom the first sender did not find on WhatsApp", () => {
    const facts = factsOf([healthy(1), healthy(2), healthy(3)], {}, { notFoundBy: new Set([senderId(1)]) });
    expect(chooseRoad(policy, facts, person(1)).chosen).toBe(senderId(3));
  });

  test("takes what a sender below the health floor would have sent", () => {
    const careful = { ...policy, healthFloor: 60 };
    const facts = factsOf([healthy(1, { health: 59 }), healthy(2), healthy(3, { health: 60 })]);
    expect(chooseRoad(careful, facts, person(1)).chosen).toBe(senderId(3));
  });
});

describe("when nobody can take it now", () => {
  const policy = policyOf({ pools: poolOf(1, 1), throttled_after_seconds: 5 });

  test("it waits for one that is only slow, rather than for one that is stopped", () => {
    const slow = healthy(2, { pace: { perSecond: 1, waiting: [9, 0, 0], restsUntil: null } });
    for (let n = 0; n < 20; n++) {
      const decision = chooseRoad(policy, factsOf([healthy(1, paused), slow]), person(n));
      expect([decision.chosen, decision.waits]).toEqual([senderId(2), true]);
    }
  });

  test("it goes nowhere when nobody ever can", () => {
    const decision = chooseRoad(policy, factsOf([healthy(1, { messageTypes: new Set() })]), person(1));
    expect(decision).toMatchObject({ rule: 0, chosen: null, waits: false });
    expect(decision.candidates.map(({ verdict, code }) => `${verdict} ${code}`).toSorted()).toEqual([
      "refused sender_deleted",
      "refused type_not_supported",
    ]);
  });
});

const anySender = (n: number): fc.Arbitrary<SenderFacts | null> =>
  fc.option(
    fc
      .record({
        stopped: fc.option(
          fc.constantFrom<Refusal>(
            { code: "sender_paused", detail: "x" },
            { code: "session_not_connected", detail: "x" },
          ),
        ),
        health: fc.option(fc.integer({ min: 0, max: 100 })),
        waiting: fc.nat(1_000),
        text: fc.boolean(),
      })
      .map(({ stopped, health, waiting, text }) =>
        healthy(n, {
          stopped,
          health,
          messageTypes: new Set(text ? ["text"] : []),
          pace: { perSecond: 10, waiting: [0, waiting, 0], restsUntil: null },
        }),
      ),
  );

test("what is chosen is not refused while another is free, never refused for good, and always the same", () => {
  fc.assert(
    fc.property(
      fc.tuple(anySender(1), anySender(2), anySender(3), anySender(4)),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 3, maxLength: 3 }),
      fc.nat(),
      (given, weights, n) => {
        const policy = policyOf({
          pools: poolOf(...weights),
          health_floor: 50,
          throttled_after_seconds: 60,
          rules: [{ use: { pool: "all" }, fallbacks: [{ use: { sender: named(4) } }] }],
        });
        const facts = factsOf(given.filter((each) => each !== null));
        const decision = chooseRoad(policy, facts, person(n));
        expect(chooseRoad(policy, structuredClone(facts), person(n))).toEqual(decision);
        const refusals = new Map(
          [1, 2, 3, 4].map((each) => [senderId(each), refusalOf(policy, facts, senderId(each))]),
        );
        const isFree = [...refusals.values()].some((refusal) => refusal === null);
        const canWait = [...refusals.values()].some((refusal) => refusal !== null && !isPermanent(refusal));
        expect(decision.chosen !== null).toBe(isFree || canWait);
        expect(decision.waits).toBe(!isFree && canWait);
        const own = decision.chosen === null ? undefined : refusals.get(decision.chosen);
        if (isFree) expect(own).toBeNull();
        else if (own !== undefined && own !== null) expect(isPermanent(own)).toBe(false);
        expect(decision.candidates).toHaveLength(4);
        expect(decision.candidates.filter(({ verdict }) => verdict === "chosen")).toHaveLength(
          decision.chosen === null ? 0 : 1,
        );
        expect(now.getTime()).toBe(facts.now.getTime());
      },
    ),
  );
});
