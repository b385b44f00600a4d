// Writes the words that people are found by, where that was put off: for who came in bulk, and after a change of what
// is searched.

import type { Database } from "../../kernel/db.ts";
import type { ScheduledJob } from "../../kernel/jobs.ts";
import { oweNext, rewordPeople, takeDue } from "../store/words.ts";

/** `db` crosses tenants. */
export function wordLatecomersJob({ db }: { db: Database }): ScheduledJob {
  return {
    name: "word-latecomers",
    everyMs: 5_000,
    run: async (stopping) => {
      // oxlint-disable-next-line no-await-in-loop -- a bite follows the one before
      while (await wordBite(db)) stopping?.throwIfAborted();
    },
  };
}

/** A tenth of a second, during which these people cannot be changed. */
const bite = 1_000;

/** Whether there may be more. A process that dies leaves the bite to the next. */
function wordBite(db: Database): Promise<boolean> {
  return db.transaction(async (tx) => {
    const [due] = await takeDue(tx, []);
    if (due === undefined) return false;
    const [reached] = await rewordPeople(tx, [due.tenant_id, due.first_id, due.last_id, bite]);
    const next = reached === undefined || reached.count < bite ? null : reached.last_id;
    await oweNext(tx, [due.tenant_id, due.first_id, next]);
    return true;
  });
}
