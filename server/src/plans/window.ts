// The windows in which a plan's messages are counted: calendar minutes, and a tenant's own days and months. Pure.

import type { PlanCaps } from "@waypost/contract";
import { Temporal } from "temporal-polyfill";

export type WindowKind = "minute" | "day" | "month";

/** Milliseconds since the epoch; `endsAt` is the next one's beginning. */
export type Window = { kind: WindowKind; startsAt: number; endsAt: number };

/** From the one that passes soonest. */
export const windowKinds: readonly WindowKind[] = ["minute", "day", "month"];

export const capOfWindow = {
  minute: "messages_per_minute",
  day: "messages_per_day",
  month: "messages_per_month",
} as const satisfies Record<WindowKind, keyof PlanCaps>;

const minuteMs = 60_000;

/**
 * A minute is the clock's and does not slide: who spends it at its end and the next at its beginning has two minutes'
 * worth within seconds, and in return it is one number that all processes can share, with a moment at which it renews.
 * Days and months begin when the tenant's clock says so, in days of 23 and 25 hours too; where midnight is skipped,
 * with the first moment there is.
 */
export function windowAt(kind: WindowKind, now: number, zone: string): Window {
  if (kind === "minute") {
    const startsAt = Math.floor(now / minuteMs) * minuteMs;
    return { kind, startsAt, endsAt: startsAt + minuteMs };
  }
  const today = localDate(now, zone);
  const first = kind === "day" ? today : today.with({ day: 1 });
  const next = first.add(kind === "day" ? { days: 1 } : { months: 1 });
  return { kind, startsAt: beginningOf(first, zone), endsAt: beginningOf(next, zone) };
}

/**
 * `windowAt` that remembers the last window of each kind and zone: messages ask by the thousand, and a calendar is slow
 * to read (30 µs).
 */
export function rememberWindows(): typeof windowAt {
  const last = new Map<string, Window>();
  return (kind, now, zone) => {
    const key = `${kind} ${zone}`;
    const known = last.get(key);
    if (known !== undefined && known.startsAt <= now && now < known.endsAt) return known;
    const window = windowAt(kind, now, zone);
    last.set(key, window);
    return window;
  };
}

/** The day that it is in the zone, "2026-11-21". */
export function dayAt(now: number, zone: string): string {
  return localDate(now, zone).toString();
}

function localDate(now: number, zone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate();
}

function beginningOf(date: Temporal.PlainDate, zone: string): number {
  return date.toZonedDateTime(zone).epochMilliseconds;
}
