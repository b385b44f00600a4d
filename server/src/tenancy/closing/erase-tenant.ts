// Erases a tenant: its files, then every row of it in every table there is, then itself; a tombstone says so.

import { keyedHash, type Vault } from "../../kernel/crypto.ts";
import type { Database, Tx } from "../../kernel/db.ts";
import { factsOf } from "../change-state.ts";
import {
  countErased,
  deleteSendersOfTenant,
  eraseRows,
  eraseTenantRow,
  eraseWebhooks,
  finishErasure,
  hasRows,
  readBlobNames,
  readExportNames,
  readHold,
  readTenantTables,
  type TenantTable,
} from "../store/closing.ts";
import { notifySendersOfTenant, readTenantForUpdate, type TenantRow } from "../store/tenant.ts";
import { takeStep } from "../tenant-life.ts";
import type { ExportStore } from "./export-store.ts";
import { inErasingOrder } from "./tables.ts";

export type EraseDeps = {
  /** Under the engine's role. */
  engine: Database;
  vault: Pick<Vault, "derive">;
  store: Pick<ExportStore, "delete">;
  now(): Date;
  /** Takes away what only its own room may: the engine has no right to delete of those tables. */
  eraseGuarded(tx: Tx, tenantId: string): Promise<void>;
};

/**
 * Cut off at any point, it goes on from there the next time: the tenant's own row goes last. Answers false when it is
 * not to be erased, or not yet.
 */
export async function eraseTenant(deps: EraseDeps, tenantId: string): Promise<boolean> {
  const row = await begin(deps, tenantId);
  if (row === null) return false;
  const tally = tallyOf(deps, row);
  await tally("files", await eraseFiles(deps, tenantId));
  await tally("webhook_in", (await eraseWebhooks(deps.engine, [tenantId])).length);
  const all = await readTenantTables(deps.engine, []);
  const tables = erasable(all);
  // Who was at work when it began may have written behind us; nobody begins anything new.
  // oxlint-disable-next-line no-await-in-loop -- each look sees what the one before left
  while ((await eraseTables(deps, tables, tenantId, tally)) > 0) continue;
  await deps.engine.transaction(async (tx) => {
    await eraseTenantRow(tx, [tenantId]);
    await deps.eraseGuarded(tx, tenantId);
    await requireEmpty(tx, guarded(all), tenantId);
  });
  await finishErasing(deps, tenantId);
  return true;
}

/** What refers to no tenant could be written until the tenant's own row was gone, and cannot be after. */
export async function finishErasing(deps: Pick<EraseDeps, "engine">, tenantId: string): Promise<void> {
  const tables = erasable(await readTenantTables(deps.engine, []));
  await eraseTables(deps, tables, tenantId, async () => undefined);
  await finishErasure(deps.engine, [tenantId]);
}

function erasable(tables: readonly TenantTable[]): TenantTable[] {
  return inErasingOrder(tables.filter((table) => table.erasable));
}

function guarded(tables: readonly TenantTable[]): TenantTable[] {
  return tables.filter((table) => !table.erasable);
}

type Tally = (name: string, count: number) => Promise<void>;

/** From here on no webhook finds its numbers, no lane sends, and no process holds its phones. */
function begin({ engine, now }: EraseDeps, tenantId: string): Promise<TenantRow | null> {
  return engine.transaction(async (tx) => {
    const [row] = await readTenantForUpdate(tx, [tenantId]);
    if (row === undefined || !takeStep(factsOf(row), "erase", "clock", now()).ok) return null;
    if ((await readHold(tx, [tenantId])).length > 0) return null;
    await notifySendersOfTenant(tx, [tenantId]);
    await deleteSendersOfTenant(tx, [tenantId]);
    return row;
  });
}

function tallyOf({ engine, vault }: EraseDeps, row: TenantRow): Tally {
  const slugHash = keyedHash(vault.derive("tenant_tombstone"), row.slug);
  return async (name, count) => {
    if (count === 0 && name !== "files") return;
    const counts = JSON.stringify({ [name]: count });
    await countErased(engine, [row.id, slugHash, row.created_at, row.state_since, counts]);
  };
}

const filesAtOnce = 50;

/** Their rows stay until the bytes are gone, so that a crash leaves nothing that nobody knows of. */
async function eraseFiles({ engine, store }: EraseDeps, tenantId: string): Promise<number> {
  let count = 0;
  for (let after: string | null = null; ;) {
    // oxlint-disable-next-line no-await-in-loop -- page by page
    const names = await readBlobNames(engine, [tenantId, after, filesAtOnce]);
    // oxlint-disable-next-line no-await-in-loop -- as above
    await Promise.all(names.map(({ sha256 }) => store.delete({ tenantId, sha256 })));
    count += names.length;
    after = names.at(-1)?.sha256 ?? null;
    if (names.length < filesAtOnce) break;
  }
  const exports = await readExportNames(engine, [tenantId]);
  await Promise.all(exports.map(({ sha256 }) => store.delete({ tenantId, sha256 })));
  return count + exports.length;
}

/** Small bites, so that no delete holds locks or a snapshot for long. */
const rowsAtOnce = 5_000;

async function eraseTables(
  { engine }: Pick<EraseDeps, "engine">,
  tables: readonly TenantTable[],
  tenantId: string,
  tally: Tally,
): Promise<number> {
  let all = 0;
  for (const table of tables) {
    for (let erased = rowsAtOnce; erased === rowsAtOnce;) {
      // oxlint-disable-next-line no-await-in-loop -- bite by bite, children before their parents
      erased = await eraseRows(engine, table, { tenantId, limit: rowsAtOnce });
      // oxlint-disable-next-line no-await-in-loop -- as above
      await tally(table.name, erased);
      all += erased;
    }
  }
  return all;
}

/** A table that nobody empties would outlive its tenant without a word. */
async function requireEmpty(tx: Tx, tables: readonly TenantTable[], tenantId: string): Promise<void> {
  const left: string[] = [];
  // oxlint-disable-next-line no-await-in-loop -- one transaction
  for (const table of tables) if (await hasRows(tx, table, tenantId)) left.push(table.name);
  if (left.length > 0) throw new Error(`nobody has emptied ${left.join(", ")}`);
}
