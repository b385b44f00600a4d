// What a protected number may send today and on the days after, and how fast on the average: for estimates. Pure.

import { capOf, newChatsCapOf } from "./warm-up.ts";
import { paceFactor, type Standing } from "./standing.ts";

/** `isWarmingUp`: the day's figures are those of a number that is still being made known. */
export type DayAhead = { most: number; newChats: number; isWarmingUp: boolean };

/** As if nothing went wrong meanwhile: each day before it counts as active. Day 0 is what is left of today. */
export function dayAhead(standing: Standing, day: number): DayAhead {
  const { sent, newChats, warmUp, protection, locks } = standing;
  if (day === 0) {
    return {
      most: Math.max(0, sent.most - sent.count),
      newChats: locks.newChats === null ? Math.max(0, newChats.most - newChats.count) : 0,
      isWarmingUp: warmUp !== null,
    };
  }
  const later = warmUp === null || warmUp.day + day > warmUp.of ? null : { ...warmUp, day: warmUp.day + day };
  const share = standing.health.effect === "full" ? 1 : 0.5;
  return {
    most: Math.ceil(capOf(protection.caps, later) * share),
    newChats: Math.ceil(newChatsCapOf(protection.caps, later) * share),
    isWarmingUp: later !== null,
  };
}

/** From one message to the next, long pauses spread over those between them. */
export function usualGapMs(standing: Standing): number {
  const { cadence, longPause } = standing.protection.rhythm;
  // The mean of a log-normal distribution.
  const gap = Math.min(cadence.mostMs, cadence.medianMs * Math.exp(cadence.sigma ** 2 / 2));
  const pause = (longPause.leastMs + longPause.mostMs) / (longPause.afterLeast + longPause.afterMost);
  return gap * paceFactor(standing) + pause;
}
