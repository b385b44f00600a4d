// Carries over what campaigns' messages have come through, from differences to counts.

import type { Database } from "../../kernel/db.ts";
import type { ScheduledJob } from "../../kernel/jobs.ts";
import { carryOver } from "./store/progress.ts";

/** `db` crosses tenants. */
export function carryProgressJob({ db }: { db: Pick<Database, "transaction"> }): ScheduledJob {
  return {
    name: "carry-campaign-progress",
    everyMs: 5_000,
    run: async () => {
      // oxlint-disable-next-line no-await-in-loop -- a bite follows the one before
      while (await carryBite(db)) continue;
    },
  };
}

/** Some hundreds of milliseconds. */
const bite = 20_000;

/** Whether there may be more. Killed in it, nothing of the bite has happened. */
export async function carryBite(db: Pick<Database, "transaction">): Promise<boolean> {
  const [carried] = await db.transaction((tx) => carryOver(tx, [bite]));
  return carried?.count === bite;
}
