// Where a number stands at a moment: what it may still send today, how it is doing, what it waits for.

import { beginningOf, type Day, dayOf } from "./day.ts";
import { dayFactsOf, type NumberFacts, type Span } from "./facts.ts";
import { type Health, healthOf } from "./health.ts";
import type { Breaker, Protection } from "./presets.ts";
import { capOf, newChatsCapOf, type WarmUp, warmUpOf } from "./warm-up.ts";

export type Standing = {
  protection: Protection;
  today: Day;
  /** When the number's next day begins, and with it what is counted by day. */
  tomorrow: Date;
  sent: Used;
  newChats: Used;
  warmUp: WarmUp | null;
  health: Health;
  locks: Locks;
};

export type Used = { count: number; most: number };

export type Locks = { breaker: Span | null; failures: number; newChats: Span | null };

export function standingOf(protection: Protection, facts: NumberFacts, now: Date): Standing {
  const { zone, caps } = protection;
  const today = dayOf(now, zone);
  const { sent, doubtful, new_chats: newChats } = dayFactsOf(facts, today);
  const warmUp = warmUpOf(caps, facts.days, today);
  const health = healthOf(facts, today, zone);
  const share = health.effect === "full" ? 1 : 0.5;
  return {
    protection,
    today,
    tomorrow: beginningOf(today, zone, 1),
    sent: { count: sent + doubtful, most: Math.ceil(capOf(caps, warmUp) * share) },
    newChats: { count: newChats, most: Math.ceil(newChatsCapOf(caps, warmUp) * share) },
    warmUp,
    health,
    locks: {
      breaker: unlessOver(breakerOf(protection.breaker, facts), now),
      failures: facts.failuresInARow,
      newChats: unlessOver(facts.newChatsLock, now),
    },
  };
}

/** How much longer than usual the gaps are. */
export function paceFactor({ health }: Standing): number {
  return health.effect === "full" ? 1 : 2;
}

/**
 * Open while it passes by itself, and then one message shows whether it is over: it closes the breaker, or
 * the number rests twice as long.
 */
function breakerOf({ failures, firstMs, mostMs }: Breaker, facts: NumberFacts): Span | null {
  const { failuresInARow, failedAt: since } = facts;
  if (since === null || failuresInARow < failures) return null;
  const ms = Math.min(mostMs, firstMs * 2 ** (failuresInARow - failures));
  return { since, until: new Date(since.getTime() + ms) };
}

function unlessOver(span: Span | null, now: Date): Span | null {
  return span !== null && span.until > now ? span : null;
}
