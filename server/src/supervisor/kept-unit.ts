// Keeps one unit of the system running: started again when it ends by itself, with growing pauses between
// failures, and replaced by a successor when that is asked for.
import { setTimeout as delay } from "node:timers/promises";

/** Something that runs: a child process or the database. `ended` resolves to how it ended, in words. */
export type Running = { ended: Promise<string>; stop: () => Promise<void> };

export type Unit = {
  name: string;
  /**
   * Resolves when the unit is ready for work. Gives up when `signal` fires. `beside`: another one is still
   * running.
   */
  start(signal: AbortSignal, beside: boolean): Promise<Running>;
};

export type KeptUnit = {
  name: string;
  /** Starts a successor, and stops the one that runs once that is ready. A successor that fails changes nothing. */
  replace(): Promise<void>;
  stop(): Promise<void>;
};

type Keeping = {
  unit: Unit;
  running: Running;
  /** A replacement under way; nothing else is started meanwhile. */
  replacing: Promise<unknown>;
  /** The one that was replaced still has work to finish. */
  besideOld: boolean;
  signal: AbortSignal;
  report: (sentence: string) => void;
};

/** The first start must succeed; what fails later is tried again until `stop`. */
export async function keepRunning(
  unit: Unit,
  options: { stop: AbortSignal; report: (sentence: string) => void },
): Promise<KeptUnit> {
  const own = new AbortController();
  const signal = AbortSignal.any([options.stop, own.signal]);
  const keeping: Keeping = {
    unit,
    running: await unit.start(signal, false),
    replacing: Promise.resolve(),
    besideOld: false,
    signal,
    report: options.report,
  };
  const watching = watch(keeping);
  return {
    name: unit.name,
    replace: () => replace(keeping),
    async stop() {
      own.abort();
      await Promise.all([keeping.replacing, keeping.running.stop()]);
      // A successor may have become ready before it heard of the stop.
      await keeping.running.stop();
      await watching;
    },
  };
}

async function replace(keeping: Keeping): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  await keeping.replacing;
  keeping.replacing = promise;
  try {
    const old = keeping.running;
    keeping.running = await keeping.unit.start(keeping.signal, true);
    keeping.besideOld = true;
    await old.stop();
  } finally {
    keeping.besideOld = false;
    resolve();
  }
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;
/** A unit that ran this long was healthy: its next failure starts counting anew. */
const HEALTHY_MS = 30_000;

async function watch(keeping: Keeping): Promise<void> {
  const { unit, signal, report } = keeping;
  let pauseMs = FIRST_PAUSE_MS;
  let startedAt = Date.now();
  let how = await endOf(keeping);
  while (!signal.aborted) {
    if (Date.now() - startedAt > HEALTHY_MS) pauseMs = FIRST_PAUSE_MS;
    report(`${unit.name} ${how}; starting it again in ${pauseMs} ms.`);
    await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    startedAt = Date.now();
    how = await restart(keeping);
  }
}

/** Of the one that is to run: one that made way for its successor has not failed. */
async function endOf(keeping: Keeping): Promise<string> {
  for (;;) {
    const { running } = keeping;
    const how = await running.ended;
    // A successor that was about to be ready takes the place of one that crashed meanwhile.
    if (!keeping.besideOld) await keeping.replacing;
    if (keeping.running === running) return how;
  }
}

/** Resolves to how the unit ended, whether or not it ever became ready. */
async function restart(keeping: Keeping): Promise<string> {
  try {
    keeping.running = await keeping.unit.start(keeping.signal, keeping.besideOld);
  } catch (error) {
    return `did not start (${(error as Error).message})`;
  }
  // Not every start can be given up half-way: what came up after the wish to stop goes down again.
  if (keeping.signal.aborted) await keeping.running.stop();
  return endOf(keeping);
}
