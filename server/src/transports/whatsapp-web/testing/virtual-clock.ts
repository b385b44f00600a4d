// Time that passes when a test says so.

import type { Clock } from "../time.ts";

export type VirtualClock = Clock & {
  /** Since it began. */
  ms(): number;
  /** Lets it pass, timer by timer, with all that follows from each. */
  pass(ms: number): Promise<void>;
  /** Nothing can happen meanwhile, and all that is due happens after it: a process that is held up. */
  blockFor(ms: number): Promise<void>;
};

type Timer = { at: number; run: () => void };

export function createVirtualClock(): VirtualClock {
  const timers = new Set<Timer>();
  let now = 0;
  const runNext = async (until: number): Promise<boolean> => {
    const [next] = [...timers].filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at);
    if (!next) return false;
    timers.delete(next);
    now = Math.max(now, next.at);
    next.run();
    await settle();
    return true;
  };
  const pass = async (ms: number): Promise<void> => {
    const until = now + ms;
    await settle();
    while (await runNext(until));
    now = Math.max(now, until);
  };
  return {
    now: () => new Date(now),
    random: () => 1,
    after: (ms, run) => {
      const timer = { at: now + ms, run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    ms: () => now,
    pass,
    blockFor: async (ms) => {
      now += ms;
      await pass(0);
    },
  };
}

/** Everything that waits for nothing but its turn. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
