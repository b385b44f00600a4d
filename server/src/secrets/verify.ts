// Opens what is sealed, all of it or a sample of each tenant's, and says what does not open.

import { CannotOpenError, type Vault } from "../kernel/crypto.ts";
import type { Tx } from "../kernel/db.ts";
import { type SealedColumn, sealedColumns } from "./sealed-columns.ts";
import { readSample, readSealed, readTenantKeys, type SealedRow, type TenantKeys } from "./store.ts";

export type Verified = { name: string; opened: number; broken: Broken[] };
/** `row` as the place names it: of which row, and of which part of it. */
export type Broken = { tenant: string; row: string; part: string };

/** By column. `sample`: how many of each tenant's values are opened; null for all. */
export async function verifySealed(
  deps: { engine: Tx; vault: Pick<Vault, "open"> },
  sample: number | null,
): Promise<Verified[]> {
  const tenants = await readTenantKeys(deps.engine, [null]);
  const found: Verified[] = [];
  for (const column of sealedColumns) {
    const one: Verified = { name: `${column.table}.${column.column}`, opened: 0, broken: [] };
    for (const tenant of tenants) await verifyTenant(deps, one, { column, tenant, sample });
    found.push(one);
  }
  return found;
}

type Looked = { column: SealedColumn; tenant: TenantKeys; sample: number | null };

const portion = 500;

async function verifyTenant(
  { engine, vault }: { engine: Tx; vault: Pick<Vault, "open"> },
  into: Verified,
  { column, tenant, sample }: Looked,
): Promise<void> {
  let after: readonly string[] | null = null;
  for (;;) {
    const rows: SealedRow[] =
      sample === null
        ? await readSealed(engine, column, [tenant.id, after, portion])
        : await readSample(engine, column, [tenant.id, sample]);
    for (const row of rows) {
      if (opens(vault, column, tenant, row)) into.opened += 1;
      else into.broken.push({ tenant: tenant.slug, row: row.row_id, part: row.place });
    }
    if (sample !== null || rows.length < portion) return;
    after = rows.at(-1)?.key ?? null;
  }
}

function opens(
  vault: Pick<Vault, "open">,
  { table }: SealedColumn,
  { id: tenantId, data_key }: TenantKeys,
  { row_id: rowId, place, value }: SealedRow,
): boolean {
  try {
    vault.open(data_key, { table, tenantId, rowId, column: place }, value);
    return true;
  } catch (error) {
    if (error instanceof CannotOpenError) return false;
    throw error;
  }
}
