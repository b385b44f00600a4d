// The worker of imports: as many at a time as it has hands, one of each tenant, the longest waiting first.

import type { ScheduledJob } from "../../kernel/jobs.ts";
import type { ImportDeps } from "./deps.ts";
import { claimImport, someoneWaits } from "./store/import.ts";
import { workImport } from "./run/work-import.ts";

export type ImportWorker = {
  /** The net under the nudges: takes up what a process left that died. */
  job: ScheduledJob;
  nudge(): void;
  /** Resolves when nothing is under way: what is, is put down after its batch. */
  stop(): Promise<void>;
};

/** Reading takes one processor; while one waits for the database, another reads. */
const handsMax = 2;
/**
 * So long an import goes on while others wait; taking it up again costs looking through its file once more.
 */
const turnMs = 30_000;

export function createImportWorker(deps: ImportDeps): ImportWorker {
  const hands = new Set<Promise<void>>();
  const state = { stopped: false, again: false };
  const work = async (): Promise<void> => {
    do {
      state.again = false;
      // oxlint-disable-next-line no-await-in-loop -- one after the other; another hand takes the next
      while (!state.stopped && (await workNext(deps, state, start))) continue;
    } while (state.again && !state.stopped);
  };
  const start = (): void => {
    if (state.stopped || hands.size >= handsMax) return;
    const hand = work()
      .catch(deps.onError)
      .then(() => void hands.delete(hand));
    hands.add(hand);
  };
  const nudge = (): void => {
    state.again = true;
    start();
  };
  return {
    job: { name: "contact-imports", everyMs: 5_000, run: () => Promise.resolve(nudge()) },
    nudge,
    stop: async () => {
      state.stopped = true;
      await Promise.all(hands);
    },
  };
}

/** Answers false when there is nothing to do. `more`: another hand may look for the next one meanwhile. */
async function workNext(deps: ImportDeps, state: { stopped: boolean }, more: () => void): Promise<boolean> {
  const [row] = await claimImport(deps.engine, []);
  if (row === undefined) return false;
  more();
  // Its turn is what it writes: without the look before, it would never come to that.
  let turnEndsAt: number | null = null;
  const isStopping = (): boolean => state.stopped;
  const shouldRest = async (): Promise<boolean> => {
    const now = performance.now();
    turnEndsAt ??= now + turnMs;
    if (state.stopped || now < turnEndsAt) return state.stopped;
    turnEndsAt = now + turnMs / 10;
    return (await someoneWaits(deps.engine, []))[0]?.waits === true;
  };
  await workImport({ deps, row, isStopping, shouldRest });
  return true;
}
