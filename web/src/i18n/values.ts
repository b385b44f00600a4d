// The values in the API's sentences, by their names: what each looks like, whose words it is, and how the reader's
// language writes it. Pure.
import type { Language } from "./languages.ts";
import { exactTime, formatNumber, formatSpan } from "./numbers.ts";

const digits = String.raw`\d+(?:\.\d+)?`;
const word = String.raw`\S+`;

/** What a value may look like; anything where it is not listed. */
export const shapes: Readonly<Record<string, string>> = {
  ...named(digits, "n all days height least limit most percent row score seconds share width"),
  ...named(
    word,
    "at category code day field id mode number phone since status step template time to type until url zone",
  ),
  ...named(String.raw`(?:tomorrow |\d+ \w+ )?\d\d:\d\d`, "when"),
  ...named(String.raw`once|\d+ times`, "times"),
  ...named("daily|warm-up", "cap"),
  ...named("[A-Z_]+(?: [A-Z_]+)*", "part"),
  ...named(String.raw`\d+(?:\.\d+)? [KM]B`, "size"),
  ...named(String.raw`/\S+|import`, "pointer"),
  ...named("(?: and more)?", "rest"),
  ...named(String.raw`(?: \(.*\))?`, "aside"),
  ...named(".*?", "app last where"),
};

/** Values that have to be known themselves, where they are not empty: half a translation is worse than none. */
export const ourWords = new Set(
  "app deed ends last moment more period places what where who words".split(" "),
);

/** Names that people gave, and those that programs know: the same in every language. */
export const theirWords = new Set(
  "aside category code field id mode name names number phone pointer text url".split(" "),
);

function named(shape: string, names: string): Record<string, string> {
  return Object.fromEntries(names.split(" ").map((name) => [name, shape]));
}

export function isNumber(name: string): boolean {
  return shapes[name] === digits;
}

/** Null for what is no figure. */
export function writeFigure(name: string, text: string, language: Language): string | null {
  if (name === "seconds") return formatSpan(Number(text) * 1_000, language);
  if (name === "size") return writeSize(text, language);
  if (isNumber(name)) return formatNumber(Number(text), language);
  return times.has(name) ? writeTime(text, language) : null;
}

const times: ReadonlySet<string> = new Set("at day since time until when".split(" "));

/** "16 MB". */
function writeSize(text: string, language: Language): string {
  const [value, sign] = text.split(" ");
  const unit = sign === "MB" ? "megabyte" : "kilobyte";
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(Number(value));
}

/** An instant on the reader's clock; days and hours of somebody else's as they are: "2026-11-24", "24 Nov 09:00". */
function writeTime(text: string, language: Language): string | null {
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)) {
    const at = new Date(text);
    return Number.isNaN(at.getTime()) ? null : exactTime(at, language);
  }
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return inPlace(text, { dateStyle: "medium" }, language);
  const [, day, clock] = /^(?:(\d\d? [A-Z][a-z]{2}) )?(\d\d:\d\d)$/.exec(text) ?? [];
  if (clock === undefined) return null;
  if (day === undefined) return inPlace(`1 Jan 2000 ${clock} UTC`, { timeStyle: "short" }, language);
  // The year is not said; this one has a 29 February.
  return inPlace(`${day} 2000 ${clock} UTC`, momentOfYear, language);
}

const momentOfYear = { day: "numeric", month: "short", hour: "numeric", minute: "2-digit" } as const;

function inPlace(text: string, format: Intl.DateTimeFormatOptions, language: Language): string | null {
  const at = Date.parse(text);
  if (Number.isNaN(at)) return null;
  return new Intl.DateTimeFormat(language, { ...format, timeZone: "UTC" }).format(at);
}
