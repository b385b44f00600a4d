// The state of a template follows the newest that was told, in whatever order and however often it comes.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { afterFact, type Fact, notAhead, type TemplateState } from "./state.ts";

const fresh: TemplateState = {
  status: "PENDING",
  status_at: null,
  rejection_reason: null,
  paused_until: null,
  quality: null,
  quality_at: null,
  category: "UTILITY",
  previous_category: null,
  correct_category: null,
  category_at: null,
};

type Told = Pick<Fact, "source" | "at" | "news">;
const at = (second: number): Date => new Date(1_795_000_000_000 + second * 1000);
const status = (event: string, second: number, more: Partial<Told> = {}): Told => ({
  source: "webhook",
  at: at(second),
  news: {
    kind: "status",
    event,
    reason: event === "REJECTED" ? "SCAM" : null,
    said: null,
    pausedUntil: null,
  },
  ...more,
});
const after = (...facts: Told[]): TemplateState => facts.reduce(afterFact, fresh);

describe("a template", () => {
  test("is rejected with its reason, which goes when it is approved", () => {
    expect(after(status("REJECTED", 1))).toMatchObject({ status: "REJECTED", rejection_reason: "SCAM" });
    expect(after(status("REJECTED", 1), status("APPROVED", 2))).toMatchObject({
      status: "APPROVED",
      rejection_reason: null,
    });
  });

  test.each(["REINSTATED", "UNARCHIVED"])("that is %s is approved", (event) => {
    expect(after(status("ARCHIVED", 1), status(event, 2)).status).toBe("APPROVED");
  });

  test.each(["FLAGGED", "LOCKED"])("that is %s stays what it is", (event) => {
    expect(after(status("APPROVED", 1), status(event, 2)).status).toBe("APPROVED");
  });

  test("keeps what was told last, when something older comes late", () => {
    expect(after(status("PAUSED", 9), status("APPROVED", 3)).status).toBe("PAUSED");
  });

  test("follows the provider's word where ours is of the same second", () => {
    expect(after(status("APPROVED", 3), status("PAUSED", 3, { source: "dispatcher" })).status).toBe(
      "APPROVED",
    );
    expect(after(status("PAUSED", 3, { source: "dispatcher" }), status("APPROVED", 3)).status).toBe(
      "APPROVED",
    );
  });

  test("is deleted for good", () => {
    expect(after(status("DELETED", 1), status("APPROVED", 2)).status).toBe("DELETED");
  });

  test("is told a day ahead of another category, then has it", () => {
    const notice: Told = {
      source: "webhook",
      at: at(1),
      news: { kind: "category", category: "UTILITY", former: null, correct: "MARKETING" },
    };
    const change: Told = {
      source: "webhook",
      at: at(90_000),
      news: { kind: "category", category: "MARKETING", former: "UTILITY", correct: null },
    };
    expect(after(notice)).toMatchObject({ category: "UTILITY", correct_category: "MARKETING" });
    expect(after(notice, change)).toMatchObject({
      category: "MARKETING",
      previous_category: "UTILITY",
      correct_category: null,
    });
  });
});

test("any order of facts of different seconds ends in the same place", () => {
  const events = fc.constantFrom("APPROVED", "REJECTED", "PAUSED", "DISABLED", "FLAGGED", "PENDING");
  const facts = fc.uniqueArray(fc.tuple(events, fc.nat(1000)), { selector: ([, second]) => second });
  const orders = facts.chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
  );
  fc.assert(
    fc.property(orders, ([list, shuffled]) => {
      const told = (order: typeof list): Told[] => order.map(([event, second]) => status(event, second));
      const inOrder = list.toSorted(([, one], [, other]) => one - other);
      expect(after(...told(shuffled), ...told(list))).toEqual(after(...told(inOrder)));
    }),
  );
});

test("a clock that runs ahead does not make it deaf", () => {
  expect(notAhead(at(3600), at(0))).toEqual(at(0));
  expect(notAhead(at(30), at(0))).toEqual(at(30));
});
