// Asks a database, over one short connection, which Postgres it is and which schema it holds.
import pg from "pg";
import { Refusal } from "../refusal.ts";

/** `schema` is nothing in a database that Waypost has not been in yet. */
export type DatabaseProbe = { postgres: string; schema: number | undefined };

export async function probeDatabase(url: string): Promise<DatabaseProbe> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    query_timeout: 5_000,
  });
  try {
    await client.connect();
    const { rows } = await client.query<{ postgres: string; known: boolean }>(
      "select current_setting('server_version') as postgres, to_regclass('migration') is not null as known",
    );
    const [row] = rows;
    if (!row?.known) return { postgres: row?.postgres ?? "", schema: undefined };
    const level = await client.query<{ schema: number }>(
      "select coalesce(max(version), 0) as schema from migration",
    );
    return { postgres: row.postgres, schema: level.rows[0]?.schema ?? 0 };
  } catch (error) {
    throw new Refusal(`The database at ${whereabouts(url)} cannot be used: ${reason(error)}.`);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The address without its password. */
function whereabouts(url: string): string {
  const { hostname, port, pathname, searchParams } = new URL(url);
  return `${searchParams.get("host") ?? `${hostname}:${port || 5432}`}${pathname}`;
}

/** A refused connection to a name with several addresses is an AggregateError without a message. */
function reason(error: unknown): string {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  return first instanceof Error ? first.message : String(first);
}
