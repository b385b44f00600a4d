// When to repeat a request that failed: the rule, without a clock.

import type { Failure } from "./failure.ts";

/**
 * How long to wait before the next attempt; null when repeating makes no sense. `random` is in [0, 1): half
 * of the wait is by chance, so that many clients of a restarted server do not return in step.
 */
export function retryDelayMs(failure: Failure, attempt: number, random: number): number | null {
  if (!failure.retryable) return null;
  const step = Math.min(stepMaxMs, firstStepMs * 2 ** (attempt - 1));
  const delay = step / 2 + (step / 2) * random;
  // A server that asks for an hour is asked again after a minute: what it said may no longer hold.
  return Math.max(delay, Math.min(failure.retryAfterMs ?? 0, retryAfterMaxMs));
}

const firstStepMs = 250;
const stepMaxMs = 10_000;
const retryAfterMaxMs = 60_000;
