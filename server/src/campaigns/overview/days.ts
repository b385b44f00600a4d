// Which days a question is about: those it names, or the last so many. Pure.

import { AppError } from "../../kernel/errors.ts";

export type Days = { from: string; to: string };

const dayMs = 86_400_000;

/** `from` and `to` are days, both included. Throws for what is no day, and for more than `most` of them. */
export function daysOf(
  { from, to }: Partial<Days>,
  today: string,
  { usual, most }: { usual: number; most: number },
): Days {
  for (const [name, date] of Object.entries({ from, to })) if (date !== undefined) requireDate(name, date);
  const last = to ?? today;
  const first = from ?? dateOf(Date.parse(last) - (usual - 1) * dayMs);
  const days = (Date.parse(last) - Date.parse(first)) / dayMs + 1;
  if (days >= 1 && days <= most) return { from: first, to: last };
  throw refused("to", days < 1 ? "is before `from`" : `is more than ${most} days after \`from\``);
}

/** JavaScript takes the 30th of February for a day in March. */
function requireDate(name: string, date: string): void {
  const ms = Date.parse(date);
  if (Number.isNaN(ms) || dateOf(ms) !== date) throw refused(name, "is no day");
}

function refused(name: string, message: string): AppError {
  return new AppError("invalid_request", "The days are not valid.", {
    errors: [{ path: `query.${name}`, message }],
  });
}

function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
