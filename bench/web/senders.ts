// Senders for our side: rows of one tenant, with the keys that seal what their sessions remember.

import { randomBytes } from "node:crypto";
import { createVault } from "../../server/src/kernel/crypto.ts";
import { type Database, statement } from "../../server/src/kernel/db.ts";
import { newId } from "../house/lanes.ts";

/** Answers the master key, in hex. */
export async function createWebSenders(engine: Database, count: number): Promise<string> {
  const masterKey = randomBytes(32);
  const tenantId = newId();
  const senders = Array.from({ length: count }, () => newId());
  await insertTenant(engine, [tenantId, createVault(masterKey).newDataKeys(tenantId)]);
  await insertSenders(engine, [tenantId, senders]);
  return masterKey.toString("hex");
}

const insertTenant = statement<never>(
  "bench_insert_web_tenant",
  "insert into tenant (id, slug, name, data_key) values ($1, 'web', 'Bench', $2)",
);

const insertSenders = statement<never>(
  "bench_insert_web_senders",
  `insert into sender (tenant_id, id, name, transport, mode, shard, rate_per_second, burst)
   select $1, id, 'bench', 'whatsapp_web', 'test', place % 64, 1, 1
   from unnest($2::uuid[]) with ordinality as s(id, place)`,
);
