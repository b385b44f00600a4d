// Keeps one unit of the system running: started again when it ends by itself, with growing pauses between
// failures.
import { setTimeout as delay } from "node:timers/promises";

/** Something that runs: a child process or the database. `ended` resolves to how it ended, in words. */
export type Running = { ended: Promise<string>; stop: () => Promise<void> };

export type Unit = {
  name: string;
  /** Resolves when the unit is ready for work. Gives up when `signal` fires. */
  start(signal: AbortSignal): Promise<Running>;
};

export type KeptUnit = { stop: () => Promise<void> };

/** The first start must succeed; what fails later is tried again until `stop`. */
export async function keepRunning(
  unit: Unit,
  options: { stop: AbortSignal; report: (sentence: string) => void },
): Promise<KeptUnit> {
  const own = new AbortController();
  const signal = AbortSignal.any([options.stop, own.signal]);
  const state = { running: await unit.start(signal) };
  const watching = watch(unit, state, { signal, report: options.report });
  return {
    async stop() {
      own.abort();
      await state.running.stop();
      await watching;
    },
  };
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;
/** A unit that ran this long was healthy: its next failure starts counting anew. */
const HEALTHY_MS = 30_000;

async function watch(
  unit: Unit,
  state: { running: Running },
  { signal, report }: { signal: AbortSignal; report: (sentence: string) => void },
): Promise<void> {
  let pauseMs = FIRST_PAUSE_MS;
  let startedAt = Date.now();
  let how = await state.running.ended;
  while (!signal.aborted) {
    if (Date.now() - startedAt > HEALTHY_MS) pauseMs = FIRST_PAUSE_MS;
    report(`${unit.name} ${how}; starting it again in ${pauseMs} ms.`);
    await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    startedAt = Date.now();
    how = await restart(unit, state, signal);
  }
}

/** Resolves to how the unit ended, whether or not it ever became ready. */
async function restart(unit: Unit, state: { running: Running }, signal: AbortSignal): Promise<string> {
  try {
    state.running = await unit.start(signal);
  } catch (error) {
    return `did not start (${(error as Error).message})`;
  }
  // Not every start can be given up half-way: what came up after the wish to stop goes down again.
  if (signal.aborted) await state.running.stop();
  return state.running.ended;
}
