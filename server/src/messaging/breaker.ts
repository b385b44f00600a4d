// A lane's breaker: a provider that gives no answers makes a doubt of every message it is handed. Pure.

import type { Outcome } from "../transports/transport.ts";

/** Times are milliseconds on the lane's monotonic clock. */
export type Breaker = {
  /** Doubts in a row: messages that were handed over and never answered for. */
  doubts: number;
  /** How often it has opened since the last answer; 0 while it is closed. */
  openings: number;
  openedAt: number;
  /** The lane stands still until then; after that it sends one message at a time until one is answered. */
  until: number;
};

export const closedBreaker: Breaker = { doubts: 0, openings: 0, openedAt: 0, until: 0 };

/**
 * A doubt alone is bad luck. Five in a row and the provider hangs: what is sent meanwhile can neither be repeated nor
 * given up. The pauses are short beside a person's patience and long beside a message's wait for its answer (45 s), so
 * an hour of silence costs a sender some twenty-five doubts more than it had in flight when it began.
 */
const doubtsMax = 5;
const [firstMs, mostMs] = [5_000, 120_000];

export function isOpen({ openings }: Breaker): boolean {
  return openings > 0;
}

export type Ended = { kind: Outcome["kind"]; startedAt: number; now: number; random: number };

/**
 * Any answer closes it: who refuses is there. `later` says nothing, for it may be an answer or a line that could not be
 * opened; and so does a doubt about an attempt from before it opened.
 */
export function afterOutcome(breaker: Breaker, { kind, startedAt, now, random }: Ended): Breaker {
  if (kind === "accepted" || kind === "refused") return closedBreaker;
  if (kind === "later" || startedAt < breaker.openedAt) return breaker;
  const doubts = breaker.doubts + 1;
  if (!isOpen(breaker) && doubts < doubtsMax) return { ...breaker, doubts };
  const restMs = Math.min(mostMs, firstMs * 2 ** breaker.openings) * (0.8 + 0.4 * random);
  return { doubts, openings: breaker.openings + 1, openedAt: now, until: now + restMs };
}
