// What the API does not show, asked of the product's own database as its owner.

import pg from "pg";
import { embeddedPostgresUrl } from "../../server/src/kernel/postgres/index.ts";
import type { Stack } from "../stack.ts";

export function databaseUrl(stack: Stack): string {
  return embeddedPostgresUrl(stack.env["WAYPOST_DATA_DIR"] ?? "") ?? "";
}

/** Attempts whose end nobody saw. */
export function countDoubts(stack: Stack): Promise<number> {
  return countAttempts(stack, "unknown");
}

/** Sends under way. */
export function countOpenAttempts(stack: Stack): Promise<number> {
  return countAttempts(stack, "open");
}

async function countAttempts(stack: Stack, state: "open" | "unknown"): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl(stack) });
  await client.connect();
  try {
    const { rows } = await client.query<{ count: number }>(
      "select count(*)::int from attempt where state = $1",
      [state],
    );
    return rows[0]?.count ?? 0;
  } finally {
    await client.end();
  }
}
