// Compiles what is asked of a day. Relative days are reckoned here, from today in the tenant's time zone.

import type { DateTest } from "@waypost/contract";
import type { Values } from "./values.ts";
import type { RuleWorld } from "./world.ts";

/** `operand` is an expression of type date, null for who has none. */
export function dateSql(operand: string, test: DateTest, values: Values, world: RuleWorld): string {
  const today = todayIn(world);
  const day = (text: string): string => values.bind(text, "date");
  const holds = (condition: string): string => `coalesce(${condition}, false)`;
  const within = (from: string, to: string): string =>
    holds(`${operand} between ${day(from)} and ${day(to)}`);
  if (test.on !== undefined) return holds(`${operand} = ${day(test.on)}`);
  if (test.before !== undefined) return holds(`${operand} < ${day(test.before)}`);
  if (test.after !== undefined) return holds(`${operand} > ${day(test.after)}`);
  if (test.between !== undefined) return within(test.between[0] ?? "", test.between[1] ?? "");
  if (test.in_last_days !== undefined) return within(plusDays(today, -test.in_last_days), today);
  if (test.in_next_days !== undefined) return within(today, plusDays(today, test.in_next_days));
  if (test.more_than_days_ago !== undefined)
    return holds(`${operand} < ${day(plusDays(today, -test.more_than_days_ago))}`);
  const ahead = test.anniversary_in_days ?? test.anniversary_within_days ?? 0;
  const days = daysOfYear(today, test.anniversary_in_days === undefined ? 0 : ahead, ahead);
  return holds(`to_char(${operand}, 'MM-DD') = any (${values.bind(days, "text[]")})`);
}

/** YYYY-MM-DD. */
export function todayIn({ at, timeZone }: Pick<RuleWorld, "at" | "timeZone">): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(at);
}

export function plusDays(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** As MM-DD. Who was born on 29 February has their day on the 28th of other years. */
function daysOfYear(today: string, from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => plusDays(today, from + index)).flatMap((day) => {
    const isLast = day.endsWith("-02-28") && plusDays(day, 1).endsWith("-03-01");
    return isLast ? ["02-28", "02-29"] : [day.slice(5)];
  });
}
