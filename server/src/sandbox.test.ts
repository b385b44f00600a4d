// The sandbox of a first start: its tenant, its sender on the simulator, its key.

import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createSimulator, type Simulator } from "@waypost/simulator";
import { readConfig, type AttachedConfig } from "./config.ts";
import { createDatabase, type Database } from "./kernel/db.ts";
import { createTestDatabase, type TestDatabase } from "./kernel/postgres/test-database.ts";
import { openVault } from "./open-vault.ts";
import { prepareSandbox } from "./sandbox.ts";
import { takeSandboxNumber } from "./sandbox-numbers.ts";
import {
  createSenderFinder,
  openSecrets,
  readSendersOfShards,
  type SenderWithKeys,
} from "./senders/index.ts";
import { createAuthenticate } from "./tenancy/index.ts";

const everyShard = Array.from({ length: 64 }, (_, shard) => shard);
const masterKey = randomBytes(32);

let database: TestDatabase;
let engine: Database;
let app: Database;
let simulator: Simulator;
let simulatorUrl: string;
let config: AttachedConfig;

beforeAll(async () => {
  database = await createTestDatabase();
  engine = createDatabase({
    url: database.url,
    role: "waypost_engine",
    connectionsMax: 2,
    onError: () => undefined,
  });
  app = createDatabase({
    url: database.url,
    role: "waypost_app",
    connectionsMax: 2,
    onError: () => undefined,
  });
  await startSimulator();
  const read = readConfig({ WAYPOST_SIMULATOR_PORT: new URL(simulatorUrl).port });
  if ("problems" in read) throw new Error(read.problems.join());
  config = { ...read, databaseUrl: database.url, masterKey };
});
afterAll(async () => {
  await simulator.stop();
  await Promise.all([engine.close(), app.close()]);
  await database.drop();
});

async function startSimulator(port = 0): Promise<void> {
  simulator = createSimulator({ port });
  simulatorUrl = (await simulator.start()).url;
}

const prepare = () => prepareSandbox(database.url, config, simulator.config());

it("makes a tenant, its default sender over the simulator, and a key that works", async () => {
  const { apiKey, tenantId, senderId } = await prepare();
  const vault = await openVault(config, engine);
  const authenticate = createAuthenticate({
    engine: engine,
    vault,
    now: Date.now,
  });
  expect(await authenticate(`Bearer ${apiKey}`)).toMatchObject({ tenantId, mode: "test" });
  const finder = createSenderFinder({ db: app, now: Date.now });
  expect(await finder.find(tenantId, "test", null)).toMatchObject({ id: senderId, transport: "sandbox" });
  const [row] = await readSendersOfShards(engine, [everyShard]);
  expect(openSecrets(vault, row as SenderWithKeys)["access_token"]).toBe(simulator.config().access_token);
});

it("changes nothing when it runs again, and prints the same key", async () => {
  const first = await prepare();
  const again = await prepare();
  expect(again).toEqual(first);
  expect(await readSendersOfShards(engine, [everyShard])).toHaveLength(1);
});

it("gives every further sandbox sender its own number, also after the simulator was restarted", async () => {
  const { tenantId } = await prepare();
  const taken = await takeSandboxNumber(engine, simulatorUrl);
  expect(taken["phone_number_id"]).not.toBe(simulator.config().phone_number_id);
  await engine.query(
    `insert into sender (tenant_id, id, name, transport, mode, address, external_id, shard,
                         rate_per_second, burst)
     values ($1, gen_random_uuid(), 'second', 'sandbox', 'test', $2, $3, 1, 1, 1)`,
    [tenantId, taken["display_phone_number"], taken["phone_number_id"]],
  );
  await simulator.stop();
  await startSimulator(config.simulator.port);
  await prepare();
  const numbers = (await (await fetch(`${simulatorUrl}/_sim/numbers`)).json()) as {
    data: { phone_number_id: string }[];
  };
  expect(numbers.data.map((number) => number.phone_number_id)).toContain(taken["phone_number_id"]);
  const third = await takeSandboxNumber(engine, simulatorUrl);
  expect(third["phone_number_id"]).not.toBe(taken["phone_number_id"]);
});
