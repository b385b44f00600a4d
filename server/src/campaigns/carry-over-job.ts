// Carries over what became of messages, from differences to counts.

import type { Database } from "../kernel/db.ts";
import type { ScheduledJob } from "../kernel/jobs.ts";
import { carryOverProgress } from "./analytics/store/progress.ts";
import { countDue, countMessages } from "./cohorts/store.ts";
import { carryOverMessages } from "./overview/store.ts";

type Db = Pick<Database, "transaction">;

/** `bite`: as much as takes some hundreds of milliseconds. Weeks are in no hurry. */
const carried = {
  "carry-campaign-progress": { carryOver: carryOverProgress, everyMs: 5_000, bite: 20_000 },
  "carry-message-progress": { carryOver: carryOverMessages, everyMs: 5_000, bite: 20_000 },
  "count-cohorts": { carryOver: countMessages, everyMs: 60_000, bite: 5_000 },
  "count-cohorts-again": { carryOver: countDue, everyMs: 60_000, bite: 5_000 },
};

/** `db` crosses tenants. */
export function carryOverJobs({ db }: { db: Db }): ScheduledJob[] {
  return Object.entries(carried).map(([name, { carryOver, everyMs, bite }]) => ({
    name,
    everyMs,
    run: async (stopping) => {
      // oxlint-disable-next-line no-await-in-loop -- a bite follows the one before
      while (await carryBite(db, carryOver, bite)) stopping?.throwIfAborted();
    },
  }));
}

/** Whether there may be more. Killed in it, nothing of the bite has happened. */
export async function carryBite(
  db: Db,
  carryOver: typeof carryOverMessages,
  bite = 20_000,
): Promise<boolean> {
  const [taken] = await db.transaction((tx) => carryOver(tx, [bite]));
  return taken?.count === bite;
}
