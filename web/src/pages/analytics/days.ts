// Days and shares as the reader's language writes them. Pure.
import type { Language } from "../../i18n/languages.ts";

/** A day has no clock: read and written in UTC, it stays the day that it is. */
export function formatDay(day: string, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" }).format(Date.parse(day));
}

export function formatShare(share: number, language: Language, sign: "auto" | "exceptZero" = "auto"): string {
  return new Intl.NumberFormat(language, {
    style: "percent",
    maximumFractionDigits: 1,
    signDisplay: sign,
  }).format(share);
}
