// What is thrown away by itself, and when: used-up idempotency keys, read webhooks, evidence nobody ever asked for.

import { type Database, statement, type Tx } from "../kernel/db.ts";
import type { ScheduledJob } from "../kernel/jobs.ts";

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

/** A key is promised for 7 days; its message's client reference stays for ever. */
const pruneIdempotencyKeys = statement<{ key: string }>(
  "prune_idempotency_keys",
  `delete from idempotency_key where ctid = any (array(
     select ctid from idempotency_key where created_at < now() - interval '7 days' limit $1))
   returning key`,
);

/** Kept 14 days for questions; what was never read stays until someone looks. */
const pruneWebhooks = statement<{ id: string }>(
  "prune_webhooks",
  `delete from webhook_in where ctid = any (array(
     select ctid from webhook_in
     where received_at < now() - interval '14 days' and done_at is not null limit $1))
   returning id`,
);

/** Meta repeats a webhook for 7 days at most; evidence older than that speaks of messages that are not ours. */
const pruneParkedStatuses = statement<{ id: string }>(
  "prune_parked_statuses",
  `delete from parked_status where ctid = any (array(
     select ctid from parked_status where parked_at < now() - interval '7 days' limit $1))
   returning id`,
);
