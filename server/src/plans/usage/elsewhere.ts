// What the same traffic would cost elsewhere, part by part; a part that is not known makes the total unknown. Pure.

import type { PriceElsewhere, UsageAmount } from "@waypost/contract";
import type { UsageCell } from "../store/usage.ts";
import { amountsOf, type Money } from "./price-cells.ts";
import { type Listed, priceList } from "./price-list.ts";

/** `meta`: all of the traffic at Meta's prices, as if it had gone over the official API. */
export function elsewhere(cells: readonly UsageCell[], meta: Money): PriceElsewhere[] {
  const traffic = trafficOf(cells);
  return priceList.map((listed) => compare(listed, traffic, meta));
}

type Traffic = { out: number; in: number; numberMonths: number };

function trafficOf(cells: readonly UsageCell[]): Traffic {
  const months = new Set(cells.map(({ sender_id, day }) => `${sender_id} ${day.slice(0, 7)}`));
  return {
    out: cells.reduce((sum, { sent }) => sum + sent, 0),
    in: cells.reduce((sum, { received }) => sum + received, 0),
    numberMonths: months.size,
  };
}

function compare(listed: Listed, traffic: Traffic, meta: Money): PriceElsewhere {
  const { name, currency, outMicros, inMicros, numberMonthMicros, source, asOf, note } = listed;
  const messages =
    outMicros === null || inMicros === null
      ? null
      : { currency, amount_micros: outMicros * traffic.out + inMicros * traffic.in };
  const monthly =
    numberMonthMicros === null ? null : { currency, amount_micros: numberMonthMicros * traffic.numberMonths };
  const fees = amountsOf(meta);
  const total = meta.unpriced > 0 ? null : sumOf([messages, monthly, ...fees]);
  const passed = { amounts: fees, unpriced_messages: meta.unpriced };
  return { name, messages, monthly, meta: passed, total, source, as_of: asOf, note };
}

/** Nothing in another currency adds nothing; amounts of two currencies have no sum. */
function sumOf(parts: readonly (UsageAmount | null)[]): UsageAmount | null {
  const known = parts.filter((part) => part !== null);
  if (known.length < parts.length) return null;
  const real = known.filter((part) => part.amount_micros !== 0);
  const currency = real[0]?.currency ?? known[0]?.currency ?? "USD";
  if (real.some((part) => part.currency !== currency)) return null;
  return { currency, amount_micros: real.reduce((sum, part) => sum + part.amount_micros, 0) };
}
