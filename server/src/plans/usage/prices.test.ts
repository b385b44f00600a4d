// Costs against sums done by hand: allowances and tiers are used up in order, and what is not known stays unknown.

import { describe, expect, test } from "vitest";
import type { UsageCell } from "../store/usage.ts";
import { csvOf } from "./csv.ts";
import { elsewhere } from "./elsewhere.ts";
import { amountsOf, type Price, priceCells, type Pricer, sumMoney } from "./price-cells.ts";

const none = { accepted: 0, sent: 0, delivered: 0, read: 0, failed: 0, received: 0, media_bytes: 0 };
const cell = (more: Partial<UsageCell>): UsageCell => ({
  day: "2026-11-05",
  direction: "out",
  sender_id: "a",
  category: "utility",
  country: "IN",
  kind: "template",
  ...none,
  ...more,
});
const usd = (amount_micros: number): Price => ({ amount: { currency: "USD", amount_micros } });

/** Utility 1,400 micros, from 5,000 a month on 1,300; marketing 10,700; service like utility after 1,000. */
const pricer: Pricer = {
  steps: [1_000, 5_000],
  priceOf: ({ category, country, isTemplate, serviceDelivered, volume }) => {
    if (country !== "IN") return null;
    if (!isTemplate) return serviceDelivered < 1_000 ? { amount: "free" } : usd(1_400);
    if (category === "marketing") return usd(10_700);
    return usd(volume >= 5_000 ? 1_300 : 1_400);
  },
};
const cost = (...cells: UsageCell[]) => {
  const money = sumMoney(priceCells(cells, pricer));
  return { amounts: amountsOf(money), unpriced: money.unpriced };
};

describe("what delivered messages cost", () => {
  test("is their number times the price", () => {
    const marketing = cell({ category: "marketing", delivered: 3 });
    expect(cost(cell({ delivered: 10 }), marketing)).toEqual({
      amounts: [{ currency: "USD", amount_micros: 10 * 1_400 + 3 * 10_700 }],
      unpriced: 0,
    });
  });

  test("falls within a day where a tier is reached, and begins anew with the month", () => {
    const days = [
      cell({ day: "2026-11-01", delivered: 4_990 }),
      cell({ day: "2026-11-02", delivered: 30 }),
      cell({ day: "2026-12-01", delivered: 10 }),
    ];
    expect(priceCells(days, pricer).map((money) => money.amounts.get("USD"))).toEqual([
      4_990 * 1_400,
      10 * 1_400 + 20 * 1_300,
      10 * 1_400,
    ]);
  });

  test("is nothing for each number's first thousand service messages of a month", () => {
    const service = { kind: "service", category: "service" } as const;
    expect(
      priceCells(
        [
          cell({ ...service, delivered: 999 }),
          cell({ ...service, delivered: 3, day: "2026-11-06" }),
          cell({ ...service, delivered: 3, sender_id: "b", day: "2026-11-06" }),
        ],
        pricer,
      ).map((money) => money.amounts.get("USD") ?? 0),
    ).toEqual([0, 2 * 1_400, 0]);
  });

  test("is nothing over a linked phone, and for what people write", () => {
    const phone = cell({ kind: "uncharged", delivered: 1_000 });
    expect(cost(phone, cell({ direction: "in", received: 5 }))).toEqual({ amounts: [], unpriced: 0 });
  });

  test("is not made up where no price is known", () => {
    expect(cost(cell({ country: "BR", delivered: 7 }))).toEqual({ amounts: [], unpriced: 7 });
  });
});

describe("elsewhere", () => {
  const traffic = [
    cell({ kind: "uncharged", sent: 1_000, delivered: 900 }),
    cell({ direction: "in", kind: "uncharged", category: "service", received: 200 }),
  ];
  const meta = sumMoney(priceCells(traffic, pricer, { asOfficial: true }));
  const of = (name: string) => elsewhere(traffic, meta).find((each) => each.name === name);

  test("traffic over a phone is charged as templates, and by who carries it", () => {
    const fees = 900 * 1_400;
    expect(of("Meta direct")?.total).toEqual({ currency: "USD", amount_micros: fees });
    expect(of("Twilio")?.total).toEqual({ currency: "USD", amount_micros: fees + 1_200 * 5_000 });
    expect(of("360dialog")?.total).toEqual({ currency: "USD", amount_micros: fees + 25_000_000 });
  });

  test("what is not published is unknown, and has its page", () => {
    expect(of("Bird")).toMatchObject({ messages: null, monthly: null, total: null });
    for (const { source } of elsewhere(traffic, meta)) expect(source).toMatch(/^https:/);
  });

  test("a total with an unpriced part, or of two currencies, is unknown", () => {
    const unpriced = { amounts: new Map(), unpriced: 1 };
    expect(elsewhere(traffic, unpriced).map(({ total }) => total)).toEqual([null, null, null, null]);
    const rupees = { amounts: new Map([["INR", 5]]), unpriced: 0 };
    const named = Object.fromEntries(elsewhere(traffic, rupees).map(({ name, total }) => [name, total]));
    expect(named["Meta direct"]).toEqual({ currency: "INR", amount_micros: 5 });
    expect(named["Twilio"]).toBeNull();
  });
});

test("a CSV has whole numbers, quotes what it must, and no formulas", () => {
  const its = { amounts: [{ currency: "USD", amount_micros: 1_400 }], unpriced_messages: 2 };
  const row = { ...none, accepted: 3, cost: its };
  const text = csvOf({
    from: "2026-11-01",
    to: "2026-11-02",
    mode: "live",
    by: "category",
    rows: [
      { key: "=1+1", ...row },
      { key: 'a "b", c', ...row },
    ],
    total: { key: "total", ...row },
    elsewhere: [],
  });
  expect(text.split("\r\n")).toEqual([
    "category,accepted,sent,delivered,read,failed,received,media_bytes,USD_micros,unpriced_messages",
    "'=1+1,3,0,0,0,0,0,0,1400,2",
    '"a ""b"", c",3,0,0,0,0,0,0,1400,2',
    "total,3,0,0,0,0,0,0,1400,2",
    "",
  ]);
});
