// What is thrown away by itself, and when: used-up idempotency keys, read webhooks, evidence nobody ever asked for.

import type { Database, Tx } from "../kernel/db.ts";
import type { ScheduledJob } from "../kernel/jobs.ts";
import { pruneIdempotencyKeys, pruneParkedStatuses, pruneWebhooks } from "./store.ts";

export function housekeepingJobs(deps: { db: Database }): ScheduledJob[] {
  const every = 10 * 60_000;
  return [
    { name: "prune-idempotency-keys", everyMs: every, run: () => untilDone(deps.db, pruneIdempotencyKeys) },
    { name: "prune-webhooks", everyMs: every, run: () => untilDone(deps.db, pruneWebhooks) },
    { name: "prune-parked-statuses", everyMs: every, run: () => untilDone(deps.db, pruneParkedStatuses) },
  ];
}

/** Small bites, so that no delete holds locks or a snapshot for long. */
const bite = 5_000;

async function untilDone(
  db: Database,
  prune: (tx: Tx, values: readonly unknown[]) => Promise<unknown[]>,
): Promise<void> {
  while ((await prune(db, [bite])).length === bite) continue;
}
