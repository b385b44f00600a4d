// Who holds a shard brings its sessions to what is wanted of them, and says so in the database.

import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createVault } from "../kernel/crypto.ts";
import { createDatabase, type Database } from "../kernel/db.ts";
import { createTestDatabase, type TestDatabase } from "../kernel/postgres/test-database.ts";
import { readSendersOfShards } from "../senders/index.ts";
import type { SessionState } from "../transports/transport.ts";
import { readSession, type SessionRow } from "./store.ts";
import { type HoldingProcess, startHolding } from "./testing/holding-process.ts";

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

let tenantId: string;
let senderId: string;
beforeEach(async () => {
  tenantId = randomUUID();
  await db.query("delete from session");
  await db.query("delete from sender");
  await db.query("insert into tenant (id, slug, name, data_key) values ($1, $2, 'Marigold', $3)", [
    tenantId,
    `t-${tenantId}`,
    vault.newDataKeys(tenantId),
  ]);
  senderId = await newSender();
});

async function newSender(): Promise<string> {
  const id = randomUUID();
  await db.query(
    `insert into sender (tenant_id, id, name, transport, mode, shard, rate_per_second, burst)
     values ($1, $2, 'desk', 'whatsapp_web', 'test', $3, 1, 1)`,
    [tenantId, id, shard],
  );
  return id;
}

const takesOver = (): Promise<HoldingProcess> => startHolding({ db, vault, shard });

async function person(
  wants: "running" | "stopped",
  state: SessionState = "stopped",
  sender = senderId,
): Promise<void> {
  await db.query(
    `insert into session (tenant_id, sender_id, wanted, state) values ($1, $2, $3, $4)
     on conflict (tenant_id, sender_id) do update set wanted = excluded.wanted`,
    [tenantId, sender, wants, state],
  );
}

async function session(sender = senderId): Promise<SessionRow | undefined> {
  return (await readSession(db, [tenantId, sender]))[0];
}

async function shown(sender = senderId): Promise<string | undefined> {
  return (await session(sender))?.state;
}

/** WhatsApp throws the number out while nobody of ours listens. */
async function isBanned(): Promise<void> {
  await db.query("update session set state = 'banned', wanted = 'stopped' where sender_id = $1", [senderId]);
}

