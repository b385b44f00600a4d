// A database with tenants that have sealed something everywhere it can be sealed, for tests of keys and rotations.

import { randomBytes, randomUUID } from "node:crypto";
import { createVault, type Place, type Vault } from "../../kernel/crypto.ts";
import { createDatabase, type Database } from "../../kernel/db.ts";
import { createMasterRing, type MasterRing } from "../../kernel/master-ring.ts";
import { createTestDatabase } from "../../kernel/postgres/test-database.ts";

export type SealedHouse = {
  url: string;
  db: Database;
  master: Buffer;
  vault: Vault;
  masters: MasterRing;
  /** A tenant with a value in every sealed column, and `rows` rows of a session's memory. */
  tenant(rows?: number): Promise<SealedTenant>;
  dataKeys(tenantId: string): Promise<Buffer>;
  drop(): Promise<void>;
};

export type SealedTenant = { id: string; senderId: string };

export async function createSealedHouse(): Promise<SealedHouse> {
  const database = await createTestDatabase();
  const onError = (): void => undefined;
  const db = createDatabase({ url: database.url, role: "waypost_engine", connectionsMax: 4, onError });
  const master = randomBytes(32);
  const vault = createVault(master);
  return {
    url: database.url,
    db,
    master,
    vault,
    masters: createMasterRing(() => ({ current: master, others: [] })),
    tenant: (rows = 3) => createSealedTenant(db, vault, rows),
    dataKeys: (tenantId) => readDataKeys(db, tenantId),
    drop: async () => {
      await db.close();
      await database.drop();
    },
  };
}

async function readDataKeys(db: Database, tenantId: string): Promise<Buffer> {
  const { rows } = await db.query<{ data_key: Buffer }>("select data_key from tenant where id = $1", [
    tenantId,
  ]);
  const [row] = rows;
  if (row === undefined) throw new Error("the tenant was made by this house");
  return row.data_key;
}

export function memoryPlace({ id, senderId }: SealedTenant, key: string): Place {
  return { table: "session_memory", tenantId: id, rowId: senderId, column: `session/${key}` };
}

async function createSealedTenant(db: Database, vault: Vault, rows: number): Promise<SealedTenant> {
  const [tenantId, senderId, requestId] = [randomUUID(), randomUUID(), randomUUID()];
  const dataKeys = vault.newDataKeys(tenantId);
  const seal = (table: string, rowId: string, column: string, text: string): Buffer =>
    vault.seal(dataKeys, { table, tenantId, rowId, column }, text);
  await db.query("insert into tenant (id, slug, name, data_key) values ($1, $2, 'Marigold', $3)", [
    tenantId,
    `t-${tenantId}`,
    dataKeys,
  ]);
  await db.query(
    `insert into sender (tenant_id, id, name, transport, mode, shard, rate_per_second, burst, secrets)
     values ($1, $2, 'desk', 'whatsapp_web', 'test', 5, 1, 1, $3)`,
    [tenantId, senderId, seal("sender", senderId, "secrets", '{"proxy_url":"http://p.example"}')],
  );
  await db.query(
    "insert into session (tenant_id, sender_id, wanted, state, qr) values ($1, $2, 'running', 'pairing', $3)",
    [tenantId, senderId, seal("session", senderId, "qr", "2@code")],
  );
  await db.query(
    `insert into session_request (tenant_id, id, sender_id, kind, body, answered_at, answer)
     values ($1, $2, $3, 'pairing_code', '{}', now(), $4)`,
    [tenantId, requestId, senderId, seal("session_request", senderId, requestId, '{"code":"ABCD"}')],
  );
  await db.query("insert into meta_app values ($1, 'live', 'app', null, $2, now())", [
    tenantId,
    seal("meta_app", tenantId, "live", "app secret"),
  ]);
  await db.query(
    "insert into tenant_export (tenant_id, id, passphrase, token_hash) values ($1, $2, $3, '')",
    [tenantId, requestId, seal("tenant_export", requestId, "passphrase", "what it opens with")],
  );
  await db.query(
    `insert into privacy_request (tenant_id, id, kind, reason, actor, subject, subject_hashes)
     values ($1, $2, 'export', 'asked', 'key_1', $3, '{}')`,
    [tenantId, requestId, seal("privacy_request", requestId, "subject", "+919876543210")],
  );
  await db.query(
    `insert into webhook_endpoint (tenant_id, id, mode, place, url, events, payload, ordered, header_names, public_key,
                                   secrets)
     values ($1, $2, 'live', 1, 'https://hooks.example/', '{*}', 'thin', false, '{}', 'whpk_', $3)`,
    [tenantId, requestId, seal("webhook_endpoint", requestId, "secrets", '{"signing":[]}')],
  );
  const names = Array.from({ length: rows }, (_, row) => `key-${String(row).padStart(4, "0")}`);
  await db.query(
    `insert into session_memory (tenant_id, sender_id, type, id, value)
     select $1, $2, 'session', * from unnest($3::text[], $4::bytea[])`,
    [
      tenantId,
      senderId,
      names,
      names.map((name) =>
        vault.seal(dataKeys, memoryPlace({ id: tenantId, senderId }, name), `value of ${name}`),
      ),
    ],
  );
  return { id: tenantId, senderId };
}
