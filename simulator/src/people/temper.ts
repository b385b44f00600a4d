// How people behave: the defaults for everyone, and the magic endings of a phone number.
import { oneOf, range, rate, record } from "../document.ts";
import type { Range, Reader } from "../document.ts";

export type PeopleDefaults = {
  /** Each counted from the step before it: accepted, sent, delivered, read. */
  sent_ms: Range;
  delivered_ms: Range;
  read_ms: Range;
  reply_ms: Range;
  /** Share of delivered messages that are never read (in life 40-70 % are read). */
  unread_rate: number;
  /** Share of messages that fail with 131026. */
  unreachable_rate: number;
  window: "open" | "closed";
};

export const readPeopleDefaults: Reader<PeopleDefaults> = record({
  sent_ms: range({ min: 50, max: 200 }),
  delivered_ms: range({ min: 150, max: 600 }),
  read_ms: range({ min: 200, max: 900 }),
  reply_ms: range({ min: 300, max: 900 }),
  unread_rate: rate,
  unreachable_rate: rate,
  window: oneOf<PeopleDefaults["window"]>(["open", "closed"], "open"),
});

export type Temper =
  | "ordinary"
  | "replies"
  | "never_receives"
  | "not_on_whatsapp"
  | "blocks"
  | "answers_stop"
  | "never_reads"
  | "response_times_out"
  | "throttled_twice"
  | "marketing_capped"
  | "slow"
  | "has_not_written";

/** By the last four digits; every other number is an ordinary person. */
const MAGIC: readonly Temper[] = [
  "replies",
  "never_receives",
  "not_on_whatsapp",
  "blocks",
  "answers_stop",
  "never_reads",
  "response_times_out",
  "throttled_twice",
  "marketing_capped",
  "slow",
  "has_not_written",
];

/** What …0009 adds before delivery. */
export const SLOW_MS = 30_000;

export function temperOf(phone: number): Temper {
  return MAGIC[phone % 10_000] ?? "ordinary";
}
