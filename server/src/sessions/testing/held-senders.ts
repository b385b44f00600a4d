// Senders on one held shard, in a database of their own, and what their sessions remember.

import { randomUUID } from "node:crypto";
import { createDatabase, type Database } from "../../kernel/db.ts";
import { createTestDatabase } from "../../kernel/postgres/test-database.ts";
import type { MemoryWrite } from "../memory-writes.ts";

export type HeldSenders = {
  db: Database;
  senders: readonly string[];
  /** A change of what a session remembers, by id; null deletes. Made under the epoch of the holder, or another. */
  write(senderId: string, rows: Readonly<Record<string, string | null>>, epoch?: string): MemoryWrite;
  remembered(senderId: string): Promise<Record<string, string>>;
  drop(): Promise<void>;
};

export async function createHeldSenders(count: number): Promise<HeldSenders> {
  const database = await createTestDatabase();
  // Idle connections end with the database.
  const onError = (): void => undefined;
  const db = createDatabase({ url: database.url, role: "waypost_engine", connectionsMax: 4, onError });
  const senders = Array.from({ length: count }, () => randomUUID());
  const held = await hold(db, senders);
  return {
    db,
    senders,
    write: (senderId, rows, epoch = held.epoch) => ({
      ...held,
      epoch,
      senderId,
      rows: Object.entries(rows).map(([id, value]) => ({
        type: "session",
        id,
        value: value === null ? null : Buffer.from(value),
      })),
    }),
    remembered: (senderId) => remembered(db, senderId),
    drop: async () => {
      await db.close();
      await database.drop();
    },
  };
}

async function hold(
  db: Database,
  senders: readonly string[],
): Promise<Omit<MemoryWrite, "senderId" | "rows">> {
  const [tenantId, node, shard, epoch] = [randomUUID(), randomUUID(), 5, "7"];
  await db.query("insert into tenant (id, slug, name, data_key) values ($1, 'marigold', 'Marigold', '')", [
    tenantId,
  ]);
  await db.query(
    `insert into sender (tenant_id, id, name, transport, mode, shard, rate_per_second, burst)
     select $1, id, id, 'whatsapp_web', 'test', $3, 1, 1 from unnest($2::uuid[]) as id`,
    [tenantId, senders, shard],
  );
  await db.query("insert into node values ($1, 'h', now() + interval '1 hour')", [node]);
  await db.query("update unit set owner = $1, epoch = $2 where id = $3", [node, epoch, `shard-${shard}`]);
  return { tenantId, node, shard, epoch };
}

async function remembered(db: Database, senderId: string): Promise<Record<string, string>> {
  const { rows } = await db.query<{ id: string; value: Buffer }>(
    "select id, value from session_memory where sender_id = $1 order by id",
    [senderId],
  );
  return Object.fromEntries(rows.map(({ id, value }) => [id, value.toString()]));
}
