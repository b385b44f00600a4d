// What is waiting to be accepted, and when it is so much, or so old, that more would only wait in vain.

import { AppError } from "../kernel/errors.ts";

/** Half a second of work: who is let in is answered soon, and a thousand callers with batches fill no memory. */
const rowsMax = 5_000;
/** A place in a transaction comes free every few milliseconds, unless the database stands still. */
const waitMaxMs = 1_000;

export type Backlog<Item extends object> = {
  /** Counts it in, or throws what its caller is told; nothing has been done of it then. */
  enter(item: Item, rows: number, now: number): void;
  /** Its transaction has begun. */
  board(item: Item): void;
  leave(item: Item, rows: number): void;
};

export function createBacklog<Item extends object>(): Backlog<Item> {
  // In the order they came, so the first is the oldest.
  const waitingSince = new Map<Item, number>();
  let underWay = 0;
  return {
    enter: (item, rows, now) => {
      const [oldest = now] = waitingSince.values();
      const isFull = underWay > 0 && underWay + rows > rowsMax;
      if (isFull || now - oldest > waitMaxMs) throw tooMuch();
      underWay += rows;
      waitingSince.set(item, now);
    },
    board: (item) => void waitingSince.delete(item),
    leave: (item, rows) => {
      waitingSince.delete(item);
      underWay -= rows;
    },
  };
}

function tooMuch(): AppError {
  return new AppError("overloaded", "More messages are waiting to be accepted than can be soon.", {
    headers: { "retry-after": "1" },
  });
}
