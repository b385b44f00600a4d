// Where a tenant is, in words that others understand: its time zone by IANA's names, its language by BCP 47. Pure.

import { Temporal } from "temporal-polyfill";

/** The name as IANA spells it ("asia/kolkata" is "Asia/Kolkata"), or null when there is no such zone. */
export function timeZoneOf(text: string): string | null {
  // An offset is a zone to Temporal, but it knows nothing of summer.
  if (/^[+-]/.test(text)) return null;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text).timeZoneId;
  } catch {
    return null;
  }
}

/** The tag in its canonical form ("PT-br" is "pt-BR"), or null when it is none. */
export function localeOf(text: string): string | null {
  try {
    return Intl.getCanonicalLocales(text)[0] ?? null;
  } catch {
    return null;
  }
}

/** ISO 3166 code of a country there is, judged by whether anybody has a name for it. */
export function isCountry(text: string): boolean {
  return /^[A-Z]{2}$/.test(text) && text !== nowhere && regions.of(text) !== undefined;
}

/** "Unknown region", which has a name. */
const nowhere = "ZZ";
const regions = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });
