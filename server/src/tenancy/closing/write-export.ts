// Writes everything of a tenant, as of one moment, into one sealed file: a line of JSON for each row, table by table.

import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createPack, type Pack } from "./pack.ts";
import { sealInto } from "../../kernel/archive/seal.ts";
import type { Database, Tx } from "../../kernel/db.ts";
import {
  closeRows,
  fetchLines,
  openRows,
  readMediaLines,
  readOneMoment,
  readTenantLine,
  readTenantTables,
  type TenantTable,
} from "../store/closing.ts";
import { exported } from "./tables.ts";

export type WrittenExport = { path: string; sizeBytes: number; sha256: string };

export type ExportWriting = {
  /** Under the engine's role. */
  engine: Pick<Database, "transaction">;
  /** Where the file is put together. */
  directory: string;
  now(): Date;
};

export type WantedExport = { tenantId: string; id: string; passphrase: string };

/** It is there whole, or not at all. */
export async function writeExport(writing: ExportWriting, wanted: WantedExport): Promise<WrittenExport> {
  await mkdir(writing.directory, { recursive: true, mode: 0o700 });
  const path = join(writing.directory, `export-${wanted.id}`);
  const pack = createPack();
  const file = createWriteStream(path, { mode: 0o600, flush: true });
  const passphrase = { text: wanted.passphrase, derived: true };
  try {
    await Promise.all([
      writing.engine
        .transaction((tx) => addAll(pack, tx, wanted.tenantId, writing.now()))
        .catch((error: Error) => {
          pack.destroy(error);
          throw error;
        }),
      // A full disk must end the reading as well.
      sealInto(pack.stream, passphrase, file).catch((error: Error) => {
        pack.destroy(error);
        throw error;
      }),
    ]);
    return { path, sizeBytes: (await stat(path)).size, sha256: await hashOf(path) };
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

const linesAtOnce = 1_000;

async function addAll(pack: Pack, tx: Tx, tenantId: string, now: Date): Promise<void> {
  await readOneMoment(tx);
  const tables = exported(await readTenantTables(tx, []));
  const [tenant] = await readTenantLine(tx, [tenantId]);
  if (tenant === undefined) throw new Error("a tenant that is exported is there");
  await pack.add("manifest.json", JSON.stringify({ format: 1, createdAt: now.toISOString() }));
  await pack.add("tenant.json", tenant.line);
  const counts: Record<string, number> = {};
  // oxlint-disable-next-line no-await-in-loop -- a tar file is written from its beginning to its end
  for (const table of tables) counts[table.name] = await addTable(pack, tx, table, tenantId);
  const files = await readMediaLines(tx, [tenantId]);
  await pack.add("media.ndjson", ndjson(files.map(({ line }) => line)));
  await pack.add("totals.json", JSON.stringify({ rows: counts, files: files.length }));
  pack.finish();
}

/** In parts, because a tar file says the size of each before it begins. */
async function addTable(pack: Pack, tx: Tx, table: TenantTable, tenantId: string): Promise<number> {
  await openRows(tx, table, tenantId);
  let count = 0;
  for (let part = 1; ; part += 1) {
    // oxlint-disable-next-line no-await-in-loop -- as above
    const lines = await fetchLines(tx, linesAtOnce);
    if (lines.length === 0) break;
    count += lines.length;
    const name = `tables/${table.name}/${String(part).padStart(6, "0")}.ndjson`;
    // oxlint-disable-next-line no-await-in-loop -- as above
    await pack.add(name, ndjson(lines));
  }
  await closeRows(tx);
  return count;
}

function ndjson(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
