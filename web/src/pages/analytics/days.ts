// Days and weekdays as the reader's language writes them. Pure.
import type { Language } from "../../i18n/languages.ts";

/** A day has no clock: read and written in UTC, it stays the day that it is. */
export function formatDay(day: string, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" }).format(Date.parse(day));
}

/** 0 is Monday. */
export function weekdayName(place: number, language: Language, weekday: "short" | "long"): string {
  // The 5th of January 2026 was a Monday.
  const date = Date.UTC(2026, 0, 5 + place);
  return new Intl.DateTimeFormat(language, { weekday, timeZone: "UTC" }).format(date);
}

export function hourName(hour: number, language: Language): string {
  const date = Date.UTC(2026, 0, 5, hour);
  return new Intl.DateTimeFormat(language, { timeStyle: "short", timeZone: "UTC" }).format(date);
}

export function formatShare(share: number, language: Language, sign: "auto" | "exceptZero" = "auto"): string {
  return new Intl.NumberFormat(language, {
    style: "percent",
    maximumFractionDigits: 1,
    signDisplay: sign,
  }).format(share);
}
