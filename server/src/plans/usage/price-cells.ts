// What delivered messages cost at Meta: cell by cell, in the order in which allowances and tiers are used up. Pure.

import type { UsageAmount } from "@waypost/contract";
import type { UsageCell } from "../store/usage.ts";

export type Asked = {
  category: string;
  country: string;
  /** "2026-11-21", on which it was delivered. */
  day: string;
  isTemplate: boolean;
  /** Service messages of the number, and messages of the category to the country, delivered this month before. */
  serviceDelivered: number;
  volume: number;
};

/** What one message costs; null when that is not known. */
export type Price = { amount: UsageAmount | "free" } | null;

/** A tenant's prices. `steps`: numbers of messages in a month at which a price changes. */
export type Pricer = { priceOf(asked: Asked): Price; steps: readonly number[] };

export type Money = { amounts: ReadonlyMap<string, number>; unpriced: number };

export const noMoney: Money = { amounts: new Map(), unpriced: 0 };

/**
 * Answers for each cell, in their order. The cells begin with a month: allowances are counted from its first day on.
 * Numbers over a phone cost nothing; `asOfficial` prices them as templates of their category, which is what they would
 * have to be over the official API.
 */
export function priceCells(
  cells: readonly UsageCell[],
  { priceOf, steps }: Pricer,
  { asOfficial = false } = {},
): Money[] {
  const counted = new Map<string, number>();
  const take = (key: string, count: number): void => void counted.set(key, (counted.get(key) ?? 0) + count);
  return cells.map((cell) => {
    if (cell.direction === "in" || (cell.kind === "uncharged" && !asOfficial)) return noMoney;
    const { category, country, day, sender_id } = cell;
    const isTemplate = cell.kind === "template" || (cell.kind === "uncharged" && category !== "service");
    const month = day.slice(0, 7);
    const [ofNumber, ofMarket] = [`${month} ${sender_id}`, `${month} ${category} ${country}`];
    const money = { amounts: new Map<string, number>(), unpriced: 0 };
    let left = cell.delivered;
    while (left > 0) {
      const serviceDelivered = counted.get(ofNumber) ?? 0;
      const volume = counted.get(ofMarket) ?? 0;
      const runs = steps.flatMap((step) => [step - serviceDelivered, step - volume]).filter((run) => run > 0);
      const count = Math.min(left, ...runs);
      add(money, priceOf({ category, country, day, isTemplate, serviceDelivered, volume }), count);
      if (!isTemplate) take(ofNumber, count);
      take(ofMarket, count);
      left -= count;
    }
    return money;
  });
}

function add(money: { amounts: Map<string, number>; unpriced: number }, price: Price, count: number): void {
  if (price === null) money.unpriced += count;
  else if (price.amount !== "free") {
    const { currency, amount_micros: micros } = price.amount;
    money.amounts.set(currency, (money.amounts.get(currency) ?? 0) + micros * count);
  }
}

export function sumMoney(all: readonly Money[]): Money {
  const amounts = new Map<string, number>();
  for (const each of all)
    for (const [currency, micros] of each.amounts)
      amounts.set(currency, (amounts.get(currency) ?? 0) + micros);
  return { amounts, unpriced: all.reduce((sum, { unpriced }) => sum + unpriced, 0) };
}

export function amountsOf({ amounts }: Money): UsageAmount[] {
  return [...amounts]
    .filter(([, micros]) => micros !== 0)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, amount_micros]) => ({ currency, amount_micros }));
}
