// When failover looks: every few seconds, and at once when a sender has changed.

import type { ScheduledJob } from "../kernel/jobs.ts";
import { reroute, type RerouteDeps } from "./reroute.ts";

export type Sweeper = {
  /** The net under the nudges, done once a round however many processes run. */
  job: ScheduledJob;
  /** A sender was changed, or what it depends on. */
  nudge(): void;
  /** Resolves when no sweep of this process's is under way. */
  stop(): Promise<void>;
};

export function createSweeper(deps: RerouteDeps & { onError(error: Error): void }): Sweeper {
  const state: State = { running: null, again: false, stopped: false };
  const sweep = async (): Promise<void> => void (await reroute(deps));
  return {
    job: { name: "reroute", everyMs: 5_000, run: sweep },
    nudge: () => look(state, sweep, deps.onError),
    stop: async () => {
      state.stopped = true;
      await state.running;
    },
  };
}

type State = { running: Promise<void> | null; again: boolean; stopped: boolean };

/** What changes while a sweep runs is looked at by another. */
function look(state: State, sweep: () => Promise<void>, onError: (error: Error) => void): void {
  if (state.stopped) return;
  if (state.running !== null) {
    state.again = true;
    return;
  }
  state.again = false;
  state.running = sweep()
    .catch(onError)
    .finally(() => {
      state.running = null;
      if (state.again) look(state, sweep, onError);
    });
}
