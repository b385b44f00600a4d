// Carries over what became of messages, from differences to counts.

import type { Database } from "../../kernel/db.ts";
import type { ScheduledJob } from "../../kernel/jobs.ts";
import { carryOverMessages } from "./store.ts";

/** `db` crosses tenants. */
export function carryMessagesJob({ db }: { db: Pick<Database, "transaction"> }): ScheduledJob {
  return {
    name: "carry-message-progress",
    everyMs: 5_000,
    run: async () => {
      // oxlint-disable-next-line no-await-in-loop -- a bite follows the one before
      while (await carryMessagesBite(db)) continue;
    },
  };
}

/** Some hundreds of milliseconds. */
const bite = 20_000;

/** Whether there may be more. Killed in it, nothing of the bite has happened. */
export async function carryMessagesBite(db: Pick<Database, "transaction">): Promise<boolean> {
  const [carried] = await db.transaction((tx) => carryOverMessages(tx, [bite]));
  return carried?.count === bite;
}
