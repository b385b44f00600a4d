// Brings a database to the newest schema: numbered forward-only files, one runner at a time, patient but never in
// the way.

import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { migrateJobs } from "./jobs.ts";
import { type MigrationFile, migrationDirectory, readMigrations } from "./migration-files.ts";
import { Refusal } from "./refusal.ts";
import { readLevel, refuseTooNew } from "./schema.ts";

export type MigrateOptions = {
  directory?: URL;
  /** The last file to apply, for a restore that fills the schema as it was. */
  upTo?: number;
  /** Told each time a file gives way to other work. */
  onWait?(sentence: string): void;
};

/** Applies what is missing. `url` logs in as the owner. */
export async function migrate(
  url: string,
  { directory = migrationDirectory, upTo = Infinity, onWait = () => undefined }: MigrateOptions = {},
): Promise<{ version: number; applied: number }> {
  const client = new pg.Client({ connectionString: url, application_name: "waypost migrate" });
  // A connection that breaks fails the statement on it, which is where it is reported.
  client.on("error", () => undefined);
  await client.connect();
  try {
    await takeTurn(client);
    await ensureRegister(client);
    const files = await readMigrations(directory);
    const level = await readLevel(client, files.length);
    refuseTooNew(level, files.length);
    const missing = files.slice(level.version, upTo);
    for (const file of missing) await applyPatiently(client, file, onWait);
    await migrateJobs(client);
    return { version: Math.max(level.version, missing.at(-1)?.version ?? 0), applied: missing.length };
  } finally {
    await client.end();
  }
}

const turnPauseMs = 200;

/**
 * Of several that start at once, one migrates; the others wait here and find nothing left to do. They ask again instead
 * of waiting for the lock: a statement that waits holds a snapshot, and an index that is built concurrently by who has
 * the lock waits for every snapshot to end.
 */
async function takeTurn(client: pg.Client): Promise<void> {
  const ask = "select pg_try_advisory_lock(hashtext('waypost migrate')) as taken";
  while ((await client.query<{ taken: boolean }>(ask)).rows[0]?.taken !== true) await delay(turnPauseMs);
}

async function ensureRegister(client: pg.Client): Promise<void> {
  await client.query(`
    create table if not exists migration (
      version int primary key, applied_at timestamptz not null default now());
    alter table migration add column if not exists compatible_with int`);
}

/** Twenty turns of 3 s, with pauses in which everything that queued behind us gets through: about two minutes. */
const turnsMax = 20;
const lockPatience = "3s";
/** Long enough for any change of the catalog; what rewrites rows belongs into small bites after the start. */
const statementPatience = "60s";

async function applyPatiently(
  client: pg.Client,
  file: MigrationFile,
  onWait: (sentence: string) => void,
): Promise<void> {
  for (let turn = 1; ; turn += 1) {
    try {
      await (file.inTransaction ? applyAtOnce(client, file) : applyByStatement(client, file));
      return;
    } catch (error) {
      if (!gaveWay(error)) throw error;
      if (turn === turnsMax) {
        throw new Refusal(
          `Migration ${file.name} found no moment without locks on its tables in ${turnsMax} turns: ` +
            "end long transactions (pg_stat_activity shows them), and run it again.",
        );
      }
      onWait(`Migration ${file.name} gives way to other work, and tries again.`);
      await delay(Math.min(5_000, 200 * 2 ** turn) * (0.5 + Math.random()));
    }
  }
}

/** Waiting for a lock stops every statement queued behind the wait, so the wait is short and comes again. */
async function applyAtOnce(client: pg.Client, file: MigrationFile): Promise<void> {
  await client.query(
    `begin; set local lock_timeout = '${lockPatience}'; set local statement_timeout = '${statementPatience}'`,
  );
  try {
    await client.query(file.text);
    await register(client, file);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw error;
  }
}

/** Concurrent index builds block nobody and take what they take: no timeouts. A statement ends where a line does. */
async function applyByStatement(client: pg.Client, file: MigrationFile): Promise<void> {
  for (const statement of file.text.split(/;\s*$/m)) {
    if (statement.replaceAll(/^\s*--.*$/gm, "").trim() !== "") await client.query(statement);
  }
  await register(client, file);
}

async function register(client: pg.Client, file: MigrationFile): Promise<void> {
  await client.query("insert into migration (version, compatible_with) values ($1, $2)", [
    file.version,
    file.compatibleWith,
  ]);
}

/** 55P03: the lock was not to be had in time; 40P01: it would have been a deadlock. */
function gaveWay(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.code === "55P03" || error.code === "40P01");
}
