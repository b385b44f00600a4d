// Time and chance as the driver takes them, so that its rules can be tested without waiting.

export type Clock = {
  now(): Date;
  /** Calls back once after so many milliseconds; the answer calls it off. */
  after(ms: number, run: () => void): () => void;
  /** From 0 to 1. */
  random(): number;
};

export const systemClock: Clock = {
  now: () => new Date(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};
