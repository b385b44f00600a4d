// The owner's door to Postgres: a short connection for the few things that change tables while Waypost runs.

import pg from "pg";
import type { Tx } from "./db.ts";

/**
 * `url` logs in as the owner. A lock that somebody holds is given up well before Postgres looks for deadlocks (after a
 * second), so that who queued behind us goes on and nobody is picked as a victim.
 */
export async function asOwner<T>(url: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "waypost owner",
    lock_timeout: 250,
    statement_timeout: 60_000,
  });
  // A connection that breaks fails the statement on it, which is where it is reported.
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The lock was not to be had in time; nothing was changed. */
export function isLockTimeout(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === "55P03";
}
