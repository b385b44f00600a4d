// Looks again at what a tenant's rules hold back once those rules have changed: who waits for a night that is over by
// the new ones waits no longer.

import { markReleased, readChangedRules } from "../audience/index.ts";
import type { Database } from "../kernel/db.ts";
import type { ScheduledJob } from "../kernel/jobs.ts";
import { notifyShards } from "./store/accept.ts";
import { readLanesOfTenant, releaseRuled } from "./store/release-ruled.ts";

const everyMs = 10_000;
const tenantsPerRound = 20;
/** Nothing is asked of login codes. */
const classes = [1, 2];

export function lookAgainJob({ db }: { db: Database }): ScheduledJob {
  return {
    name: "look-again-at-held",
    everyMs,
    run: async () => {
      for (const changed of await readChangedRules(db, [tenantsPerRound])) await lookAgain(db, changed);
    },
  };
}

/** Rules that change meanwhile are another version, and found in the next round. */
async function lookAgain(
  db: Database,
  { tenant_id, rules_version }: { tenant_id: string; rules_version: number },
): Promise<void> {
  const lanes = await readLanesOfTenant(db, [tenant_id]);
  for (const { id: senderId } of lanes) {
    for (const each of classes) await releaseRuled(db, { tenantId: tenant_id, senderId, class: each });
  }
  if (lanes.length > 0) await notifyShards(db, new Set(lanes.map(({ shard }) => shard)));
  await markReleased(db, [tenant_id, rules_version]);
}
