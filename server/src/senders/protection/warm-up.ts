// Warming up: a number may send more with every day it was active and nothing went wrong.

import { type Day, daysBetween } from "./day.ts";
import type { DayFacts } from "./facts.ts";
import type { Caps } from "./presets.ts";

export type WarmUp = {
  /** The active day this one is, from 1. */
  day: number;
  of: number;
};

/**
 * Null when the number is warm. Days count by what happened on them and not by age: linked for a month and
 * silent, a number is as cold as on its first day, and one that was silent for 60 days begins anew.
 */
export function warmUpOf({ warmUp }: Caps, days: readonly DayFacts[], today: Day): WarmUp | null {
  const active = days.filter((each) => daysBetween(each.day, today) > 0 && wasFine(each)).length;
  return active < warmUp.length ? { day: active + 1, of: warmUp.length } : null;
}

/** The day's cap before health has its say. */
export function capOf(caps: Caps, warmUp: WarmUp | null): number {
  const stage = warmUp === null ? undefined : caps.warmUp[warmUp.day - 1];
  return Math.min(caps.perDay, stage ?? caps.perDay);
}

/** While a number warms up, at most a quarter of what it sends goes to strangers. */
export function newChatsCapOf(caps: Caps, warmUp: WarmUp | null): number {
  if (warmUp === null) return caps.newChatsPerDay;
  return Math.min(caps.newChatsPerDay, Math.ceil(capOf(caps, warmUp) / 4));
}

function wasFine({ sent, refused, doubtful, restricted, bans }: DayFacts): boolean {
  return sent > 0 && restricted === 0 && bans === 0 && refused + doubtful <= Math.max(2, sent / 10);
}
