// What a command did, for the audit log: whoever may run commands on the machine is an operator, and has no name here.
import { appendAudit } from "../compliance/index.ts";
import { auditEntry, type AuditEntry, operator, platformChain } from "../kernel/audit.ts";
import type { Tx } from "../kernel/db.ts";

/** In the platform's chain when no tenant is named. `tx`: under the engine's role, best the transaction of the act. */
export function recordAct(
  tx: Tx,
  { tenantId = platformChain, ...act }: Pick<AuditEntry, "action"> & Partial<AuditEntry>,
): Promise<void> {
  return appendAudit(tx, [auditEntry({ at: new Date(), actor: operator, tenantId, ...act })]);
}
