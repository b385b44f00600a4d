// Whether and when a request that failed is made again: the rule, without a clock.

import type { WaypostError } from "./error.ts";

export type Tried = {
  error: Pick<WaypostError, "retryable" | "status" | "retryAfterMs">;
  /** How often it was tried so far, 1 after the first. */
  tries: number;
  /** How often it may be made again. */
  retries: number;
  /** Whether doing it twice is the same as doing it once. */
  repeatable: boolean;
};

/**
 * How long to wait before the next try; null when there is to be none. `random` is in [0, 1): half of the wait is by
 * chance, so that many clients of a restarted server do not return in step.
 */
export function retryDelayMs({ error, tries, retries, repeatable }: Tried, random: number): number | null {
  if (!error.retryable || tries > retries) return null;
  // Who asks too often was turned away at the door: nothing was done.
  if (!repeatable && error.status !== 429) return null;
  // Whoever is to come back in an hour has better things to do than wait in a call.
  if ((error.retryAfterMs ?? 0) > retryAfterMaxMs) return null;
  const step = Math.min(stepMaxMs, firstStepMs * 2 ** (tries - 1));
  return Math.max(step / 2 + (step / 2) * random, error.retryAfterMs ?? 0);
}

const firstStepMs = 500;
const stepMaxMs = 8_000;
const retryAfterMaxMs = 60_000;
