// From the API's counts to what is drawn: changes, shares, and bars that stand on each other. Pure.
import type { Answer } from "@waypost/sdk";
import { type Days, daysIn, type Stage, stages } from "./period.ts";

export type Overview = Answer<"GET /v1/analytics">;
export type Counts = Readonly<Record<Stage, number>>;
type Day = { day: string } & Counts;

const nothing = Object.fromEntries(stages.map((stage) => [stage, 0])) as Counts;

/** Days of nothing too. */
export function everyDay(days: Days, counted: readonly Day[]): Day[] {
  const known = new Map(counted.map((each) => [each.day, each]));
  return daysIn(days).map((day) => known.get(day) ?? { day, ...nothing });
}

/** As a share of what was before; null when there was nothing to compare with. */
export function changeOf(now: number, before: number): number | null {
  return before === 0 ? null : (now - before) / before;
}

export function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** From the ground up. Who has read has received: each message is in one layer, the furthest that it came. */
export const layers = ["read", "delivered", "sent", "unknown", "failed"] as const;
type Layer = (typeof layers)[number];

/** What the API counts in a stage is in all stages before it as well. */
export function layersOf({ sent, delivered, read, failed, unknown }: Counts): Record<Layer, number> {
  return {
    read,
    delivered: Math.max(0, delivered - read),
    sent: Math.max(0, sent - delivered),
    unknown,
    failed,
  };
}

export function heightOf(counts: Counts): number {
  return Object.values(layersOf(counts)).reduce((sum, count) => sum + count, 0);
}

/** One path per layer, in a space that is as wide as there are days and one high. */
export function pathsOf(days: readonly Counts[], top: number): Record<Layer, string> {
  const paths: Record<Layer, string> = { read: "", delivered: "", sent: "", unknown: "", failed: "" };
  for (const [place, counts] of days.entries()) {
    let ground = 1;
    const parts = layersOf(counts);
    for (const layer of layers) {
      const height = parts[layer] / Math.max(top, 1);
      if (height === 0) continue;
      ground -= height;
      paths[layer] += `M${place + 0.1} ${round(ground)}h.8v${round(height)}h-.8z`;
    }
  }
  return paths;
}

/** Weekdays, Monday first, by hours. */
export function weekOf(hours: Overview["by_hour"], stage: Stage): number[][] {
  const week = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
  for (const { weekday, hour, ...counts } of hours) {
    const day = week[weekday - 1];
    if (day !== undefined) day[hour] = counts[stage];
  }
  return week;
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
