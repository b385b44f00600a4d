// What is thrown away by itself, and when: used-up idempotency keys, evidence nobody ever asked for.

import type { Database, Tx } from "../kernel/db.ts";
import type { ScheduledJob } from "../kernel/jobs.ts";
import { pruneIdempotencyKeys, pruneParkedStatuses } from "./store.ts";

/** Deletes at most as many rows as its one value says; answers those it deleted. */
export type Prune = (tx: Tx, values: readonly [number]) => Promise<unknown[]>;

/** `more` are the prunes of rooms that keep their own tables short, by name. */
export function housekeepingJobs(deps: {
  db: Database;
  more: Readonly<Record<string, Prune>>;
}): ScheduledJob[] {
  const prunes: Readonly<Record<string, Prune>> = {
    "prune-idempotency-keys": pruneIdempotencyKeys,
    "prune-parked-statuses": pruneParkedStatuses,
    ...deps.more,
  };
  return Object.entries(prunes).map(([name, prune]) => ({
    name,
    everyMs: 10 * 60_000,
    run: () => untilDone(deps.db, prune),
  }));
}

/** Small bites, so that no delete holds locks or a snapshot for long. */
const bite = 5_000;

async function untilDone(db: Database, prune: Prune): Promise<void> {
  while ((await prune(db, [bite])).length === bite) continue;
}
