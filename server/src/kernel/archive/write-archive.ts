// Writes every row of one moment into an archive: all tables are read in one snapshot, while work goes on.

import { createHash } from "node:crypto";
import { Readable, type Writable } from "node:stream";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { pack as createPack, type Pack } from "tar-stream";
import {
  type Manifest,
  manifestName,
  partName,
  type TableTotal,
  type Totals,
  totalsName,
} from "./manifest.ts";
import { type Passphrase, sealInto } from "./seal.ts";
import { type ArchivedTable, archivedTables, rowsOf, readSequences } from "./tables.ts";

export type ArchiveOptions = {
  url: string;
  passphrase: Passphrase;
  about: Pick<Manifest, "version" | "createdAt" | "masterKey">;
};

export async function writeArchive(target: Writable, options: ArchiveOptions): Promise<Totals> {
  const client = new pg.Client({ connectionString: options.url, application_name: "waypost backup" });
  // A connection that breaks fails the statement on it, which is where it is reported.
  client.on("error", () => undefined);
  await client.connect();
  const pack = createPack();
  try {
    // Before the first byte: what is written once the backup has begun to appear is not in it.
    const tables = await openSnapshot(client);
    // The archive's own failure, a full disk, must end the reading as well.
    const [totals] = await Promise.all([
      readInto(pack, client, { tables, about: options.about }),
      sealInto(Readable.from(pack, { objectMode: false }), options.passphrase, target),
    ]);
    return totals;
  } catch (error) {
    pack.destroy();
    throw error;
  } finally {
    await client.end();
  }
}

/** Begins the transaction that reads everything, and answers which tables there are at its moment. */
async function openSnapshot(client: pg.Client): Promise<ArchivedTable[]> {
  // Row-level security would show the owner of a managed database nothing, without a word; what this role may not
  // read fails.
  await client.query(
    `begin isolation level repeatable read read only;
     set local role waypost_engine; set local statement_timeout = 0; set local row_security = on`,
  );
  return archivedTables(client);
}

type Reading = { tables: ArchivedTable[]; about: ArchiveOptions["about"] };

async function readInto(pack: Pack, client: pg.Client, { tables, about }: Reading): Promise<Totals> {
  const schema = await readSchema(client);
  await addJson(pack, manifestName, { format: 1, schema, tables, ...about } satisfies Manifest);
  const totals: Totals = { tables: [], sequences: await readSequences(client) };
  for (const table of tables) totals.tables.push(await addTable(pack, client, table));
  await addJson(pack, totalsName, totals);
  pack.finalize();
  await client.query("commit");
  return totals;
}

/** The register of migrations is the owner's; the engine's role may not read it. */
async function readSchema(client: pg.Client): Promise<number> {
  await client.query("reset role");
  const { rows } = await client.query<{ schema: number }>("select max(version) as schema from migration");
  await client.query("set local role waypost_engine");
  return rows[0]?.schema ?? 0;
}

const partBytes = 1024 * 1024;

async function addTable(pack: Pack, client: pg.Client, table: ArchivedTable): Promise<TableTotal> {
  const rows = client.query(copyTo(`copy ${rowsOf(client, table)} to stdout`));
  const hash = createHash("sha256");
  let waiting: Buffer[] = [];
  let size = 0;
  let parts = 0;
  const flush = async (): Promise<void> => {
    parts += 1;
    const part = Buffer.concat(waiting);
    waiting = [];
    size = 0;
    await addEntry(pack, partName(table.name, parts), part);
  };
  for await (const chunk of rows) {
    hash.update(chunk);
    waiting.push(chunk);
    size += chunk.length;
    if (size >= partBytes) await flush();
  }
  if (size > 0) await flush();
  return { name: table.name, rows: rows.rowCount, sha256: hash.digest("hex") };
}

function addJson(pack: Pack, name: string, value: object): Promise<void> {
  return addEntry(pack, name, Buffer.from(JSON.stringify(value, null, 2)));
}

/** Through the entry's own stream, which waits while the disk is slower than the database. */
function addEntry(pack: Pack, name: string, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const entry = pack.entry({ name, size: bytes.length }, (error) => (error ? reject(error) : resolve()));
    entry.end(bytes);
  });
}
