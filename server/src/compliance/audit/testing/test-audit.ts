// The audit log for servers that tests make: the real one.

import type { AuditDeps } from "../../../kernel/audit.ts";
import type { Vault } from "../../../kernel/crypto.ts";
import { createAudit } from "../append.ts";

export function createTestAudit(vault: Pick<Vault, "derive">): AuditDeps {
  return createAudit(vault);
}
