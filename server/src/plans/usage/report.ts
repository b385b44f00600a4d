// The usage page's data: counts and costs by day, month, sender, category or country, and what it costs elsewhere.

import type { UsageQuery, UsageReport, UsageRow } from "@waypost/contract";
import type { Tx } from "../../kernel/db.ts";
import { presentId } from "../../kernel/ids.ts";
import type { Mode } from "../../kernel/route.ts";
import { type Counts, readUsage, type UsageCell } from "../store/usage.ts";
import { elsewhere } from "./elsewhere.ts";
import { amountsOf, type Money, priceCells, type Pricer, sumMoney } from "./price-cells.ts";

export type By = NonNullable<UsageQuery["by"]>;

export type Wanted = { tenantId: string; mode: Mode; from: string; to: string; by: By };

export async function reportUsage(tx: Tx, wanted: Wanted, pricer: Pricer): Promise<UsageReport> {
  const { tenantId, mode, from, to, by } = wanted;
  // From the month's first day on, because what was delivered before decides what the rest costs.
  const cells = await readUsage(tx, [tenantId, mode, `${from.slice(0, 7)}-01`, to]);
  const within = priced(cells, priceCells(cells, pricer)).filter(({ cell }) => cell.day >= from);
  const official = priced(cells, priceCells(cells, pricer, { asOfficial: true }));
  const meta = sumMoney(official.filter(({ cell }) => cell.day >= from).map(({ money }) => money));
  const groups = Map.groupBy(within, ({ cell }) => keyOf(cell, by));
  return {
    from,
    to,
    mode,
    by,
    rows: [...groups].map(([key, group]) => rowOf(key, group)).toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    total: rowOf("total", within),
    elsewhere: elsewhere(
      within.map(({ cell }) => cell),
      meta,
    ),
  };
}

type PricedCell = { cell: UsageCell; money: Money };

function priced(cells: readonly UsageCell[], money: readonly Money[]): PricedCell[] {
  return cells.map((cell, place) => {
    const its = money[place];
    if (its === undefined) throw new Error("every cell is priced");
    return { cell, money: its };
  });
}

function keyOf(cell: UsageCell, by: By): string {
  switch (by) {
    case "day":
      return cell.day;
    case "month":
      return cell.day.slice(0, 7);
    case "sender":
      return presentId("snd", cell.sender_id);
    case "category":
      return cell.category;
    case "country":
      return cell.country;
  }
}

function rowOf(key: string, group: readonly PricedCell[]): UsageRow {
  const sum = (name: keyof Counts): number => group.reduce((total, { cell }) => total + cell[name], 0);
  const money = sumMoney(group.map((each) => each.money));
  return {
    key,
    accepted: sum("accepted"),
    sent: sum("sent"),
    delivered: sum("delivered"),
    read: sum("read"),
    failed: sum("failed"),
    received: sum("received"),
    media_bytes: sum("media_bytes"),
    cost: { amounts: amountsOf(money), unpriced_messages: money.unpriced },
  };
}
