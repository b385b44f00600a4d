// How many of a lane's sends fell into its busiest second, wherever that second begins.

/** `instants` in milliseconds, in order. */
export function worstSecond(instants: readonly number[]): number {
  let worst = 0;
  let first = 0;
  for (const [last, at] of instants.entries()) {
    while (at - instants[first]! >= 1_000) first += 1;
    worst = Math.max(worst, last - first + 1);
  }
  return worst;
}
