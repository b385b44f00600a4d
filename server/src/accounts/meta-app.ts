// The Meta app whose Embedded Signup dialog a tenant shows: kept with its secret sealed.

import type { MetaAppResource, PutMetaApp } from "@waypost/contract";
import type { Place, Vault } from "../kernel/crypto.ts";
import type { Tx } from "../kernel/db.ts";
import type { Mode } from "../kernel/route.ts";
import type { MetaApp } from "../transports/cloud-api/index.ts";
import { type MetaAppRow, readDataKeys, readMetaApp, writeMetaApp } from "./store/meta-app.ts";

export type AppOwner = { tenantId: string; mode: Mode };

export async function keepMetaApp(
  vault: Pick<Vault, "seal">,
  tx: Tx,
  owner: AppOwner,
  app: PutMetaApp,
): Promise<MetaAppResource> {
  const { tenantId, mode } = owner;
  const [tenant] = await readDataKeys(tx, [tenantId]);
  if (tenant === undefined) throw new Error("a caller's tenant exists");
  const sealed = vault.seal(tenant.data_key, placeOf(owner), app.app_secret);
  const [row] = await writeMetaApp(tx, [tenantId, mode, app.app_id, app.config_id ?? null, sealed]);
  if (row === undefined) throw new Error("a row was written");
  return presentMetaApp(row);
}

/** Null when the tenant has stored none. */
export async function openMetaApp(
  vault: Pick<Vault, "open">,
  tx: Tx,
  owner: AppOwner,
): Promise<MetaApp | null> {
  const [row] = await readMetaApp(tx, [owner.tenantId, owner.mode]);
  if (row === undefined) return null;
  return { appId: row.app_id, appSecret: vault.open(row.data_key, placeOf(owner), row.secrets) };
}

export function presentMetaApp({ app_id, config_id, updated_at }: MetaAppRow): MetaAppResource {
  return { app_id, config_id, updated_at: updated_at.toISOString() };
}

function placeOf({ tenantId, mode }: AppOwner): Place {
  return { table: "meta_app", tenantId, rowId: tenantId, column: mode };
}
