// Asks for a tenant's export: where it will be and what it opens with are made now, and shown this once.

import { createHash, randomBytes } from "node:crypto";
import type { ExportAccess } from "@waypost/contract";
import type { Place, Vault } from "../../kernel/crypto.ts";
import type { Tx } from "../../kernel/db.ts";
import { insertExport } from "../store/closing.ts";
import type { TenantRow } from "../store/tenant.ts";

/** Long enough to notice it and to fetch gigabytes, and no longer than that. */
export const exportLinkDays = 7;

export type ExportDeps = {
  vault: Pick<Vault, "seal">;
  newId(): string;
  /** Where browsers reach Waypost, without a slash at the end. */
  publicUrl: string;
};

export async function askExport(
  { vault, newId, publicUrl }: ExportDeps,
  tx: Tx,
  { id: tenantId, data_key: dataKeys }: Pick<TenantRow, "id" | "data_key">,
): Promise<ExportAccess> {
  const id = newId();
  const token = randomBytes(32).toString("base64url");
  const passphrase = randomBytes(20).toString("base64url");
  const sealed = vault.seal(dataKeys, passphrasePlace(tenantId, id), passphrase);
  await insertExport(tx, [tenantId, id, sealed, tokenHash(token)]);
  return { url: `${publicUrl}/exports/${token}`, passphrase, valid_days: exportLinkDays };
}

export function passphrasePlace(tenantId: string, id: string): Place {
  return { table: "tenant_export", tenantId, rowId: id, column: "passphrase" };
}

/** 256 random bits need no slow hash, and no key. */
export function tokenHash(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
