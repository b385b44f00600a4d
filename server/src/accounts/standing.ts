// How a business number stands with Meta: what is known of it and of its account, put together.

import type { FactName, FactValues } from "../transports/cloud-api/index.ts";
import { currentOf, type Said } from "./facts.ts";
import type { FactRow } from "./store/facts.ts";

/** What holds now; a fact nobody has told is absent. */
export type Facts = { readonly [Name in FactName]?: { value: FactValues[Name]; at: Date; seenAt: Date } };

/**
 * The number's facts with its account's. Where both speak of one thing (the portfolio's messaging limit, health), the
 * later word holds. Rows are ours, so their values are what we wrote.
 */
export function factsOf(rows: readonly Pick<FactRow, "fact" | "at" | "seen_at" | "value">[]): Facts {
  const byName = Map.groupBy(rows, (row) => row.fact);
  const held = [...byName].map(([name, each]) => [
    name,
    currentOf(each.map(({ at, seen_at: seenAt, value }): Said => ({ at, seenAt, value }))),
  ]);
  return Object.fromEntries(held) as Facts;
}

/** 90 % of what Meta allows: 80 messages a second, or 1,000 after an upgrade (Cloud API, "Throughput"). */
export function paceOf(throughput: string): { ratePerSecond: number; burst: number } | null {
  // A second sees at most rate and burst together, which is Meta's figure itself.
  if (throughput === "HIGH") return { ratePerSecond: 900, burst: 90 };
  return throughput === "STANDARD" ? { ratePerSecond: 72, burst: 8 } : null;
}
