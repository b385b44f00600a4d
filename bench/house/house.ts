// The product as processes of its own: Postgres, control, transport and the simulator, without a supervisor between.

import { freePort } from "../../e2e/stack.ts";
import { attach } from "../../server/src/attach.ts";
import { type AttachedConfig, readConfig } from "../../server/src/config.ts";
import type { Database } from "../../server/src/kernel/db.ts";
import { createIdMaker } from "../../server/src/kernel/ids.ts";
import { scopes } from "../../server/src/kernel/route.ts";
import { createMasterKey } from "../../server/src/master-key.ts";
import { openVault } from "../../server/src/open-vault.ts";
import { prepareSandbox, type Sandbox } from "../../server/src/sandbox.ts";
import { createKey } from "../../server/src/tenancy/index.ts";
import type { Watched } from "../measure/memory.ts";
import { type BenchDatabase, startDatabase } from "./database.ts";
import { startRole } from "./role.ts";

export type House = {
  database: BenchDatabase;
  /** Under the engine's role. */
  engine: Database;
  port: number;
  simulatorUrl: string;
  sandbox: Sandbox;
  processes: Watched[];
  /** More keys of the sandbox' tenant: one key alone is limited in requests per second. */
  createKeys(count: number): Promise<string[]>;
};

export type HouseOptions = {
  transport: boolean;
  profiles?: string | undefined;
  settings?: Record<string, string>;
  /** Of the product, besides what every benchmark sets. */
  env?: Record<string, string>;
};

const main = new URL("../../server/src/main.ts", import.meta.url);

export async function startHouse(end: AsyncDisposableStack, options: HouseOptions): Promise<House> {
  const database = await startDatabase(end, options.settings);
  await createMasterKey(database.dataDir);
  const env = { ...(await environment(database.dataDir)), ...options.env };
  const config = configOf(env);
  const simulatorUrl = `http://127.0.0.1:${config.simulator.port}`;
  const start = (name: string): Promise<Watched> =>
    startRole(end, { name, module: main, args: [name], env, profiles: options.profiles });

  const simulator = await start("simulator");
  const sandbox = await prepareSandbox(database.url, config, await askSimulator(simulatorUrl, "config"));
  const control = await start("control");
  const processes = [database, control, simulator];
  if (options.transport) processes.push(await start("transport"));
  const engine = database.open("waypost_engine", 2);
  return {
    database,
    engine,
    port: config.http.port,
    simulatorUrl,
    sandbox,
    processes,
    createKeys: (count) => createKeys(engine, config, sandbox.tenantId, count),
  };
}

/** The simulator's control API; `body` is put or posted. */
export async function askSimulator(
  simulatorUrl: string,
  control: string,
  method: "GET" | "PUT" | "POST" = "GET",
  body?: unknown,
): Promise<Record<string, unknown>> {
  const answer = await fetch(`${simulatorUrl}/_sim/${control}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok)
    throw new Error(`the simulator answered ${answer.status} to ${control}: ${await answer.text()}`);
  return (await answer.json()) as Record<string, unknown>;
}

async function environment(dataDir: string): Promise<NodeJS.ProcessEnv> {
  // What the person at the keyboard has set for their own Waypost is not the benchmark's.
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(WAYPOST_|DATABASE_URL|REDIS_URL)/.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    WAYPOST_DATA_DIR: dataDir,
    WAYPOST_PORT: String(await freePort()),
    WAYPOST_SIMULATOR_PORT: String(await freePort()),
    WAYPOST_LOG_LEVEL: "warn",
  };
}

function configOf(env: NodeJS.ProcessEnv): AttachedConfig {
  const config = readConfig(env);
  if ("problems" in config) throw new Error(config.problems.join("\n"));
  return attach(config);
}

async function createKeys(
  engine: Database,
  config: AttachedConfig,
  tenantId: string,
  count: number,
): Promise<string[]> {
  const vault = await openVault(config, engine);
  const newId = createIdMaker(Date.now);
  const keys: string[] = [];
  for (let number = 1; number <= count; number++) {
    const key = { tenantId, name: `bench ${number}`, mode: "test", scopes, expiresAt: null } as const;
    keys.push((await createKey(engine, vault, newId(), key)).text);
  }
  return keys;
}
