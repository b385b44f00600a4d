// Which days a usage report is about: as asked, else this month so far.

import type { UsageQuery } from "@waypost/contract";
import { AppError } from "../../kernel/errors.ts";

const daysMax = 400;
const dayMs = 86_400_000;

/** `today` by the tenant's clock. */
export function rangeOf(query: UsageQuery, today: string): { from: string; to: string } {
  const to = query.to ?? today;
  const from = query.from ?? `${to.slice(0, 7)}-01`;
  for (const [name, day] of Object.entries({ from, to })) if (!isDay(day)) throw refused(name, "is no day");
  if (from > to) throw refused("from", "is after `to`");
  if (Date.parse(to) - Date.parse(from) > daysMax * dayMs)
    throw refused("from", `is more than ${daysMax} days before \`to\``);
  return { from, to };
}

function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

function refused(name: string, message: string): AppError {
  return new AppError("invalid_request", "The range of days is not valid.", {
    errors: [{ path: `query.${name}`, message }],
  });
}
