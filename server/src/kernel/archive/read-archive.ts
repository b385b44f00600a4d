// Fills an empty database from an archive: all of it in one transaction, or nothing, and counted and summed on the way.

import { createHash, type Hash } from "node:crypto";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { finished } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { extract as createExtract } from "tar-stream";
import type { Tx } from "../db.ts";
import { knownLevel } from "../migration-files.ts";
import { migrate } from "../migrate.ts";
import { Refusal } from "../refusal.ts";
import {
  type Manifest,
  manifestName,
  tableOfPart,
  type TableTotal,
  type Totals,
  totalsName,
} from "./manifest.ts";
import { openSealed, type Passphrase } from "./seal.ts";
import { archivedTables, columnList } from "./tables.ts";

export type RestoreOptions = {
  url: string;
  passphrase: Passphrase;
  /** Refuses an archive that does not fit, by throwing. */
  check(manifest: Manifest): void;
  /** In the same transaction, when all rows are there. */
  finish(tx: Tx): Promise<void>;
};

export type Restored = { manifest: Manifest; tables: TableTotal[] };

export async function readArchive(sealed: Readable, options: RestoreOptions): Promise<Restored> {
  const client = new pg.Client({ connectionString: options.url, application_name: "waypost restore" });
  // A connection that breaks fails the statement on it, which is where it is reported.
  client.on("error", () => undefined);
  await client.connect();
  try {
    await requireEmpty(client);
    const plain = await openSealed(sealed, options.passphrase);
    const restored = await fill(client, plain, options);
    // What later releases added.
    await migrate(options.url);
    return restored;
  } finally {
    await client.end();
  }
}

async function fill(client: pg.Client, plain: Readable, options: RestoreOptions): Promise<Restored> {
  const entries = createExtract();
  plain.on("error", (error) => entries.destroy(error));
  plain.pipe(entries);
  let filling: Filling | null = null;
  let totals: Totals | null = null;
  for await (const entry of entries) {
    const { name } = entry.header;
    const table = tableOfPart(name);
    if (name === manifestName)
      filling = await begin(client, JSON.parse(String(await buffer(entry))), options);
    else if (filling === null) throw new Refusal("The backup does not begin with its manifest.");
    else if (name === totalsName) totals = JSON.parse(String(await buffer(entry)));
    else if (table !== null) await addPart(filling, table, await buffer(entry));
  }
  if (filling === null || totals === null)
    throw new Refusal("The backup ends before its end: it was cut off.");
  return commit(filling, totals, options);
}

type Filling = {
  client: pg.Client;
  manifest: Manifest;
  open: { name: string; stream: ReturnType<typeof copyFrom> & NodeJS.WritableStream; hash: Hash } | null;
  filled: TableTotal[];
};

async function begin(client: pg.Client, manifest: Manifest, options: RestoreOptions): Promise<Filling> {
  const known = await knownLevel();
  if (manifest.format !== 1 || manifest.schema > known) {
    throw new Refusal(
      `The backup was made by Waypost ${manifest.version}, whose schema ${manifest.schema} is newer than ${known}: ` +
        "restore it with that release.",
    );
  }
  options.check(manifest);
  const { version } = await migrate(options.url, { upTo: manifest.schema });
  if (version !== manifest.schema) {
    throw new Refusal(
      `The database has schema ${version}, the backup ${manifest.schema}: use an empty database.`,
    );
  }
  await client.query("begin");
  for (const { name } of (await archivedTables(client)).toReversed()) {
    const table = client.escapeIdentifier(name);
    // Rows the migrations themselves have put there come from the backup instead. Copying into a table whose owner is
    // subject to row-level security is refused; the owner is let through until the commit.
    await client.query(`alter table ${table} no force row level security; delete from ${table}`);
  }
  return { client, manifest, open: null, filled: [] };
}

async function addPart(filling: Filling, name: string, bytes: Buffer): Promise<void> {
  if (filling.open?.name !== name) {
    await closeTable(filling);
    const table = filling.manifest.tables.find((one) => one.name === name);
    if (table === undefined)
      throw new Refusal(`The backup holds rows of ${name}, which its manifest does not name.`);
    const stream = filling.client.query(copyFrom(`copy ${columnList(filling.client, table)} from stdin`));
    filling.open = { name, stream, hash: createHash("sha256") };
  }
  const { stream, hash } = filling.open;
  hash.update(bytes);
  if (!stream.write(bytes)) await once(stream, "drain");
}

async function closeTable(filling: Filling): Promise<void> {
  const { open } = filling;
  if (open === null) return;
  open.stream.end();
  await finished(open.stream);
  filling.filled.push({ name: open.name, rows: open.stream.rowCount, sha256: open.hash.digest("hex") });
  filling.open = null;
}

async function commit(filling: Filling, totals: Totals, { finish }: RestoreOptions): Promise<Restored> {
  const { client, manifest, filled } = filling;
  await closeTable(filling);
  refuseDifferences(filled, totals.tables);
  // A new schema has the months around today; what is older came into the default partition.
  await client.query("select create_month(month) from stray_months() as month where month is not null");
  for (const { name, value } of totals.sequences)
    await client.query("select setval($1::regclass, $2)", [name, value]);
  await finish(client);
  const secured = await client.query<{ name: string }>(
    "select relname as name from pg_class where relrowsecurity and relnamespace = 'public'::regnamespace",
  );
  for (const { name } of secured.rows) {
    await client.query(`alter table ${client.escapeIdentifier(name)} force row level security`);
  }
  await client.query("commit; analyze");
  return { manifest, tables: totals.tables };
}

function refuseDifferences(filled: readonly TableTotal[], wanted: readonly TableTotal[]): void {
  const found = new Map(filled.map((table) => [table.name, table]));
  const different = wanted.filter(({ name, rows, sha256 }) => {
    const table = found.get(name);
    return table === undefined ? rows > 0 : table.rows !== rows || table.sha256 !== sha256;
  });
  if (different.length === 0) return;
  throw new Refusal(
    `The backup is damaged: ${different.map(({ name }) => name).join(", ")} did not come whole.`,
  );
}

async function requireEmpty(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ known: boolean }>(
    "select to_regclass('tenant') is not null as known",
  );
  if (rows[0]?.known !== true) return;
  const tenants = await client.query("select from tenant limit 1");
  if (tenants.rows.length > 0) {
    throw new Refusal(
      "The database already holds a Waypost: restore into an empty database or data directory.",
    );
  }
}
