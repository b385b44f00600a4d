// How long to wait before the next connection.

const first = 1000;
const longest = 5 * 60_000;

/** Doubles from a second to five minutes; half of it by chance, so that hundreds do not come back as one. */
export function backoffMs(attempt: number, random: number): number {
  const full = Math.min(longest, first * 2 ** Math.min(attempt, 20));
  return Math.round(full * (0.5 + random / 2));
}

/** For what another try soon will not change. */
export function slowMs(random: number): number {
  return Math.round(longest * (1 + random));
}
