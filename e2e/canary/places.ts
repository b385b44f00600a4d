// Everywhere a running product leaves something: its tables, its files, its processes.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import pg from "pg";
import { embeddedPostgresUrl } from "../../server/src/kernel/postgres/index.ts";
import type { Processes } from "../stack.ts";
import { type Leak, leaksIn, type Sentinel } from "./sentinels.ts";

/** By `schema.table.column`, of every table there is; bytes as hex, and as they are. */
export async function leaksInDatabase(
  sentinels: readonly Sentinel[],
  dataDir: string,
  plant: readonly string[] = [],
): Promise<{ leaks: Leak[]; rows: number }> {
  const client = new pg.Client({ connectionString: embeddedPostgresUrl(dataDir) });
  await client.connect();
  try {
    // All of it sees one moment, and nothing that was planted stays.
    await client.query("begin isolation level repeatable read");
    for (const statement of plant) await client.query(statement);
    const leaks = new Map<string, Leak>();
    let rows = 0;
    for (const { name } of (await client.query<{ name: string }>(tables)).rows) {
      const found = await client.query<{ row: Record<string, unknown> }>(
        `select to_jsonb(t) as row from ${name} t`,
      );
      rows += found.rows.length;
      for (const [column, value] of found.rows.flatMap(({ row }) => Object.entries(row))) {
        for (const leak of leaksInValue(sentinels, `${name}.${column}`, value))
          leaks.set(`${leak.sentinel} ${leak.where}`, leak);
      }
    }
    await client.query("rollback");
    return { leaks: [...leaks.values()], rows };
  } finally {
    await client.end();
  }
}

const tables = `select format('%I.%I', n.nspname, c.relname) as name
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`;

function leaksInValue(sentinels: readonly Sentinel[], where: string, value: unknown): Leak[] {
  if (value === null || typeof value === "number" || typeof value === "boolean") return [];
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const bytes = text.startsWith("\\x") ? leaksIn(sentinels, where, Buffer.from(text.slice(2), "hex")) : [];
  return [...leaksIn(sentinels, where, text), ...bytes];
}

/** Every file below, the database's own included; `except` is told each path, from the directory. */
export function leaksInFiles(
  sentinels: readonly Sentinel[],
  directory: string,
  except: (path: string) => boolean,
): { leaks: Leak[]; files: number } {
  const paths = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((path) => !except(path));
  let files = 0;
  const leaks = paths.flatMap((path) => {
    const full = join(directory, path);
    try {
      if (!statSync(full).isFile()) return [];
      files += 1;
      return leaksIn(sentinels, relative(directory, full), readFileSync(full));
    } catch (error) {
      // The database removes files while it works.
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw error;
    }
  });
  return { leaks, files };
}

/** What `ps` shows anybody of them: their command lines. And their environments, which the same account may read. */
export function leaksInProcesses(sentinels: readonly Sentinel[], processes: Processes): Leak[] {
  const { supervisor, control, transport, simulator, postgres } = processes;
  return [supervisor, ...control, ...transport, ...simulator, ...postgres].flatMap((pid) =>
    ["cmdline", "environ"].flatMap((file) =>
      leaksIn(sentinels, `process ${file}`, readFileSync(`/proc/${pid}/${file}`)),
    ),
  );
}
