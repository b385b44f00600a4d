// Which keys there are and what is sealed under each.

import type { Tx } from "../kernel/db.ts";
import type { MasterRing } from "../kernel/master-ring.ts";
import { readMasterIds } from "../kernel/roots-store.ts";
import { dataKeyIds } from "./data-keys.ts";
import { sealedColumns } from "./sealed-columns.ts";
import { countByKey, readTenantKeys, type Step, type TenantKeys } from "./store.ts";

/** Ids in hex. */
export type SecretsStatus = {
  masters: { id: string; current: boolean; tenants: number }[];
  tenants: TenantStatus[];
};

export type TenantStatus = {
  slug: string;
  rotation: Step | null;
  /** Since the key that seals now does, or the step under way was taken. */
  ageMs: number;
  /** The one that seals first. */
  keys: { id: string; values: number }[];
};

export async function secretsStatus(engine: Tx, masters: MasterRing): Promise<SecretsStatus> {
  const current = masters.current().id;
  const tenants = await readTenantKeys(engine, [null]);
  const ids = tenants.map(({ id }) => id);
  const counts = new Map<string, number>();
  for (const column of sealedColumns) {
    for (const { tenant_id, key, values } of await countByKey(engine, column, ids)) {
      const name = `${tenant_id} ${key.toString("hex")}`;
      counts.set(name, (counts.get(name) ?? 0) + values);
    }
  }
  return {
    masters: (await readMasterIds(engine, [])).map(({ id, tenants: wrapped }) => ({
      id: id.toString("hex"),
      current: id.equals(current),
      tenants: wrapped,
    })),
    tenants: tenants.map((tenant) =>
      statusOf(tenant, dataKeyIds(masters, tenant.id, tenant.data_key), counts),
    ),
  };
}

function statusOf(
  { id, slug, data_key_step, age_ms }: TenantKeys,
  keys: readonly string[],
  counts: ReadonlyMap<string, number>,
): TenantStatus {
  return {
    slug,
    rotation: data_key_step,
    ageMs: age_ms,
    keys: keys.map((key) => ({ id: key, values: counts.get(`${id} ${key}`) ?? 0 })),
  };
}
