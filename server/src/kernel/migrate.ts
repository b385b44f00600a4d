// Brings a database to the newest schema: numbered forward-only files, one runner at a time, refused when it is newer.

import { readdir, readFile } from "node:fs/promises";
import pg from "pg";
import { migrateJobs } from "./jobs.ts";

/** The schema is ahead of this code: an older release must not touch it. */
export class SchemaTooNewError extends Error {
  constructor(found: number, known: number) {
    super(
      `The database has schema version ${found}, but this release knows only up to ${known}. Upgrade Waypost.`,
    );
    this.name = "SchemaTooNewError";
  }
}

const directory = new URL("./migrations/", import.meta.url);

/** Applies what is missing, each file in a transaction of its own. `url` logs in as the owner. */
export async function migrate(url: string): Promise<{ version: number; applied: number }> {
  const client = new pg.Client({ connectionString: url, application_name: "waypost migrate" });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock(hashtext('waypost migrate'))");
    const found = await readVersion(client);
    const files = await migrationFiles();
    if (found > files.length) throw new SchemaTooNewError(found, files.length);
    for (const file of files.slice(found)) await apply(client, file);
    await migrateJobs(client);
    return { version: files.length, applied: files.length - found };
  } finally {
    await client.end();
  }
}

async function readVersion(client: pg.Client): Promise<number> {
  await client.query(
    "create table if not exists migration (version int primary key, applied_at timestamptz not null default now())",
  );
  const { rows } = await client.query<{ version: number }>(
    "select coalesce(max(version), 0) as version from migration",
  );
  return rows[0]?.version ?? 0;
}

type MigrationFile = { version: number; name: string };

/** The files in order; a gap or a repeated number is a mistake of ours. */
async function migrationFiles(): Promise<MigrationFile[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith(".sql")).toSorted();
  return names.map((name, index) => {
    const version = Number(name.slice(0, 4));
    if (version !== index + 1) throw new Error(`migration ${name} should be number ${index + 1}`);
    return { version, name };
  });
}

async function apply(client: pg.Client, file: MigrationFile): Promise<void> {
  const text = await readFile(new URL(file.name, directory), "utf8");
  // Waiting behind a long transaction would stop every query queued behind the lock: give up and be run again.
  await client.query("begin; set local lock_timeout = '5s'");
  try {
    await client.query(text);
    await client.query("insert into migration (version) values ($1)", [file.version]);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw error;
  }
}
