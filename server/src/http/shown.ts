// What somebody was shown lately and the audit log has told: a page that refreshes itself shows the same once more.

export type Shown = {
  /** Those of `what` that are not told of yet, or too long ago. */
  fresh(who: string, what: readonly string[]): string[];
  /** Once the log has them for certain. */
  note(who: string, what: readonly string[]): void;
};

export function createShown(now: () => number = () => performance.now()): Shown {
  // In the order in which they were told, so that what is over stands first.
  const told = new Map<string, number>();
  const isTold = (key: string): boolean => now() - (told.get(key) ?? -Infinity) < goodForMs;
  return {
    fresh: (who, what) => what.filter((each) => !isTold(`${who} ${each}`)),
    note: (who, what) => {
      for (const key of what.map((each) => `${who} ${each}`)) {
        if (isTold(key)) continue;
        told.delete(key);
        told.set(key, now());
      }
      for (const [key, at] of told) {
        if (told.size <= keysMax && now() - at < goodForMs) break;
        told.delete(key);
      }
    },
  };
}

/** Who looks again after this reads again. */
const goodForMs = 10 * 60_000;
/** Some megabytes; what is forgotten early is told once more. */
const keysMax = 20_000;
