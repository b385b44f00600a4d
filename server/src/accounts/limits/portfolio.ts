// How many more people a portfolio may begin to write to, and how long somebody waits who is one too many.

/** Nobody goes to Meta's own edge: what arrives late, or is sent from elsewhere, counts there too. */
const share = 0.9;

/** `limit` is null where Meta sets none. */
export function peopleAllowed(limit: number | null): number {
  return limit === null ? Number.POSITIVE_INFINITY : Math.floor(limit * share);
}

const dayMs = 86_400_000;
const leastMs = 60_000;
const mostMs = 3_600_000;

/**
 * Until the first of those counted leaves the rolling 24 hours; looked at again every hour, because Meta raises limits
 * within six, and not oftener than each minute.
 */
export function waitForRoom(oldest: Date | null, now: Date): number {
  const leaves = oldest === null ? now.getTime() : oldest.getTime() + dayMs;
  return Math.min(mostMs, Math.max(leastMs, leaves - now.getTime()));
}
