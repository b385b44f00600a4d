// The end of a chain whose tenant is erased: its head and length are told in the platform's chain, then it goes.

import { auditEntry, type AuditActor, platformChain } from "../../kernel/audit.ts";
import type { Tx } from "../../kernel/db.ts";
import { presentId } from "../../kernel/ids.ts";
import { appendAudit } from "./append.ts";
import { headOf } from "./read-verdict.ts";
import { dropChain } from "./store.ts";

/**
 * Under the engine's role, in the transaction that erases the tenant and as its last act. Nothing may be appended to
 * the chain afterwards.
 */
export async function dropAuditChain(
  tx: Tx,
  { tenantId, actor, at }: { tenantId: string; actor: AuditActor; at: Date },
): Promise<void> {
  const { number, hash } = await headOf(tx, tenantId);
  const entry = auditEntry({
    tenantId: platformChain,
    at,
    action: "audit.chain_dropped",
    actor,
    target: { kind: "tenant", id: presentId("ten", tenantId) },
    detail: { entries: number, head: hash },
  });
  await appendAudit(tx, [entry]);
  await dropChain(tx, [tenantId]);
}
