// What the API does not show yet, asked of the product's own database.

import pg from "pg";
import { embeddedPostgresUrl } from "../../server/src/kernel/postgres/index.ts";
import type { Stack } from "../stack.ts";

/** The texts people wrote, as often as they are kept. */
export async function heardTexts(stack: Stack): Promise<string[]> {
  const rows = await read<{ said: string }>(
    stack,
    "select body -> 'text' ->> 'body' as said from inbound_message",
  );
  return rows.map(({ said }) => said);
}

/** Messages that wait for a turn, or are in flight. */
export async function countWaiting(stack: Stack): Promise<number> {
  const [row] = await read<{ count: number }>(stack, "select count(*)::int from lane_entry");
  return row?.count ?? 0;
}

/** How often a holder died with a message in its hands. */
export async function countDoubts(stack: Stack): Promise<number> {
  const [row] = await read<{ count: number }>(
    stack,
    "select count(*)::int from attempt where state = 'unknown'",
  );
  return row?.count ?? 0;
}

/** The process that holds each linked phone, by the phone's number; null between two holders. */
export async function holders(stack: Stack): Promise<Map<string, number | null>> {
  const rows = await read<{ phone: string; host: string | null }>(
    stack,
    `select ltrim(sender.address, '+') as phone, node.host
     from sender join unit on unit.id = 'shard-' || sender.shard left join node on node.id = unit.owner
     where sender.transport = 'whatsapp_web' and sender.address is not null`,
  );
  // A host is the machine's name and, where several transports may live on it, the process.
  const pidOf = (host: string | null): number | null =>
    host === null ? null : Number(host.split(" ").at(-1));
  return new Map(rows.map(({ phone, host }) => [phone, pidOf(host)]));
}

/** How many shards each living transport holds. */
export async function shares(stack: Stack): Promise<number[]> {
  const rows = await read<{ count: number }>(
    stack,
    "select count(*)::int from unit where owner is not null group by owner",
  );
  return rows.map(({ count }) => count);
}

async function read<Row extends pg.QueryResultRow>(stack: Stack, question: string): Promise<Row[]> {
  const url = embeddedPostgresUrl(stack.env["WAYPOST_DATA_DIR"] ?? "");
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(question)).rows;
  } finally {
    await client.end();
  }
}
