// When a campaign begins, by its own clock or by everybody's, in which hours it sends, and when it runs again. Pure.

import type { CampaignRepeat, CampaignSchedule } from "@waypost/contract";
import { Temporal } from "temporal-polyfill";
import type { Schedule } from "./campaign.ts";

/** The zone of the earliest morning there is: when it begins there, it begins. */
const earliestZone = "Pacific/Kiritimati";

/** When the first of its people is due; null for at once. A time that has passed means at once too. */
export function beginningOf(schedule: Schedule, now: Date): Date | null {
  if (schedule.at === undefined) return null;
  const at = instantIn(wallTimeOf(schedule), clockOf(schedule));
  if (at > now) return at;
  return schedule.repeat === undefined ? null : nextRun(schedule, now, 0);
}

/** Whose clock says when it begins. */
function clockOf({ recipient_local, time_zone }: Schedule): string {
  return recipient_local === true ? earliestZone : time_zone;
}

/** What the clock on the wall says when a run begins: "2026-12-01T09:00:00". */
export function wallTimeAt(schedule: Schedule, at: Date): string {
  return plainIn(at, clockOf(schedule)).toString();
}

/**
 * When it begins for people in this zone. Local times are those of a clock on the wall: the hour that is skipped in
 * spring comes an hour later, and of the one that comes twice the first counts.
 */
export function startIn(schedule: Schedule, zone: string, launchedAt: Date): Date {
  if (schedule.at === undefined) return launchedAt;
  const wall = wallTimeOf(schedule);
  if (schedule.recipient_local !== true) return instantIn(wall, schedule.time_zone);
  const at = instantIn(wall, zone);
  if (at >= launchedAt || schedule.late === "now") return at;
  const launched = plainIn(launchedAt, zone);
  const sameDay = launched.toPlainDate().toPlainDateTime(wall.toPlainTime());
  const next = Temporal.PlainDateTime.compare(sameDay, launched) >= 0 ? sameDay : sameDay.add({ days: 1 });
  return instantIn(next, zone);
}

/** The time on the clock that was meant: as it was written, or of the instant that was given. */
function wallTimeOf({ at, time_zone }: Schedule): Temporal.PlainDateTime {
  if (at === undefined) throw new Error("what has no time begins at once");
  return isLocal(at)
    ? Temporal.PlainDateTime.from(at)
    : Temporal.Instant.from(at).toZonedDateTimeISO(time_zone).toPlainDateTime();
}

/** "2026-12-01T09:00", with seconds or without: no zone is named. */
export function isLocal(at: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?$/.test(at);
}

/** Null when it is one; else what is wrong with it. */
export function problemOfTime(at: string): string | null {
  try {
    if (isLocal(at)) Temporal.PlainDateTime.from(at);
    else Temporal.Instant.from(at);
    return null;
  } catch {
    return "is neither a local time (2026-12-01T09:00) nor an instant";
  }
}

/** As the zone is spelt; null for what is none. */
export function zoneNamed(text: string): string | null {
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text).timeZoneId;
  } catch {
    return null;
  }
}

export type Windows = NonNullable<CampaignSchedule["windows"]>;

/** Until when it may send by this clock, null where it may not; `opensAt` is when it may the next time. */
export type Hours = { isOpen: true; closesAt: Date } | { isOpen: false; opensAt: Date };

/** A window may pass midnight (20:00 to 02:00); it belongs to the day on which it opens. */
export function hoursAt(windows: Windows, zone: string, now: Date): Hours {
  const today = plainIn(now, zone).toPlainDate();
  // A week and a day on both sides: one of seven days is open.
  for (let ahead = -1; ahead <= 8; ahead++) {
    const day = today.add({ days: ahead });
    if (windows.days !== undefined && !windows.days.includes(day.dayOfWeek)) continue;
    const opens = instantIn(day.toPlainDateTime(windows.from), zone);
    const last = windows.to > windows.from ? day : day.add({ days: 1 });
    const closes = instantIn(last.toPlainDateTime(windows.to), zone);
    if (opens <= now && now < closes) return { isOpen: true, closesAt: closes };
    if (opens > now) return { isOpen: false, opensAt: opens };
  }
  throw new Error("one day in eight is open");
}

/** The next run after this one, by the clock of its zone; null after the last. `runs`: how many there were. */
export function nextRun(schedule: Schedule, after: Date, runs: number): Date | null {
  const { repeat } = schedule;
  if (repeat === undefined || (repeat.count !== undefined && runs >= repeat.count)) return null;
  const first = wallTimeOf(schedule);
  for (let step = 0; step < stepsMax; step++) {
    const at = runAt(first, repeat, step, clockOf(schedule));
    if (at === null || at <= after) continue;
    return repeat.until !== undefined && at > new Date(repeat.until) ? null : at;
  }
  return null;
}

/** Ten years of days; whoever repeats so long starts anew. */
const stepsMax = 3_660;

/** The candidate of this step; null where the rule leaves it out. */
function runAt(
  first: Temporal.PlainDateTime,
  { every, interval = 1, days }: CampaignRepeat,
  step: number,
  zone: string,
): Date | null {
  if (every === "month") return instantIn(first.add({ months: step * interval }), zone);
  if (every === "day" && days === undefined) return instantIn(first.add({ days: step * interval }), zone);
  const day = first.add({ days: step });
  if (!(days ?? [first.dayOfWeek]).includes(day.dayOfWeek)) return null;
  if (every === "day") return instantIn(day, zone);
  const monday = first.toPlainDate().subtract({ days: first.dayOfWeek - 1 });
  const weeks = Math.floor(day.toPlainDate().since(monday).days / 7);
  return weeks % interval === 0 ? instantIn(day, zone) : null;
}

function plainIn(at: Date, zone: string): Temporal.PlainDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDateTime();
}

function instantIn(wall: Temporal.PlainDateTime, zone: string): Date {
  return new Date(wall.toZonedDateTime(zone, { disambiguation: "compatible" }).epochMilliseconds);
}
