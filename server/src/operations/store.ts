// Statements that keep the database in order, under the engine's role and across tenants.

import { statement } from "../kernel/db.ts";

/** A key is promised for 7 days; its message's client reference stays for ever. Values: [limit]. */
export const pruneIdempotencyKeys = statement<{ key: string }>(
  "prune_idempotency_keys",
  `delete from idempotency_key where ctid = any (array(
     select ctid from idempotency_key where created_at < now() - interval '7 days' limit $1))
   returning key`,
);

/**
 * Meta repeats a webhook for 7 days at most; evidence older than that speaks of messages that are not ours. Values:
 * [limit].
 */
export const pruneParkedStatuses = statement<{ id: string }>(
  "prune_parked_statuses",
  `delete from parked_status where ctid = any (array(
     select ctid from parked_status where parked_at < now() - interval '7 days' limit $1))
   returning id`,
);

/** `transport`: a process that sends holds a lease. */
export const readStanding = statement<{ writable: boolean; transport: boolean }>(
  "read_standing",
  `select current_setting('transaction_read_only') = 'off' as writable,
          exists (select from node where until >= clock_timestamp()) as transport`,
);
