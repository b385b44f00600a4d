// Work on a whole session's rows, a portion at a time: a large one takes a second, and others are served by the thread.

import { setImmediate as breathe } from "node:timers/promises";

/** About 5 ms of sealing. */
export const portionMax = 500;

/** In order. Whoever waits for the event loop comes between two portions. */
export async function mapInPortions<Row, Result>(
  rows: readonly Row[],
  work: (row: Row) => Result,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const portion of portionsOf(rows)) {
    for (const row of portion) results.push(work(row));
    await breathe();
  }
  return results;
}

export function portionsOf<Row>(rows: readonly Row[]): Row[][] {
  return Array.from({ length: Math.ceil(rows.length / portionMax) }, (_, index) =>
    rows.slice(index * portionMax, (index + 1) * portionMax),
  );
}
