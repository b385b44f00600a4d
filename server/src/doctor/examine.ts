// The checks of `waypost doctor`: each looks at one thing and answers with one finding, and none of them
// changes anything.
import { constants, existsSync } from "node:fs";
import { access, readdir, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { attach, requireDatabaseUrl } from "../attach.ts";
import { withEngine } from "../commands/with-engine.ts";
import type { Config } from "../config.ts";
import { createDatabase, type Database } from "../kernel/db.ts";
import { clusterDirectory, probeDatabase } from "../kernel/postgres/index.ts";
import { requireSchema } from "../kernel/schema.ts";
import { exposedKeyFile, masterKeyFile, readMasterKey } from "../master-key.ts";
import { quarantineReasons, readQuarantine } from "../operations/index.ts";
import { listeningProblem } from "../supervisor/index.ts";
import { type Finding, note, ok, wrong } from "./finding.ts";
import { examineSessions } from "./sessions.ts";

export async function examine(config: Config): Promise<Finding[]> {
  const running = await answers(`${localUrl(config.http)}/livez`);
  const checks = [
    nodeVersion(),
    dataDirectory(config),
    diskSpace(config),
    port({ name: "Dashboard and API", port: config.http.port, running, variable: "WAYPOST_PORT" }, config),
    database(config, running),
    masterKey(config),
    ...(config.simulator.enabled ? [simulator(config, running)] : []),
  ];
  const settled = await Promise.allSettled(checks);
  const findings = settled.map((one) =>
    one.status === "fulfilled" ? one.value : wrong((one.reason as Error).message),
  );
  return [...findings, ...(await sessions(config))];
}

async function nodeVersion(): Promise<Finding> {
  const { node } = process.versions;
  return Number.parseInt(node, 10) >= 24
    ? ok(`Node ${node}.`)
    : wrong(`Node ${node} is too old: 24 is needed.`);
}

async function dataDirectory({ dataDir }: Config): Promise<Finding> {
  if (!existsSync(dataDir)) return note(`The data directory ${dataDir} will be made by the first start.`);
  return access(dataDir, constants.W_OK | constants.X_OK).then(
    () => ok(`The data directory ${dataDir} can be written.`),
    () => wrong(`The data directory ${dataDir} cannot be written by this account.`),
  );
}

const GIGABYTE = 2 ** 30;

async function diskSpace({ dataDir }: Config): Promise<Finding> {
  let directory = dataDir;
  while (!existsSync(directory)) directory = dirname(directory);
  const { bavail, bsize } = await statfs(directory);
  const free = (bavail * bsize) / GIGABYTE;
  const text = `${free.toFixed(1)} GB are free on the disk of ${directory}`;
  // A full disk stops Postgres; the write-ahead log alone may take 2 GB in a busy hour.
  if (free < 0.5) return wrong(`${text}: make room.`);
  return free < 4 ? note(`${text}: little for a database that grows.`) : ok(`${text}.`);
}

type PortInQuestion = { name: string; port: number; running: boolean; variable: string };

async function port(
  { name, port: number, running, variable }: PortInQuestion,
  { http }: Config,
): Promise<Finding> {
  if (running) return ok(`${name}: answers on port ${number}.`);
  const problem = await listeningProblem(number, http.host);
  if (!problem) return note(`${name}: port ${number} is free; Waypost is not running.`);
  return wrong(
    `${name}: port ${number} cannot be used (${problem}): end the other program or set ${variable}.`,
  );
}

async function database(config: Config, running: boolean): Promise<Finding> {
  const { databaseUrl, dataDir } = config;
  if (databaseUrl === undefined && !running) {
    const made = existsSync(clusterDirectory(dataDir));
    return note(`Database: the embedded one ${made ? "is not running" : "will be made by the first start"}.`);
  }
  const { postgres, schema } = await probeDatabase(requireDatabaseUrl(config));
  const known = await newestSchema();
  if (Number.parseInt(postgres, 10) < 15)
    return wrong(`Database: Postgres ${postgres} is too old, 15 is needed.`);
  if (schema === undefined) return note(`Database: Postgres ${postgres}, empty; the first start fills it.`);
  const text = `Database: Postgres ${postgres}, schema ${schema} of ${known}`;
  if (schema < known) return wrong(`${text}: run \`waypost migrate\`.`);
  // Says itself what is wrong with a newer one.
  await requireSchema(requireDatabaseUrl(config));
  return ok(`${text}.`);
}

async function quarantined(engine: Database): Promise<Finding[]> {
  const found = await readQuarantine(engine);
  if (found === null) return [];
  const since = found.since.toISOString();
  return [
    note(
      `Quarantine since ${since}: ${quarantineReasons[found.reason]}. Nothing is sent until \`waypost confirm\`.`,
    ),
  ];
}

/** None where the database cannot say: what is wrong with it has been found above. */
async function sessions(config: Config): Promise<Finding[]> {
  const url = await probeable(config);
  if (url === null) return [];
  const engine = createDatabase({
    url,
    role: "waypost_engine",
    connectionsMax: 1,
    onError: () => undefined,
  });
  try {
    return [...(await quarantined(engine)), ...(await examineSessions(engine, new Date()))];
  } catch (error) {
    return [wrong(`Sessions: they could not be read (${(error as Error).message}).`)];
  } finally {
    await engine.close();
  }
}

/** The address of a database that is there, with a schema this release can read. */
async function probeable(config: Config): Promise<string | null> {
  try {
    const url = requireDatabaseUrl(config);
    const { schema = 0 } = await probeDatabase(url);
    return schema >= (await newestSchema()) ? url : null;
  } catch {
    return null;
  }
}

async function newestSchema(): Promise<number> {
  const files = await readdir(new URL("../kernel/migrations/", import.meta.url));
  return files.filter((file) => file.endsWith(".sql")).length;
}

async function masterKey(config: Config): Promise<Finding> {
  const { dataDir } = config;
  const exposed = exposedKeyFile(dataDir);
  if (exposed !== null) return wrong(`Master key: ${exposed}`);
  if (config.masterKey) return masterKeyOpens(config, "set in the environment.");
  if (readMasterKey(dataDir)) {
    return masterKeyOpens(config, `${masterKeyFile(dataDir)}; keep a copy elsewhere.`);
  }
  if (!existsSync(clusterDirectory(dataDir)) && config.databaseUrl === undefined) {
    return note("Master key: will be made by the first start.");
  }
  return wrong(`Master key: missing; restore ${masterKeyFile(dataDir)} or set WAYPOST_MASTER_KEY.`);
}

/** Where there is a database to ask; what is wrong with it is said elsewhere. */
async function masterKeyOpens(config: Config, text: string): Promise<Finding> {
  if ((await probeable(config)) === null) return ok(`Master key: ${text}`);
  return withEngine(attach(config), async () => undefined).then(
    () => ok(`Master key: ${text}`),
    (error: Error) => wrong(`Master key: ${error.message}`),
  );
}

async function simulator({ simulator: { port: number }, http }: Config, running: boolean): Promise<Finding> {
  if (await answers(`http://127.0.0.1:${number}/_sim/config`))
    return ok(`Simulator: answers on port ${number}.`);
  if (running) return wrong(`Simulator: does not answer on port ${number}.`);
  const problem = await listeningProblem(number, http.host);
  if (!problem) return note(`Simulator: port ${number} is free.`);
  return wrong(`Simulator: port ${number} cannot be used (${problem}): set WAYPOST_SIMULATOR_PORT.`);
}

/** Where this machine reaches what listens on every address. */
function localUrl({ host, port: number }: { host: string; port: number }): string {
  if (host === "0.0.0.0" || host === "::") return `http://127.0.0.1:${number}`;
  return `http://${host.includes(":") ? `[${host}]` : host}:${number}`;
}

async function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(3_000) }).then(
    (response) => response.ok,
    () => false,
  );
}
