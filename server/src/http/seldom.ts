// Lets the same thing pass so many times a minute, so that what may happen at any rate is written down at a small one.

export type Seldom = { mayPass(key: string): boolean };

export function createSeldom(perMinute: number, now: () => number = () => performance.now()): Seldom {
  let since = now();
  const passed = new Map<string, number>();
  return {
    mayPass: (key) => {
      // All windows end together, which forgets everything at once: nothing is left to be cleared away.
      if (now() - since >= minuteMs || passed.size >= keysMax) {
        since = now();
        passed.clear();
      }
      const count = passed.get(key) ?? 0;
      passed.set(key, count + 1);
      return count < perMinute;
    },
  };
}

const minuteMs = 60_000;
const keysMax = 10_000;
