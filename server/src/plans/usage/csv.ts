// A usage report as CSV: one line for each row, and the total last. Pure.

import type { UsageReport, UsageRow } from "@waypost/contract";
import { safeCell } from "../../kernel/csv-cell.ts";

const columns = ["accepted", "sent", "delivered", "read", "failed", "received", "media_bytes"] as const;

/** Amounts in millionths, as whole numbers: what a spreadsheet adds up stays exact. */
export function csvOf({ by, rows, total }: UsageReport): string {
  const currencies = total.cost.amounts.map(({ currency }) => currency);
  const head = [by, ...columns, ...currencies.map((currency) => `${currency}_micros`), "unpriced_messages"];
  const lines = [...rows, total].map((row) => cellsOf(row, currencies));
  return [head, ...lines].map((cells) => `${cells.map(quoted).join(",")}\r\n`).join("");
}

/** RFC 4180. A number is no formula, and stays one. */
function quoted(cell: string | number): string {
  if (typeof cell === "number") return String(cell);
  const text = safeCell(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function cellsOf({ key, cost, ...counts }: UsageRow, currencies: readonly string[]): (string | number)[] {
  const amountOf = (wanted: string): number =>
    cost.amounts.find(({ currency }) => currency === wanted)?.amount_micros ?? 0;
  return [key, ...columns.map((name) => counts[name]), ...currencies.map(amountOf), cost.unpriced_messages];
}
