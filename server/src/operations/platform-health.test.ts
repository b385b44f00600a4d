// How the whole fares: who is there and what they hold, what nobody works, and what waits for how long.

import { randomUUID } from "node:crypto";
import { expect, onTestFinished, test, vi } from "vitest";
import { createDatabase, type Database } from "../kernel/db.ts";
import { createTestDatabase } from "../kernel/postgres/test-database.ts";
import type { PersonRequest } from "../kernel/route.ts";
import { healthGates } from "./platform-health.ts";
import { announcePresence } from "./presence.ts";

async function open(): Promise<Database> {
  const database = await createTestDatabase();
  const onError = (): void => undefined;
  const engine = createDatabase({ url: database.url, role: "waypost_engine", connectionsMax: 6, onError });
  onTestFinished(async () => {
    await engine.close();
    await database.drop();
  });
  return engine;
}

async function look(engine: Database) {
  const [gate] = healthGates({ engine, oldestDelivery: async () => 12.7 });
  if (gate?.gate !== "platform") throw new Error("it is the platform's");
  return (await gate.handler.handle({} as PersonRequest)).body;
}

test("processes say that they are there, with what they hold, until they leave or fall silent", async () => {
  const engine = await open();
  const failures: Error[] = [];
  const [node, tenant, sender] = [randomUUID(), randomUUID(), randomUUID()];
  const common = { engine, version: "1.2.3", onError: (error: Error) => void failures.push(error) };
  const control = announcePresence({ ...common, role: "control" });
  const transport = announcePresence({ ...common, role: "transport", nodeId: () => node });
  await engine.query("insert into node (id, host, until) values ($1, 'h', now() + interval '1 hour')", [
    node,
  ]);
  await engine.query("update unit set owner = $1 where id in ('shard-3', 'shard-4')", [node]);
  await engine.query("insert into tenant (id, slug, name, data_key) values ($1, 'a', 'A', '')", [tenant]);
  await engine.query(
    `insert into sender (tenant_id, id, name, transport, mode, shard, rate_per_second, burst)
     values ($1, $2, 'desk', 'whatsapp_web', 'test', 4, 1, 1)`,
    [tenant, sender],
  );
  await engine.query(
    "insert into session (tenant_id, sender_id, wanted, state) values ($1, $2, 'running', 'connected')",
    [tenant, sender],
  );
  const said = { version: "1.2.3", pid: process.pid, state: "alive" };
  await vi.waitFor(async () =>
    expect(await look(engine)).toMatchObject({
      processes: [
        { ...said, role: "control", shards: 0, sessions: 0 },
        { ...said, role: "transport", shards: 2, sessions: 1 },
      ],
      shards: { total: 64, held: 2 },
      sessions: { wanted: 1, connected: 1 },
    }),
  );
  // A lease that has run out holds nothing, although the row is still there.
  await engine.query("update node set until = now() - interval '1 second'");
  await engine.query("update process set seen_at = now() - interval '1 minute' where role = 'transport'");
  await control.stop();
  expect(await look(engine)).toMatchObject({
    processes: [{ role: "transport", state: "silent" }],
    shards: { held: 0, without_owner: expect.arrayContaining([3, 4, 63]) },
  });
  await transport.stop();
  expect(await look(engine)).toMatchObject({ processes: [] });
  expect(failures).toEqual([]);
});

test("queues tell how long their first has been due, of what may move", async () => {
  const engine = await open();
  const tenants = { works: randomUUID(), halted: randomUUID() };
  await engine.query(
    `insert into tenant (id, slug, name, data_key, state)
     values ($1, 'a', 'A', '', 'active'), ($2, 'b', 'B', '', 'suspended')`,
    [tenants.works, tenants.halted],
  );
  const wait = async (tenant: string, { paused = false, minutes = 1, kind = 1 }): Promise<void> => {
    const sender = randomUUID();
    await engine.query(
      `insert into sender (tenant_id, id, name, transport, mode, shard, rate_per_second, burst, paused_at)
       values ($1, $2, 'desk', 'memory', 'test', 4, 1, 1, case when $3 then now() end)`,
      [tenant, sender, paused],
    );
    await engine.query(
      `insert into lane_entry (tenant_id, sender_id, recipient, message_id, shard, class, status, due_at)
       values ($1, $2, '+14155550123', uuidv7(), 4, $3, 'queued', now() - $4 * interval '1 minute')`,
      [tenant, sender, kind, minutes],
    );
  };
  await wait(tenants.works, { minutes: 3 });
  await wait(tenants.works, { minutes: 1 });
  await wait(tenants.works, { minutes: 500, paused: true });
  await wait(tenants.halted, { minutes: 600 });
  await wait(tenants.works, { minutes: -5, kind: 2 });
  await engine.query(
    `insert into webhook_in (id, source, webhook_key, body, received_at)
     values ($1, 's', 'k', '', now() - interval '1 minute')`,
    [randomUUID()],
  );
  const queue = { waiting_is_more: false };
  expect(await look(engine)).toMatchObject({
    queues: [
      { ...queue, kind: "authentication", waiting: 0, oldest_seconds: null },
      { ...queue, kind: "utility", waiting: 2, oldest_seconds: expect.closeTo(180, -1) },
      { ...queue, kind: "marketing", waiting: 0, oldest_seconds: null },
      { ...queue, kind: "provider_webhooks", waiting: 1, oldest_seconds: expect.closeTo(60, -1) },
      { ...queue, kind: "webhook_deliveries", waiting: null, oldest_seconds: 12 },
    ],
  });
});
