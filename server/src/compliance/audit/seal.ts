// Seals the chains once a day: signs what their heads are, keeps the seals, and tells them to the log as well.

import { auditEntry, platformChain, system } from "../../kernel/audit.ts";
import type { Database } from "../../kernel/db.ts";
import type { ScheduledJob } from "../../kernel/jobs.ts";
import type { Log } from "../../kernel/log.ts";
import { appendAudit } from "./append.ts";
import { type SealKeys, signSeal } from "./signature.ts";
import { insertSeals, readUnsealedHeads } from "./store.ts";

export type SealDeps = {
  /** Under the engine's role, across tenants. */
  db: Database;
  keys: SealKeys;
  log: Log;
  now(): Date;
};

export function sealChainsJob(deps: SealDeps): ScheduledJob {
  return { name: "seal-audit", everyMs: 24 * 3_600_000, run: () => sealChains(deps) };
}

/**
 * The log goes elsewhere than the database does: whoever rewrites a chain, with its seals and with the key, would have
 * to rewrite that too. The platform's chain tells of each round, so that a day without one is seen.
 */
export async function sealChains({ db, keys, log, now }: SealDeps): Promise<void> {
  const rows = (await readUnsealedHeads(db, [])).map(({ tenant_id, ...head }) => ({
    tenant_id,
    ...signSeal(keys, tenant_id, head, now()),
  }));
  await db.transaction(async (tx) => {
    await insertSeals(tx, [JSON.stringify(rows)]);
    const told = { action: "audit.sealed", actor: system, at: now(), detail: { chains: rows.length } };
    await appendAudit(tx, [auditEntry({ tenantId: platformChain, ...told })]);
  });
  for (const { tenant_id, number, hash, signature } of rows) {
    log.info("an audit chain was sealed", { tenant_id, count: number, hash, signature });
  }
}
