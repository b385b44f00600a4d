// Postgres, WhatsApp on localhost and two control processes in the core, and as many transports as are asked for.

import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { attach } from "../../server/src/attach.ts";
import { readConfig } from "../../server/src/config.ts";
import { migrate } from "../../server/src/kernel/migrate.ts";
import { startEmbeddedPostgres } from "../../server/src/kernel/postgres/index.ts";
import { prepareSandbox } from "../../server/src/sandbox.ts";
import { compiled, freePort, type Json } from "../stack.ts";
import { type Ground, network, type Place } from "./ground.ts";
import { type RoleProcess, startRoleProcess } from "./role-process.ts";

export type Fleet = {
  /** The database as its owner. */
  owner: pg.Client;
  ownerUrl: string;
  apiKey: string;
  tenantId: string;
  simulatorUrl: string;
  controls: Control[];
  /** Starts the transport of that number; the same number is the same host. */
  transport(number: number): Promise<Transport>;
};

export type Control = { url: string; process: RoleProcess };
export type Transport = { number: number; place: Place; host: string; process: RoleProcess };

export async function startFleet(
  end: AsyncDisposableStack,
  ground: Ground,
  redisUrl: string | undefined,
): Promise<Fleet> {
  const dataDir = await mkdtemp(join(tmpdir(), "waypost-scale-"));
  end.defer(() => rm(dataDir, { recursive: true, force: true }));
  const [postgresPort, simulatorPort] = [await freePort(), await freePort()];
  const { socketUrl, tcpUrl } = await startPostgres(end, { dataDir, ground, port: postgresPort });
  await migrate(socketUrl);
  const owner = new pg.Client({ connectionString: socketUrl });
  await owner.connect();
  end.defer(() => owner.end());
  const controlPorts = [await freePort(), await freePort()];
  const env: NodeJS.ProcessEnv = {
    PATH: process.env["PATH"],
    ...compiled,
    WAYPOST_DATA_DIR: dataDir,
    WAYPOST_LOG_LEVEL: "warn",
    WAYPOST_MASTER_KEY: Buffer.alloc(32, 7).toString("base64"),
    DATABASE_URL: tcpUrl(`${ground.core}:${postgresPort}`),
    WAYPOST_HOST: ground.kind === "namespaces" ? "0.0.0.0" : "127.0.0.1",
    WAYPOST_SIMULATOR_PORT: String(simulatorPort),
    WAYPOST_SIMULATOR_URL: `http://${ground.core}:${simulatorPort}`,
    WAYPOST_SIMULATOR_WEBHOOK_URL: `http://127.0.0.1:${controlPorts[0]}/hooks/cloud-api`,
    ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
  };
  const start = async (args: string[], more: NodeJS.ProcessEnv): Promise<RoleProcess> => {
    const started = startRoleProcess([], args, { ...env, ...more });
    end.defer(() => started.end("SIGKILL"));
    await started.ready;
    return started;
  };
  await start(["simulator"], {});
  const simulatorUrl = `http://${ground.core}:${simulatorPort}`;
  const sandbox = await prepareSandbox(socketUrl, configOf(env), await ask(`${simulatorUrl}/_sim/config`));
  const controls = await Promise.all(
    controlPorts.map(async (port): Promise<Control> => {
      const started = await start(["control"], { WAYPOST_PORT: String(port) });
      return { url: `http://${ground.core}:${port}`, process: started };
    }),
  );
  const places = new Map<number, Place>();
  return {
    owner,
    ownerUrl: socketUrl,
    apiKey: sandbox.apiKey,
    tenantId: sandbox.tenantId,
    simulatorUrl,
    controls,
    transport: async (number) => {
      const place = places.get(number) ?? ground.place(number);
      if (!places.has(number)) end.defer(() => place.end());
      places.set(number, place);
      const host = join(dataDir, `host-${number}`);
      const started = startRoleProcess(place.prefix, ["transport", "--sole"], {
        ...env,
        WAYPOST_DATA_DIR: host,
        DATABASE_URL: tcpUrl(await place.reach(postgresPort)),
      });
      end.defer(() => started.end("SIGKILL"));
      return { number, place, host, process: started };
    },
  };
}

type Address = { dataDir: string; ground: Ground; port: number };

/** `socketUrl` is the owner's, on a way that is never cut; nodes come over TCP. */
async function startPostgres(end: AsyncDisposableStack, { dataDir, ground, port }: Address) {
  const settings = { listen_addresses: ground.core, port: String(port) };
  const server = await startEmbeddedPostgres({ dataDir, settings });
  end.defer(server.stop);
  const url = new URL(server.url);
  url.searchParams.set("port", String(port));
  const socketUrl = url.href;
  const { password, username, pathname } = url;
  const hba = join(dataDir, "postgres/pg_hba.conf");
  await appendFile(hba, `host all all ${network} scram-sha-256\n`);
  const client = new pg.Client({ connectionString: socketUrl });
  await client.connect();
  await client.query("select pg_reload_conf()");
  await client.end();
  return { socketUrl, tcpUrl: (at: string) => `postgresql://${username}:${password}@${at}${pathname}` };
}

function configOf(env: NodeJS.ProcessEnv) {
  const config = readConfig(env);
  if ("problems" in config) throw new Error(config.problems.join("\n"));
  return attach(config);
}

export async function ask(url: string, method = "GET", body?: unknown): Promise<Json> {
  const answer = await fetch(url, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  if (!answer.ok) throw new Error(`${method} ${url} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}
