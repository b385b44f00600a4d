// Few at a time: work that takes a core or a connection, in the order it came, and no more than can be waited for.

import { AppError } from "../kernel/errors.ts";

export type Turns = <T>(work: () => Promise<T>) => Promise<T>;

/** Beyond `waitingMax` whoever asks is told to come back rather than kept. */
export function createTurns({ atOnce, waitingMax }: { atOnce: number; waitingMax: number }): Turns {
  const waiting: (() => void)[] = [];
  let working = 0;
  return async (work) => {
    if (working >= atOnce) {
      if (waiting.length >= waitingMax) {
        throw new AppError("overloaded", "Too many people are signing in.", {
          headers: { "retry-after": "2" },
        });
      }
      // A turn is handed on, so that `working` never says less than what works.
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else working += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) working -= 1;
      else next();
    }
  };
}
