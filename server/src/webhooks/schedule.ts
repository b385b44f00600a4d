// When a delivery is tried again, and when no more: the schedule that Standard Webhooks 1.0 suggests. Pure.

/** After the first attempt, the second, …: ten attempts over 75 hours and 35 minutes. */
export const delaysMs: readonly number[] = [
  5_000,
  5 * 60_000,
  30 * 60_000,
  2 * 3_600_000,
  5 * 3_600_000,
  10 * 3_600_000,
  14 * 3_600_000,
  20 * 3_600_000,
  24 * 3_600_000,
];

export const attemptsMax = delaysMs.length + 1;

/** An endpoint that has refused everything for so long is disabled. */
export const patienceMs = 5 * 24 * 3_600_000;

/** No receiver puts a delivery off for longer than its schedule's longest wait. */
const retryAfterMaxMs = 24 * 3_600_000;

/** A fifth either way, so that what failed together does not come back together. */
const jitter = 0.2;

/** What came of an attempt. `status` is null where there was no answer at all. */
export type Answer = { status: number | null; retryAfterMs: number | null };

export type Verdict =
  | { kind: "delivered" }
  /** 410: the receiver says that nothing lives there any more. */
  | { kind: "gone" }
  | { kind: "again"; inMs: number }
  | { kind: "given_up" };

/** `attempt` counts from 1; `random` is 0 ≤ random < 1. A redirect is a failure: nobody has checked where it leads. */
export function judge({ status, retryAfterMs }: Answer, attempt: number, random: number): Verdict {
  if (isSuccess(status)) return { kind: "delivered" };
  if (status === 410) return { kind: "gone" };
  const delayMs = delaysMs[attempt - 1];
  if (delayMs === undefined) return { kind: "given_up" };
  const spread = delayMs * (1 + jitter * (2 * random - 1));
  // Never sooner than the schedule: a receiver in trouble is not helped by its own optimism.
  const asked = Math.min(retryAfterMs ?? 0, retryAfterMaxMs);
  return { kind: "again", inMs: Math.round(Math.max(spread, asked)) };
}

export function isSuccess(status: number | null): boolean {
  return status !== null && status >= 200 && status < 300;
}

/** 429, 502 and 504 say that the whole endpoint has too much to do, and not that this delivery is wrong. */
export function isOverloaded(status: number | null): boolean {
  return status === 429 || status === 502 || status === 504;
}

/** Seconds or an HTTP date (RFC 9110 §10.2.3); null for anything else, and for what has passed. */
export function readRetryAfter(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null;
  const text = header.trim();
  const inMs = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now.getTime();
  return Number.isFinite(inMs) && inMs > 0 ? inMs : null;
}
