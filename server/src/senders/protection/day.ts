// Days, mornings and quiet hours by local clocks, as instants. Temporal knows what daylight saving does to
// them.

import { Temporal } from "temporal-polyfill";
import type { QuietHours } from "./presets.ts";

/** A calendar day, "2026-11-21". */
export type Day = string;

/**
 * A number's day begins at six in the morning: the night belongs to the day before, so that a cap that is
 * used up in the evening is not open again at midnight. No zone changes its clocks at that hour.
 */
const beginning = Temporal.PlainTime.from("06:00");

export function dayOf(now: Date, zone: string): Day {
  const local = localTime(now, zone);
  const date = local.toPlainDate();
  const isNight = Temporal.PlainTime.compare(local.toPlainTime(), beginning) < 0;
  return (isNight ? date.subtract({ days: 1 }) : date).toString();
}

/** When a day begins; with `later`, the day that many days after it. */
export function beginningOf(day: Day, zone: string, later = 0): Date {
  const date = Temporal.PlainDate.from(day).add({ days: later });
  return dateOf(date.toZonedDateTime({ timeZone: zone, plainTime: beginning }));
}

export function nextMorning(now: Date, zone: string): Date {
  return beginningOf(dayOf(now, zone), zone, 1);
}

/**
 * How many days after `from` `to` is. Dates alone know no clock changes, so that UTC's days will do: this is asked for
 * each of a number's last 60 days by each rule, and Temporal takes a hundred times as long.
 */
export function daysBetween(from: Day, to: Day): number {
  return (Date.parse(to) - Date.parse(from)) / dayMs;
}

const dayMs = 24 * 3_600_000;

/** When the quiet hours end in which it is now; null when it is not quiet. */
export function quietUntil(now: Date, zone: string, { from, to }: QuietHours): Date | null {
  const local = localTime(now, zone);
  const [start, end] = [Temporal.PlainTime.from(from), Temporal.PlainTime.from(to)];
  const time = local.toPlainTime();
  const [isAfterStart, isBeforeEnd] = [
    Temporal.PlainTime.compare(time, start) >= 0,
    Temporal.PlainTime.compare(time, end) < 0,
  ];
  const isOverMidnight = Temporal.PlainTime.compare(start, end) > 0;
  const isQuiet = isOverMidnight ? isAfterStart || isBeforeEnd : isAfterStart && isBeforeEnd;
  return isQuiet ? nextTime(local, end) : null;
}

/**
 * The next time the clock shows that, or more: when it is set back, an hour is shown twice; when forward, one never is,
 * and the moment of the jump is past all of it.
 */
function nextTime(local: Temporal.ZonedDateTime, time: Temporal.PlainTime): Date {
  const times = [0, 1].flatMap((days) => {
    const wanted = local.toPlainDate().add({ days }).toPlainDateTime(time);
    return (["earlier", "later"] as const).flatMap((disambiguation) => {
      const at = wanted.toZonedDateTime(local.timeZoneId, { disambiguation });
      const shown = Temporal.PlainDateTime.compare(at.toPlainDateTime(), wanted);
      if (shown < 0) return [];
      return shown === 0 ? [at] : [at.getTimeZoneTransition("previous") ?? at];
    });
  });
  const next = times
    .filter((at) => Temporal.ZonedDateTime.compare(at, local) > 0)
    .toSorted(Temporal.ZonedDateTime.compare)
    .at(0);
  if (next === undefined) throw new Error("tomorrow's time is after today's");
  return dateOf(next);
}

/**
 * When it is quiet in none of the zones, from now on: null when that is now. Zones so far apart that it is
 * always quiet in one of them say nothing about the person, so `fallback` decides.
 */
export function quietInAnyUntil(
  now: Date,
  zones: readonly string[],
  hours: QuietHours,
  fallback: string,
): Date | null {
  let at = now;
  // Each round moves past one zone's night; who is still quiet after two days always is.
  while (at.getTime() - now.getTime() < 2 * dayMs) {
    const ends = zones.map((zone) => quietUntil(at, zone, hours)).filter((end) => end !== null);
    const latest = ends.toSorted((a, b) => b.getTime() - a.getTime()).at(0);
    if (latest === undefined) return at > now ? at : null;
    at = latest;
  }
  return quietUntil(now, fallback, hours);
}

/** For people: "14:05", "tomorrow 09:00", "24 Nov 09:00" on the number's clock. */
export function spoken(at: Date, now: Date, zone: string): string {
  const [then, today] = [localTime(at, zone), localTime(now, zone)];
  const time = then.toPlainTime().toString({ smallestUnit: "minute" });
  const days = today.toPlainDate().until(then.toPlainDate()).days;
  if (days === 0) return time;
  if (days === 1) return `tomorrow ${time}`;
  return `${then.day} ${months[then.month - 1] ?? ""} ${time}`;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export function isZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    // An offset is a zone to Temporal, but not to those who say "my city".
    return !/^[+-]/.test(name);
  } catch {
    return false;
  }
}

function localTime(now: Date, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone);
}

function dateOf(at: Temporal.ZonedDateTime): Date {
  return new Date(at.epochMilliseconds);
}
