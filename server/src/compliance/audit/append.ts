// Appends to the audit log, and hides addresses from it.

import type { AppendAudit, AuditDeps } from "../../kernel/audit.ts";
import { keyedHash, type Vault } from "../../kernel/crypto.ts";
import { canonicalEntry } from "./chain.ts";
import { appendEntries } from "./store.ts";

export function createAudit(vault: Pick<Vault, "derive">): AuditDeps {
  const key = vault.derive("audit_ip");
  return { append: appendAudit, hashIp: (ip) => keyedHash(key, ip).toString("hex", 0, 12) };
}

/** One statement, however many entries and chains. */
export const appendAudit: AppendAudit = async (tx, entries) => {
  if (entries.length === 0) return;
  await appendEntries(tx, [entries.map(({ tenantId }) => tenantId), entries.map(canonicalEntry)]);
};
