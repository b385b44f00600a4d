// The services of deploy/compose.yaml without an engine: the same commands, order and secrets.

import { execFile, execFileSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../stack.ts";
import { type ComposeFile, type Condition, readCompose, repository, type Service } from "./compose-file.ts";
import type { Container } from "./container.ts";
import { type Place, startService, translate, waypostPlan } from "./programs.ts";

export type Deployment = {
  httpsPort: number;
  httpPort: number;
  simulatorUrl: string;
  /** The certificate of Caddy's own authority, to be trusted by name. */
  authority(): Promise<string>;
  databaseUrl(): Promise<string>;
  containers(service: string): Container[];
  /** `docker compose exec control waypost …` */
  waypost(...args: string[]): Promise<string>;
  /** Stopped, and a new one started in its place, as an upgrade does. */
  replace(service: string, index: number): Promise<void>;
  /** Makes and runs a service that runs to its end, once more. */
  runAgain(service: string): Promise<number | null>;
  stop(): Promise<void>;
};

/** `environment` is what stands in `.env`. */
export async function startDeployment(environment: Record<string, string>): Promise<Deployment> {
  const work = await mkdtemp(join(tmpdir(), "waypost-deploy-"));
  const secrets = join(work, "secrets");
  execFileSync("sh", [join(repository, "deploy/secrets.sh"), secrets]);
  const compose = readCompose({ ...environment, SECRETS: secrets });
  const profiles = (environment["COMPOSE_PROFILES"] ?? "").split(",");
  const run: Run = {
    compose,
    work,
    ports: { http: await freePort(), https: await freePort() },
    network: `127.${randomInt(1, 255)}.${randomInt(1, 255)}`,
    names: enabled(compose, profiles),
    started: new Map(),
    containers: new Map(),
  };
  await translateSecrets(run);
  const deployment = present(run);
  const starts = await Promise.allSettled(run.names.map((name) => started(run, name)));
  const failure = starts.find((one) => one.status === "rejected");
  if (failure === undefined) return deployment;
  await deployment.stop();
  throw failure.reason;
}

type Run = {
  compose: ComposeFile;
  work: string;
  ports: Place["ports"];
  /** The first three bytes of loopback addresses of its own, so that every service keeps its port. */
  network: string;
  names: string[];
  started: Map<string, Promise<void>>;
  containers: Map<string, Container[]>;
};

/** Some name the hosts of other services. */
async function translateSecrets(run: Run): Promise<void> {
  for (const [name, file] of Object.entries(run.compose.secrets)) {
    const copy = join(run.work, `secret-${name}`);
    const text = await readFile(file, "utf8");
    await writeFile(copy, translate(text, { addresses: addressesOf(run), paths: {} }), { mode: 0o600 });
    run.compose.secrets[name] = copy;
  }
}

function present(run: Run): Deployment {
  const { ports } = run;
  return {
    httpsPort: ports.https,
    httpPort: ports.http,
    simulatorUrl: `http://${addressOf(run, "simulator", 0)}:8485`,
    authority: () =>
      readFile(join(run.work, "volumes/caddy_data/caddy/pki/authorities/local/root.crt"), "utf8"),
    databaseUrl: async () => (await readFile(run.compose.secrets["database_url"] ?? "", "utf8")).trim(),
    containers: (service) => run.containers.get(service) ?? [],
    waypost: (...args) => exec(run, "control", args),
    replace: async (service, index) => {
      const list = run.containers.get(service) ?? [];
      await list[index]?.stop();
      const next = await startService(definition(run, service), await placeOf(run, service, index));
      list[index] = next;
      await next.healthy();
    },
    runAgain: async (service) => {
      const again = await startService(definition(run, service), await placeOf(run, service, 0));
      return again.ended;
    },
    stop: () => stopAll(run),
  };
}

function enabled({ services }: ComposeFile, profiles: readonly string[]): string[] {
  return Object.entries(services)
    .filter(
      ([, service]) =>
        service.profiles.length === 0 || service.profiles.some((one) => profiles.includes(one)),
    )
    .map(([name]) => name);
}

/** A service is started when all its containers are; each waits for what it depends on, as the file says. */
function started(run: Run, name: string): Promise<void> {
  const going = run.started.get(name) ?? start(run, name);
  run.started.set(name, going);
  return going;
}

async function start(run: Run, name: string): Promise<void> {
  const service = definition(run, name);
  for (const [dependency, condition] of Object.entries(service.dependsOn)) {
    await started(run, dependency);
    await Promise.all((run.containers.get(dependency) ?? []).map((container) => hold(container, condition)));
  }
  const list: Container[] = [];
  run.containers.set(name, list);
  for (let index = 0; index < service.replicas; index += 1) {
    list.push(await startService(service, await placeOf(run, name, index)));
  }
  if (service.healthcheck !== null) await Promise.all(list.map((container) => container.healthy()));
}

async function hold(container: Container, condition: Condition): Promise<void> {
  if (condition === "service_healthy") await container.healthy();
  if (condition !== "service_completed_successfully") return;
  const code = await container.ended;
  if (code !== 0) throw new Error(`${container.name} ended with ${code}:\n${container.output()}`);
}

function definition({ compose }: Run, name: string): Service {
  const service = compose.services[name];
  if (service === undefined) throw new Error(`compose.yaml has no service ${name}`);
  return service;
}

async function placeOf(run: Run, name: string, index: number): Promise<Place> {
  const service = definition(run, name);
  const paths: Record<string, string> = { work: run.work };
  for (const secret of service.secrets) paths[`/run/secrets/${secret}`] = run.compose.secrets[secret] ?? "";
  for (const { source, target, named } of service.mounts) {
    const here = named ? join(run.work, "volumes", source) : source;
    if (named) await mkdir(here, { recursive: true });
    paths[target] = here;
  }
  return {
    name: `${name}-${index + 1}`,
    addresses: addressesOf(run),
    own: addressOf(run, name, index),
    paths,
    ports: run.ports,
  };
}

function addressOf({ network, compose }: Run, name: string, index: number): string {
  return `${network}.${10 + Object.keys(compose.services).indexOf(name) * 10 + index}`;
}

function addressesOf(run: Run): Record<string, string> {
  const ports = { control: 8484, realtime: 8484, postgres: 5432, valkey: 6379, simulator: 8485 };
  const entries = Object.entries(ports);
  return Object.fromEntries(
    entries.map(([name, port]) => [`${name}:${port}`, `${addressOf(run, name, 0)}:${port}`]),
  );
}

async function exec(run: Run, name: string, args: string[]): Promise<string> {
  const plan = waypostPlan(definition(run, name), await placeOf(run, name, 0), args);
  const [file = "", ...rest] = plan.argv;
  return new Promise((resolve, reject) => {
    execFile(file, rest, { env: plan.environment }, (error, output, complaints) =>
      error === null ? resolve(output) : reject(new Error(complaints)),
    );
  });
}

async function stopAll(run: Run): Promise<void> {
  // The other way round: whoever depends on something goes before it.
  const order = ["caddy", "realtime", "control", "transport", "simulator", "migrate", "valkey", "postgres"];
  for (const name of order) {
    await Promise.all((run.containers.get(name) ?? []).map((container) => container.stop()));
  }
  await rm(run.work, { recursive: true, force: true });
}
