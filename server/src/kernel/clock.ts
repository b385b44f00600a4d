// Time and dice as timed work takes them: real ones in production, a schedule of its own under simulation.

export type Clock = {
  /** Milliseconds on a clock that never steps; for waits, rates and leases. */
  monotonic(): number;
  /** The wall clock, which may step; for what people read. */
  now(): Date;
  /** Calls `work` once, after so many milliseconds; the answer calls it off. */
  after(ms: number, work: () => void): () => void;
  /** Calls `work` in this turn of the event loop, behind what has arrived already. */
  soon(work: () => void): void;
  /** 0 ≤ random < 1. */
  random(): number;
};

export const systemClock: Clock = {
  monotonic: () => performance.now(),
  now: () => new Date(),
  after: (ms, work) => {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
  soon: (work) => void setImmediate(work),
  random: Math.random,
};
