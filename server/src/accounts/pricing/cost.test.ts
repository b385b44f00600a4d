// What is charged, by the day and the window; and that no amount is ever made up.

import { describe, expect, test } from "vitest";
import { costOf, type Priced, type Rate } from "./cost.ts";

const rate = (more: Partial<Rate>): Rate => ({
  market: "IN",
  category: "utility",
  currency: "USD",
  validFrom: "2025-07-01",
  volumeFrom: 0,
  amountMicros: 1_400,
  source: "the test's card",
  ...more,
});
const card = [
  rate({}),
  rate({ category: "marketing", amountMicros: 10_700 }),
  rate({ category: "marketing", amountMicros: 11_800, validFrom: "2026-01-01" }),
  rate({ category: "authentication", market: "other", amountMicros: 7_000 }),
  rate({ category: "authentication_international", amountMicros: 28_000 }),
  rate({ volumeFrom: 1_000_000, amountMicros: 1_300 }),
];

const priced = (more: Partial<Priced>): Priced => ({
  category: "utility",
  country: "IN",
  at: new Date("2026-08-01T00:00:00Z"),
  windowOpen: false,
  ...more,
});

describe("a message is free", () => {
  test.each<[string, Partial<Priced>]>([
    ["utility within the window, until October 2026", { windowOpen: true }],
    ["service, until October 2026", { category: "service" }],
    ["everything after an ad", { category: "marketing", freeEntry: true }],
    [
      "service within the month's allowance",
      { category: "service", at: new Date("2026-10-01T00:00:00Z"), serviceDelivered: 999 },
    ],
  ])("%s", (_, more) => {
    expect(costOf(priced(more), card)).toMatchObject({ kind: "free", amountMicros: 0 });
  });
});

describe("a message is charged", () => {
  test.each<[string, Partial<Priced>, number]>([
    ["utility outside the window", {}, 1_400],
    [
      "utility within the window, since October 2026",
      { windowOpen: true, at: new Date("2026-10-01T00:00:00Z") },
      1_400,
    ],
    ["marketing within the window too", { category: "marketing", windowOpen: true }, 11_800],
    [
      "marketing by the card of its day",
      { category: "marketing", at: new Date("2025-12-31T23:59:59Z") },
      10_700,
    ],
    ["authentication by the price of all other markets", { category: "authentication" }, 7_000],
    ["authentication from abroad", { category: "authentication", international: true }, 28_000],
    ["utility in a higher tier", { volume: 1_000_000 }, 1_300],
    [
      "service beyond the allowance, like utility",
      { category: "service", at: new Date("2026-11-01T00:00:00Z"), serviceDelivered: 1_000 },
      1_400,
    ],
  ])("%s", (_, more, amountMicros) => {
    expect(costOf(priced(more), card)).toEqual({
      kind: "charged",
      amountMicros,
      currency: "USD",
      source: "the test's card",
    });
  });
});

describe("what a message costs is unknown", () => {
  test.each<[string, Partial<Priced>]>([
    ["without a price on the card", { country: "BR" }],
    ["before Meta charged by message", { at: new Date("2025-06-30T23:59:59Z") }],
    [
      "for service since October 2026, when nobody counted",
      { category: "service", at: new Date("2026-10-02T00:00:00Z") },
    ],
  ])("%s", (_, more) => {
    expect(costOf(priced(more), card)).toMatchObject({ kind: "unknown", amountMicros: null });
  });

  test("with no card at all", () => {
    expect(costOf(priced({ category: "marketing" }), []).kind).toBe("unknown");
  });
});
