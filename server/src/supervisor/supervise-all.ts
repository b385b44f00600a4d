// `waypost start`: brings everything up in order, keeps it up, and takes it down in the reverse order.
import type { AttachedConfig, Config } from "../config.ts";
import { attach } from "../attach.ts";
import { createDatabase } from "../kernel/db.ts";
import { migrate } from "../kernel/migrate.ts";
import { probeDatabase, startEmbeddedPostgres } from "../kernel/postgres/index.ts";
import { Refusal } from "../kernel/refusal.ts";
import { exposedKeyFile } from "../master-key.ts";
import { openVaultAt } from "../open-vault.ts";
import { checkHome, type Quarantine, quarantine } from "../operations/index.ts";
import { banner } from "./banner.ts";
import { processUnit } from "./child-process.ts";
import { holdDataDirectory } from "./data-directory.ts";
import { ensureMasterKey } from "./first-key.ts";
import { keepRunning, type KeptUnit, type Unit } from "./kept-unit.ts";
import { requireFreePort } from "./ports.ts";
import type { Processes } from "./processes.ts";
import { listenForRestart } from "./restart-requests.ts";
import { listenForStop, type StopRequests } from "./stop-requests.ts";

type Parts = {
  processes: Processes;
  /** Fills a new sandbox and answers a key to it. `simulator` is what `/_sim/config` says. */
  prepareSandbox(
    databaseUrl: string,
    config: AttachedConfig,
    simulator: unknown,
  ): Promise<{ apiKey: string }>;
  /** A link that makes the first person; null when there is somebody. */
  setupLink?(config: AttachedConfig): Promise<string | null>;
  /** Nothing is sent until somebody confirms that it may be. */
  quarantine?: boolean;
};

/** Resolves to the exit code once everything has been stopped again. */
export async function superviseAll(config: Config, parts: Parts): Promise<number> {
  const requests = listenForStop();
  await using running = new AsyncDisposableStack();
  try {
    const replaceable = await bringUp(config, parts, requests, running);
    running.defer(listenForRestart(config.dataDir, () => replaceAll(replaceable, requests.stop)));
  } catch (error) {
    // What a stop interrupts is not a failure.
    if (requests.stop.aborted) return 0;
    throw error;
  }
  await stopRequested(requests.stop);
  console.log("Stopping; what is in flight is finished first.");
  return 0;
}

/**
 * Whatever comes up is put on `running`, so that it goes down in the reverse order, also when a later step
 * fails.
 */
async function bringUp(
  config: Config,
  parts: Parts,
  requests: StopRequests,
  running: AsyncDisposableStack,
): Promise<KeptUnit[]> {
  const keep = async (units: Unit[]): Promise<KeptUnit[]> => {
    requests.stop.throwIfAborted();
    const starting = units.map((unit) => keepRunning(unit, { stop: requests.stop, report }));
    const kept = (await Promise.allSettled(starting)).flatMap((one) =>
      one.status === "fulfilled" ? [one.value] : [],
    );
    running.defer(async () => void (await Promise.all(kept.map((unit) => unit.stop()))));
    // All have settled: this only throws the reason of one that failed.
    return Promise.all(starting);
  };
  const child = (name: keyof Processes): Unit => processUnit(parts.processes[name], requests.haste);

  running.defer(await holdDataDirectory(config.dataDir));
  await requirePorts(config);
  await ensureMasterKey(config);
  if (config.databaseUrl === undefined) await keep([postgresUnit(config.dataDir)]);
  const attached = attach(config);
  const held = await prepareDatabase(attached.databaseUrl, parts.quarantine ?? false);
  // Refuses before anything works with a master key that is not this database's.
  await openVaultAt(attached);
  const exposed = exposedKeyFile(config.dataDir);
  if (exposed !== null) report(exposed);
  let apiKey: string | undefined;
  if (config.simulator.enabled) {
    await keep([child("simulator")]);
    ({ apiKey } = await parts.prepareSandbox(attached.databaseUrl, attached, await simulatorConfig(config)));
  }
  // Before control, which makes the first person when the configuration names one.
  const setupLink = (await parts.setupLink?.(attached)) ?? null;
  const replaceable = await keep([child("control"), child("transport")]);
  console.log(banner(config, { apiKey, setupLink, quarantine: held }));
  return replaceable;
}

/** One after the other: what one of them breaks, the other does not do after it. */
async function replaceAll(units: readonly KeptUnit[], stop: AbortSignal): Promise<void> {
  for (const unit of units) {
    if (stop.aborted) return;
    const startedAt = performance.now();
    try {
      await unit.replace();
      report(`${unit.name} was replaced in ${Math.round(performance.now() - startedAt)} ms.`);
    } catch (error) {
      if (!stop.aborted) report(`${(error as Error).message} The one that runs goes on.`);
      return;
    }
  }
}

async function requirePorts({ http, simulator }: Config): Promise<void> {
  await requireFreePort({ port: http.port, host: http.host, variable: "WAYPOST_PORT" });
  if (!simulator.enabled) return;
  await requireFreePort({
    port: simulator.port,
    host: http.host,
    variable: "WAYPOST_SIMULATOR_PORT",
  });
}

function postgresUnit(dataDir: string): Unit {
  return {
    name: "Postgres",
    async start() {
      const server = await startEmbeddedPostgres({ dataDir, report });
      return { ended: server.ended.then(() => "ended"), stop: server.stop };
    },
  };
}

async function prepareDatabase(databaseUrl: string, wanted: boolean): Promise<Quarantine | null> {
  await probeDatabase(databaseUrl);
  await migrate(databaseUrl, { onWait: report });
  const onError = (error: Error): void => report(error.message);
  const engine = createDatabase({ url: databaseUrl, role: "waypost_engine", connectionsMax: 1, onError });
  try {
    if (wanted) await quarantine(engine, "asked");
    return await checkHome(engine);
  } finally {
    await engine.close();
  }
}

async function simulatorConfig({ simulator }: Config): Promise<unknown> {
  const answer = await fetch(`http://127.0.0.1:${simulator.port}/_sim/config`);
  if (answer.ok) return answer.json();
  throw new Refusal(`The simulator answered ${answer.status} when asked for its configuration.`);
}

function stopRequested(stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    // An abort listener does not keep Node alive; children and their channels do until they are stopped.
    if (stop.aborted) resolve();
    stop.addEventListener("abort", () => resolve(), { once: true });
  });
}

function report(sentence: string): void {
  console.error(`waypost: ${sentence}`);
}
