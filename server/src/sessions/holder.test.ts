// Who holds a shard brings its sessions to what is wanted of them, and says so in the database.

import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createVault } from "../kernel/crypto.ts";
import { createDatabase, type Database } from "../kernel/db.ts";
import { createTestDatabase, type TestDatabase } from "../kernel/postgres/test-database.ts";
import { readSendersOfShards } from "../senders/index.ts";
import type { Account, EmitEvents, SessionState, Transport } from "../transports/transport.ts";
import { createHolder, type Holder } from "./holder.ts";
import { readSession } from "./store.ts";

let database: TestDatabase;
let db: Database;
const vault = createVault(randomBytes(32));
beforeAll(async () => {
  database = await createTestDatabase();
  db = createDatabase({
    url: database.url,
    role: "waypost_engine",
    connectionsMax: 4,
    onError: () => undefined,
  });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const shard = 7;
/** One process; `rig` is what it knows. */
type Rig = { holder: Holder; opened: Opened[]; errors: Error[]; look(): Promise<void> };
type Opened = { account: Account; emit: EmitEvents; isClosed: boolean };

let tenantId: string;
let senderId: string;
beforeEach(async () => {
  [tenantId, senderId] = [randomUUID(), randomUUID()];
  await db.query("delete from session");
  await db.query("delete from sender");
  await db.query("insert into tenant (id, slug, name, data_key) values ($1, $2, 'Marigold', $3)", [
    tenantId,
    `t-${tenantId}`,
    vault.newDataKeys(tenantId),
  ]);
  await db.query(
    `insert into sender (tenant_id, id, name, transport, mode, shard, rate_per_second, burst)
     values ($1, $2, 'desk', 'whatsapp_web', 'test', $3, 1, 1)`,
    [tenantId, senderId, shard],
  );
});

let epoch = 0;

/** A process that takes the shard over from whoever held it. */
async function takesOver(): Promise<Rig> {
  const node = randomUUID();
  epoch += 1;
  const mine = String(epoch);
  await db.query("insert into node values ($1, 'h', now() + interval '1 hour')", [node]);
  await db.query("update unit set owner = $1, epoch = $2 where id = $3", [node, epoch, `shard-${shard}`]);
  const opened: Opened[] = [];
  const errors: Error[] = [];
  const transport = recording(opened);
  const holder = createHolder({
    db,
    vault,
    fence: () => ({ epoch: mine, node }),
    keep: async () => undefined,
    onChange: () => undefined,
    onError: (error) => void errors.push(error),
  });
  const look = async (): Promise<void> => {
    const senders = await readSendersOfShards(db, [[shard]]);
    await holder.hold(
      [shard],
      senders.map((sender) => ({ sender, transport })),
    );
  };
  return { holder, opened, errors, look };
}

/** Opens what it is told to open, and writes that down. */
function recording(opened: Opened[]): Transport {
  return {
    name: "whatsapp_web",
    capabilities: { messageTypes: new Set(["text"]), maxInFlight: 1, receipts: true },
    open: async (account, emit) => {
      const one: Opened = { account, emit, isClosed: false };
      opened.push(one);
      return {
        send: async () => ({ kind: "accepted", providerMessageId: "1" }),
        close: async () => void (one.isClosed = true),
      };
    },
  };
}

async function person(wants: "running" | "stopped", state: SessionState = "stopped"): Promise<void> {
  await db.query(
    `insert into session (tenant_id, sender_id, wanted, state) values ($1, $2, $3, $4)
     on conflict (tenant_id, sender_id) do update set wanted = excluded.wanted`,
    [tenantId, senderId, wants, state],
  );
}

async function shown(): Promise<string | undefined> {
  return (await readSession(db, [tenantId, senderId]))[0]?.state;
}

/** The session says that it is connected. */
async function connects({ opened }: Rig): Promise<void> {
  const at = new Date();
  await opened
    .at(-1)
    ?.emit([{ kind: "session", state: "connected", reason: null, qr: null, address: null, at }]);
  expect(await shown()).toBe("connected");
}

describe("a held session", () => {
  test("is opened once, however often the holder looks", async () => {
    await person("running");
    const rig = await takesOver();
    await rig.look();
    await rig.look();
    expect(rig.opened).toHaveLength(1);
  });

  test.each([
    ["settings", `config = '{"choices_as": "poll"}'`],
    ["secrets", "secrets = $2"],
  ])("whose %s change is closed, and opened with the new ones", async (_, change) => {
    await person("running");
    const rig = await takesOver();
    await rig.look();
    await connects(rig);
    const [row] = await readSendersOfShards(db, [[shard]]);
    const place = { table: "sender", tenantId, rowId: senderId, column: "secrets" } as const;
    const secrets = vault.seal(row!.data_key, place, JSON.stringify({ proxy_url: "http://new.example" }));
    const values = change.includes("$2") ? [senderId, secrets] : [senderId];
    await db.query(`update sender set ${change} where id = $1`, values);
    await vi.waitFor(async () => {
      await rig.look();
      expect(rig.opened).toHaveLength(2);
    });
    const [before, after] = rig.opened;
    expect(before?.isClosed).toBe(true);
    expect({ config: after?.account.config, secrets: after?.account.secrets }).toEqual(
      change.includes("$2")
        ? { config: {}, secrets: { proxy_url: "http://new.example" } }
        : { config: { choices_as: "poll" }, secrets: {} },
    );
    // It is the same session: nobody has stopped it.
    expect(await shown()).toBe("connected");
    await rig.look();
    expect([rig.opened.length, rig.errors]).toEqual([2, []]);
  });

  test("that a person stops is closed, and said to be stopped", async () => {
    await person("running");
    const rig = await takesOver();
    await rig.look();
    await connects(rig);
    await person("stopped");
    await rig.look();
    await vi.waitFor(async () => expect(await shown()).toBe("stopped"));
    expect(rig.opened[0]?.isClosed).toBe(true);
  });
});

describe("two looks at once", () => {
  test("a session that one opened is not stopped by the other, which had read before it was wanted", async () => {
    const rig = await takesOver();
    const early = rig.look();
    await person("running");
    await rig.look();
    await early;
    await vi.waitFor(() => expect(rig.opened).toHaveLength(1));
    await rig.look();
    expect([rig.opened.length, rig.opened[0]?.isClosed]).toEqual([1, false]);
  });
});

describe("a session whose process died", () => {
  test("and that a person stopped before another took over is said to be stopped by that one", async () => {
    await person("running");
    const dead = await takesOver();
    await dead.look();
    await connects(dead);
    await person("stopped");
    const next = await takesOver();
    await next.look();
    expect(await shown()).toBe("stopped");
    expect(next.opened).toEqual([]);
  });

  test("goes on with the next one, when nobody stopped it", async () => {
    await person("running");
    const dead = await takesOver();
    await dead.look();
    await connects(dead);
    const next = await takesOver();
    await next.look();
    expect([await shown(), next.opened.length]).toEqual(["connected", 1]);
  });

  test("is left as it is by a process that no longer holds it", async () => {
    await person("running");
    const late = await takesOver();
    await late.look();
    await connects(late);
    await takesOver();
    await person("stopped");
    await late.look();
    await vi.waitFor(() => expect(late.opened[0]?.isClosed).toBe(true));
    expect(await shown()).toBe("connected");
  });

  test("keeps the reason it came to rest for", async () => {
    await person("stopped", "logged_out");
    const next = await takesOver();
    await next.look();
    expect(await shown()).toBe("logged_out");
  });
});
