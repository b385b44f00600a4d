// Makes tenants, each with data keys of its own.

import type { Tx } from "../kernel/db.ts";
import type { Vault } from "../kernel/crypto.ts";
import { insertTenant, type TenantRow } from "./store/tenant.ts";

export type NewTenant = { id: string; slug: string; name: string; defaultCountry: string | null };

export function isSlug(text: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,62}$/.test(text);
}

/** Null when the slug is taken. */
export async function createTenant(
  engine: Tx,
  vault: Pick<Vault, "newDataKeys">,
  tenant: NewTenant,
): Promise<TenantRow | null> {
  const { id, slug, name, defaultCountry } = tenant;
  const [row] = await insertTenant(engine, [id, slug, name, defaultCountry, vault.newDataKeys(id)]);
  return row ?? null;
}