/** Statements that wait for a lock somebody else has. */
async function waiting(): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int from pg_stat_activity
     where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`,
  );
  return rows[0]?.count ?? 0;
}

async function says(
  { opened }: HoldingProcess,
  state: SessionState,
  address: string | null = null,
): Promise<void> {
  await opened.at(-1)?.emit([{ kind: "session", state, reason: null, qr: null, address, at: new Date() }]);
}

async function connects(rig: HoldingProcess): Promise<void> {
  await says(rig, "connected");
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

  test("goes on when its secrets are only sealed anew, under another data key", async () => {
    const [row] = await readSendersOfShards(db, [[shard]]);
    const place = { table: "sender", tenantId, rowId: senderId, column: "secrets" } as const;
    const seal = () => vault.seal(row!.data_key, place, JSON.stringify({ proxy_url: "http://new.example" }));
    const write = () => db.query("update sender set secrets = $2 where id = $1", [senderId, seal()]);
    await write();
    await person("running");
    const rig = await takesOver();
    await rig.look();
    await connects(rig);
    await write();
    await rig.look();
    expect([rig.opened.length, rig.opened[0]?.isClosed, rig.errors]).toEqual([1, false, []]);
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

describe("a session that is being closed because a person stopped it", () => {
  /** The look that closes it, with the connection still up until `let go` is called. */
  async function closing(): Promise<{ rig: HoldingProcess; letGo: () => void }> {
    await person("running");
    const rig = await takesOver();
    await rig.look();
    await connects(rig);
    const gate = Promise.withResolvers<void>();
    rig.opened[0]!.until = gate.promise;
    await person("stopped");
    await rig.look();
    await vi.waitFor(() => expect(rig.opened[0]?.isClosed).toBe(true));
    return { rig, letGo: gate.resolve };
  }

  test("and that the person starts again meanwhile is opened again", async () => {
    const { rig, letGo } = await closing();
    await person("running");
    letGo();
    await vi.waitFor(async () => {
      await rig.look();
      expect(rig.opened).toHaveLength(2);
    });
    expect((await session())?.wanted).toBe("running");
  });

  test("keeps the ban that came meanwhile", async () => {
    const { rig, letGo } = await closing();
    await isBanned();
    letGo();
    await vi.waitFor(() => expect(rig.statements).toContain("lay_sessions_to_rest"));
    expect(await shown()).toBe("banned");
  });

  test("is not opened again before its last state is written", async () => {
    await person("running");
    const rig = await takesOver();
    await rig.look();
    await connects(rig);
    const said = await db.transaction(async (tx) => {
      // Its number cannot be written until we are done.
      await tx.query("select from sender where id = $1 for update", [senderId]);
      const under = says(rig, "banned", "+14155550100");
      await vi.waitFor(async () => expect(await waiting()).toBe(1));
      await person("stopped");
      await rig.look();
      await vi.waitFor(() => expect(rig.opened[0]?.isClosed).toBe(true));
      await person("running");
      await rig.look();
      expect(rig.opened).toHaveLength(1);
      return { under };
    });
    await said.under;
    expect(await session()).toMatchObject({ state: "banned", wanted: "stopped" });
  });

  test("says nothing more once it is stopped", async () => {
    const { rig, letGo } = await closing();
    letGo();
    await vi.waitFor(async () => expect(await shown()).toBe("stopped"));
    await says(rig, "banned");
    expect(await session()).toMatchObject({ state: "stopped", wanted: "stopped" });
  });
});

describe("a session that a person stops before it has said a word", () => {
  test("stays stopped, whatever it says then", async () => {
    await person("running");
    const rig = await takesOver();
    await rig.look();
    await person("stopped");
    await says(rig, "starting");
    expect(await shown()).toBe("stopped");
  });
});

describe("two looks at once", () => {
  test("open a session once", async () => {
    await person("running");
    const rig = await takesOver();
    await Promise.all([rig.look(), rig.look()]);
    expect(rig.opened).toHaveLength(1);
  });

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

  test("a sender that one knows is not gone because the other has an older list", async () => {
    await person("running");
    const rig = await takesOver();
    await rig.look();
    await rig.holder.hold([shard], []);
    await rig.look();
    expect([rig.opened.length, rig.opened[0]?.isClosed]).toEqual([1, false]);
  });

  test("a setting that one has applied is not taken back by the other's older list", async () => {
    await person("running");
    const rig = await takesOver();
    const older = await rig.list();
    await db.query(`update sender set config = '{"choices_as": "poll"}' where id = $1`, [senderId]);
    await rig.holder.hold([shard], older);
    await rig.holder.hold([shard], older);
    expect(rig.opened.map(({ account, isClosed }) => [account.config, isClosed])).toEqual([
      [{ choices_as: "poll" }, false],
    ]);
  });

  test("a session that is banned while one looks is not opened by it again", async () => {
    await person("running");
    const rig = await takesOver();
    await rig.look();
    rig.meanwhile(() => says(rig, "banned"));
    await rig.look();
    expect([await shown(), rig.opened.length]).toEqual(["banned", 1]);
  });
});

describe("a sender that is deleted", () => {
  test("has its session closed, and said to be stopped", async () => {
    await person("running");
    const rig = await takesOver();
    await rig.look();
    await connects(rig);
    await db.query("update sender set deleted_at = now() where id = $1", [senderId]);
    await rig.look();
    await vi.waitFor(async () => expect(await shown()).toBe("stopped"));
    expect(rig.opened[0]?.isClosed).toBe(true);
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

  test("and that was banned while the next one looked keeps that", async () => {
    await person("stopped", "connected");
    const next = await takesOver();
    next.meanwhile(isBanned);
    await next.look();
    expect(await shown()).toBe("banned");
  });

  test("and that a person starts while the next one looks is left to its next look", async () => {
    await person("stopped", "connected");
    const next = await takesOver();
    next.meanwhile(() => person("running"));
    await next.look();
    expect(await session()).toMatchObject({ wanted: "running", state: "connected" });
  });

  test("is said to be stopped with all others it left, in one statement", async () => {
    const senders = [senderId, await newSender(), await newSender()];
    for (const sender of senders) await person("stopped", "connected", sender);
    const next = await takesOver();
    await next.look();
    expect(await Promise.all(senders.map(shown))).toEqual(["stopped", "stopped", "stopped"]);
    expect(next.statements).toEqual(["read_senders_to_hold", "lay_sessions_to_rest"]);
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
