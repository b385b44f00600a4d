// Follows templates in the background: waiting messages brought in step, providers told and asked, whenever due.

import type { ScheduledJob } from "../kernel/jobs.ts";
import { applyStandings, type WaitingMessages } from "./apply-standing.ts";
import { type ProviderDeps, readDueAccounts, tellIntents } from "./ask-provider.ts";
import { knowAccounts } from "./store/follow.ts";

export type TemplateFollower = {
  /** Something has changed: what is due is done now. */
  nudge(): void;
  /** The net under lost notices, and what finds accounts that are due by the clock. */
  job: ScheduledJob;
  /** Finishes the round under way. */
  stop(): Promise<void>;
};

export function createTemplateFollower<Place>(
  deps: ProviderDeps & { messages: WaitingMessages<Place> },
): TemplateFollower {
  let again = false;
  let running: Promise<void> | null = null;
  let stopped = false;
  const round = async (): Promise<void> => {
    again = true;
    for (let rounds = 0; again && !stopped && rounds < roundsMax; rounds++) {
      again = false;
      const done = await doOnce(deps);
      again ||= done > 0;
    }
  };
  const run = (): Promise<void> => {
    again = true;
    running ??= round()
      .catch(deps.onError)
      .finally(() => {
        running = null;
      });
    return running;
  };
  return {
    nudge: () => {
      if (!stopped) void run();
    },
    job: {
      name: "follow-templates",
      everyMs: 60_000,
      run: async () => {
        await knowAccounts(deps.db, []);
        if (!stopped) await run();
      },
    },
    stop: async () => {
      stopped = true;
      await running;
    },
  };
}

/** What should stay due for ever, by clocks that differ for instance, waits for the next notice or minute. */
const roundsMax = 100;

/** Messages first: what providers say takes longer, and changes what messages have to follow. */
async function doOnce<Place>(deps: ProviderDeps & { messages: WaitingMessages<Place> }): Promise<number> {
  const applied = await applyStandings(deps.db, deps.messages, deps.now);
  const told = await tellIntents(deps);
  const read = await readDueAccounts(deps);
  return applied + told + read;
}
