// What is remembered about a number and the people it writes to: counts by day, and the trouble it is in.

import type { ErrorCode } from "@waypost/contract";
import { type Day, dayOf } from "./day.ts";

/** One day of a number. `answered` counts people who wrote back for the first time, on the day they did. */
export type DayFacts = { day: Day } & Record<Count, number>;

export type Count =
  | "sent"
  | "new_chats"
  | "answered"
  | "refused"
  | "unreachable"
  | "doubtful"
  | "restricted"
  | "disconnects"
  | "bans";

export type NumberFacts = {
  /** The last 60 days on which anything happened, in any order. */
  days: readonly DayFacts[];
  /** Failures since the last message that went well, and when the last of them was. */
  failuresInARow: number;
  failedAt: Date | null;
  newChatsLock: Span | null;
  /**
   * Of the chats last written to between one and eight days ago: how many, and how many were never delivered.
   */
  older: { chats: number; undelivered: number };
};

export type Span = { since: Date; until: Date };

export const noFacts: NumberFacts = {
  days: [],
  failuresInARow: 0,
  failedAt: null,
  newChatsLock: null,
  older: { chats: 0, undelivered: 0 },
};

/** What came of an attempt, as far as it tells something about the number. */
export type SendKind = "sent" | "doubtful" | "refused" | "unreachable" | "restricted";

/**
 * Null when the attempt says nothing about the number: it never reached WhatsApp, or the message itself was
 * wrong.
 */
export function sendKind(
  kind: "accepted" | "refused" | "later" | "unknown",
  code: ErrorCode | null,
): SendKind | null {
  if (kind === "accepted") return "sent";
  if (kind === "unknown") return "doubtful";
  return code === null ? null : (kindOfCode[code] ?? null);
}

const kindOfCode: Readonly<Partial<Record<ErrorCode, SendKind>>> = {
  sender_quality_restricted: "restricted",
  recipient_undeliverable: "unreachable",
  request_rejected: "refused",
  account_restricted: "refused",
  provider_throttled: "refused",
  provider_error: "refused",
};

/**
 * A run of these is what the breaker looks for; a number nobody has is the list's fault, and health's matter.
 */
export function isFailure(kind: SendKind): boolean {
  return kind === "refused" || kind === "restricted" || kind === "doubtful";
}

export function dayFactsOf(facts: NumberFacts, day: Day): DayFacts {
  return facts.days.find((each) => each.day === day) ?? emptyDay(day);
}

/** The same facts after one more attempt, so that what was read once stays true while messages go out. */
export function withSend(
  facts: NumberFacts,
  { kind, newChat, at, zone }: { kind: SendKind; newChat: boolean; at: Date; zone: string },
): NumberFacts {
  const today = { ...dayFactsOf(facts, dayOf(at, zone)) };
  today[kind] += 1;
  if (newChat && reachesThePerson(kind)) today.new_chats += 1;
  return {
    ...facts,
    days: [...facts.days.filter(({ day }) => day !== today.day), today],
    ...(kind === "sent" ? { failuresInARow: 0, failedAt: null } : {}),
    ...(isFailure(kind) ? { failuresInARow: facts.failuresInARow + 1, failedAt: at } : {}),
  };
}

/** A message in doubt counts as one that arrived: two too few a day harm less than one too many. */
export function reachesThePerson(kind: SendKind): boolean {
  return kind === "sent" || kind === "doubtful";
}

function emptyDay(day: Day): DayFacts {
  return {
    day,
    sent: 0,
    new_chats: 0,
    answered: 0,
    refused: 0,
    unreachable: 0,
    doubtful: 0,
    restricted: 0,
    disconnects: 0,
    bans: 0,
  };
}
