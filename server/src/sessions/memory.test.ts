// A session's memory is sealed, all or nothing, its tenant's alone, and closed to whoever lost the session.

import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createVault, type Vault } from "../kernel/crypto.ts";
import { createDatabase, type Database } from "../kernel/db.ts";
import { createTestDatabase, type TestDatabase } from "../kernel/postgres/test-database.ts";
import { createSessionMemory, SessionLostError } from "./memory.ts";
import { pruneMemory } from "./store.ts";

let database: TestDatabase;
let db: Database;
const vault: Vault = createVault(randomBytes(32));
beforeAll(async () => {
  database = await createTestDatabase();
  db = createDatabase({
    url: database.url,
    role: "waypost_engine",
    connectionsMax: 2,
    onError: () => undefined,
  });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const node = randomUUID();
const shard = 5;

async function sender(): Promise<Parameters<typeof createSessionMemory>[1]> {
  const [tenantId, senderId] = [randomUUID(), randomUUID()];
  const dataKeys = vault.newDataKeys(tenantId);
  await db.query("insert into tenant (id, slug, name, data_key) values ($1, $2, 'Marigold', $3)", [
    tenantId,
    `t-${tenantId}`,
    dataKeys,
  ]);
  await db.query(
    `insert into sender (tenant_id, id, name, transport, mode, shard, rate_per_second, burst)
     values ($1, $2, 'desk', 'whatsapp_web', 'test', $3, 1, 1)`,
    [tenantId, senderId, shard],
  );
  return { tenantId, senderId, shard, dataKeys: async () => dataKeys };
}

async function hold(epoch: number): Promise<void> {
  await db.query("insert into node values ($1, 'h', now() + interval '1 hour') on conflict do nothing", [
    node,
  ]);
  await db.query("update unit set owner = $1, epoch = $2 where id = $3", [node, epoch, `shard-${shard}`]);
}

const bytes = (text: string): Uint8Array => Buffer.from(text);

describe("a session's memory", () => {
  test("gives back what was written, and nothing of it stands in the database in clear", async () => {
    await hold(1);
    const owner = await sender();
    const memory = createSessionMemory({ db, vault, fence: () => ({ epoch: "1", node }) }, owner);
    await memory.write([
      { type: "creds", id: "me", value: bytes("a private key") },
      { type: "session", id: "1", value: bytes("ratchet") },
    ]);
    await memory.write([
      { type: "creds", id: "me", value: bytes("another private key") },
      { type: "session", id: "1", value: null },
    ]);
    const found = await memory.read("creds", ["me", "absent"]);
    expect([...found].map(([id, value]) => [id, Buffer.from(value).toString()])).toEqual([
      ["me", "another private key"],
    ]);
    expect((await memory.read("session", ["1"])).size).toBe(0);
    const { rows } = await db.query(
      "select string_agg(encode(value, 'escape'), '') as all from session_memory",
    );
    expect(String(rows[0]?.all)).not.toContain("private key");
  });

  test("is closed to a holder whose shard has another epoch or owner by now", async () => {
    await hold(7);
    const owner = await sender();
    for (const fence of [
      { epoch: "6", node },
      { epoch: "7", node: randomUUID() },
    ]) {
      const memory = createSessionMemory({ db, vault, fence: () => fence }, owner);
      await expect(memory.write([{ type: "creds", id: "me", value: bytes("x") }])).rejects.toThrow(
        SessionLostError,
      );
      await expect(memory.clear()).rejects.toThrow(SessionLostError);
    }
    const lost = createSessionMemory({ db, vault, fence: () => null }, owner);
    await expect(lost.write([{ type: "creds", id: "me", value: bytes("x") }])).rejects.toThrow(
      SessionLostError,
    );
    const memory = createSessionMemory({ db, vault, fence: () => ({ epoch: "7", node }) }, owner);
    expect((await memory.read("creds", ["me"])).size).toBe(0);
  });

  test("is swept of what has outlived its type, and of nothing else", async () => {
    await hold(11);
    const owner = await sender();
    const memory = createSessionMemory({ db, vault, fence: () => ({ epoch: "11", node }) }, owner);
    const rows = ["sent", "creds"].map((type) => ({ type, id: "old", value: bytes("x") }));
    await memory.write([...rows, { type: "sent", id: "new", value: bytes("x") }]);
    await db.query("update session_memory set written_at = now() - interval '2 days' where id = 'old'");
    await pruneMemory(db, [[owner.senderId], ["sent"], [24 * 60 * 60_000]]);
    expect([...(await memory.read("sent", ["old", "new"])).keys()]).toEqual(["new"]);
    expect((await memory.read("creds", ["old"])).size).toBe(1);
  });

  test("of one session does not open for another, even as a copied row", async () => {
    await hold(9);
    const [one, two] = [await sender(), await sender()];
    const fence = (): { epoch: string; node: string } => ({ epoch: "9", node });
    await createSessionMemory({ db, vault, fence }, one).write([
      { type: "creds", id: "me", value: bytes("mine") },
    ]);
    await db.query(
      `insert into session_memory (tenant_id, sender_id, type, id, value)
       select $1, $2, type, id, value from session_memory where sender_id = $3`,
      [two.tenantId, two.senderId, one.senderId],
    );
    await expect(createSessionMemory({ db, vault, fence }, two).read("creds", ["me"])).rejects.toThrow(
      /opened/,
    );
  });
});
