// Numbers, dates and spans as the reader's language writes them. Pure: now and the language are arguments.
import type { Language } from "./languages.ts";

const steps: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["second", 60],
  ["minute", 60],
  ["hour", 24],
  ["day", 30],
  ["month", 12],
  ["year", Infinity],
];

/** "3 min ago", "tomorrow". */
export function relativeTime(at: Date, now: Date, language: Language): string {
  let value = (at.getTime() - now.getTime()) / 1_000;
  for (const [unit, perNext] of steps) {
    if (Math.abs(value) < perNext) return relative(language).format(Math.round(value), unit);
    value /= perNext;
  }
  return "";
}

export function exactTime(at: Date, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" }).format(at);
}

export function formatNumber(value: number, language: Language): string {
  return new Intl.NumberFormat(language).format(value);
}

/** Milliseconds as a person says them: "840 ms", "4.2 s", "3 min". */
export function formatSpan(ms: number, language: Language): string {
  const write = (value: number, unit: string, digits: number): string =>
    new Intl.NumberFormat(language, {
      style: "unit",
      unit,
      unitDisplay: "short",
      maximumFractionDigits: digits,
    }).format(value);
  if (ms < 1_000) return write(ms, "millisecond", 0);
  if (ms < 60_000) return write(ms / 1_000, "second", 1);
  if (ms < 3_600_000) return write(ms / 60_000, "minute", 0);
  return write(ms / 3_600_000, "hour", 1);
}

function relative(language: Language): Intl.RelativeTimeFormat {
  return new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "narrow" });
}
