// Weekdays and hours as the reader's language writes them. Pure.
import type { Language } from "./languages.ts";

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
