// The days that are looked at, as the address says them, and those before them. Days are dates without a clock. Pure.
import type { Query } from "@waypost/sdk";
import { type CohortStage, cohortStages } from "./cohort-stages.ts";

export type Days = { from: string; to: string };
export type Stage = (typeof stages)[number];

/** `days` counts back from today; `from` and `to` are days of one's own choice. Neither: the API's own 30 days. */
export type Period = {
  days?: number | undefined;
  from?: string | undefined;
  to?: string | undefined;
  /** What the week's heat shows. */
  heat?: Stage | undefined;
  /** What the cohorts show. */
  stay?: CohortStage | undefined;
};

export const stages = [
  "sent",
  "delivered",
  "read",
  "replied",
  "clicked",
  "converted",
  "failed",
  "unknown",
  "received",
] as const;
export const spans = [7, 30, 90, 365] as const;

/** What an address holds may be anybody's invention: only what fits is taken. */
export function readPeriod(search: Record<string, unknown>): Period {
  const period: Period = {};
  const days = spans.find((each) => each === search["days"]);
  if (days !== undefined) period.days = days;
  const { from, to } = search;
  if (days === undefined && isDay(from)) period.from = from;
  if (days === undefined && isDay(to)) period.to = to;
  const heat = stages.find((each) => each === search["heat"]);
  if (heat !== undefined) period.heat = heat;
  const stay = cohortStages.find((each) => each === search["stay"]);
  if (stay !== undefined) period.stay = stay;
  return period;
}

export function queryOf({ days, from, to }: Period, today: string): Query<"GET /v1/analytics"> {
  if (days !== undefined) return { from: shift(today, 1 - days), to: today };
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

/** As many days, right before. */
export function daysBefore({ from, to }: Days): Days {
  const count = countOf({ from, to });
  return { from: shift(from, -count), to: shift(from, -1) };
}

/** Each of them, the API leaves out those on which nothing was. */
export function daysIn(days: Days): string[] {
  return Array.from({ length: countOf(days) }, (_, place) => shift(days.from, place));
}

export function dayOf(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

const dayMs = 86_400_000;

function countOf({ from, to }: Days): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs) + 1;
}

function shift(day: string, by: number): string {
  return new Date(Date.parse(day) + by * dayMs).toISOString().slice(0, 10);
}

/** JavaScript takes the 30th of February for a day in March. */
export function isDay(value: unknown): value is string {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  return !Number.isNaN(Date.parse(value)) && shift(value, 0) === value;
}
