// Seals a tenant's values anew under its newest data key, in portions, while everybody goes on writing.

import type { Vault } from "../kernel/crypto.ts";
import type { Tx } from "../kernel/db.ts";
import { type SealedColumn, sealedColumns } from "./sealed-columns.ts";
import { notifyAll, readStale, type SealedRow, writeResealed } from "./store.ts";

export type ResealDeps = { engine: Tx; vault: Pick<Vault, "seal" | "open"> };

export type TenantToReseal = { id: string; dataKeys: Buffer; sealingKey: Buffer };

/** `left`: values somebody was writing at that moment, under which key nobody knows. */
export type Resealed = { done: number; left: number };

/** Once over everything. Throws `CannotOpenError` at a value that opens with no key of the tenant's. */
export async function resealTenant(
  deps: ResealDeps,
  tenant: TenantToReseal,
  columns: readonly SealedColumn[] = sealedColumns,
): Promise<Resealed> {
  const total = { done: 0, left: 0 };
  for (const column of columns) {
    const { done, left } = await resealColumn(deps, tenant, column);
    total.done += done;
    total.left += left;
    if (done > 0 && column.notifies !== undefined) await notifyAll(deps.engine, [column.notifies]);
  }
  return total;
}

/** A few hundred kilobytes, and a statement of milliseconds. */
const portion = 200;

async function resealColumn(
  deps: ResealDeps,
  tenant: TenantToReseal,
  column: SealedColumn,
): Promise<Resealed> {
  const total = { done: 0, left: 0 };
  let after: readonly string[] | null = null;
  for (;;) {
    const rows: SealedRow[] = await readStale(deps.engine, column, [
      tenant.id,
      after,
      portion,
      tenant.sealingKey,
    ]);
    if (rows.length > 0) {
      const written = await writeResealed(deps.engine, column, [
        rows.map(({ at }) => at),
        rows.map(({ value }) => value),
        rows.map((row) => sealedAnew(deps, tenant, column, row)),
      ]);
      total.done += written.length;
      total.left += rows.length - written.length;
    }
    if (rows.length < portion) return total;
    after = rows.at(-1)?.key ?? null;
  }
}

function sealedAnew(
  { vault }: ResealDeps,
  { id: tenantId, dataKeys }: TenantToReseal,
  { table }: SealedColumn,
  { row_id: rowId, place: column, value }: SealedRow,
): Buffer {
  const place = { table, tenantId, rowId, column };
  return vault.seal(dataKeys, place, vault.open(dataKeys, place, value));
}
