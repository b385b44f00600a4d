// The programs of this machine that stand in for the images of deploy/compose.yaml, and how each is called.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { startEmbeddedPostgres } from "../../server/src/kernel/postgres/index.ts";
import { compiled, main } from "../stack.ts";
import type { Service } from "./compose-file.ts";
import { type Container, type Plan, startContainer } from "./container.ts";

/** Where a service stands without containers. */
export type Place = {
  name: string;
  /** The host name of each service, and its port, as they are reached here. */
  addresses: Readonly<Record<string, string>>;
  /** This container's own address, in place of "every address". */
  own: string;
  /** Files and directories by their path inside the container. */
  paths: Readonly<Record<string, string>>;
  /** What has no place in the file, because a container has all ports to itself. */
  ports: { http: number; https: number };
};

export async function startService(service: Service, place: Place): Promise<Container> {
  const [repository = ""] = service.image.split(":");
  if (repository === "postgres") return startPostgres(service, place);
  const plan = plans[repository];
  if (plan === undefined) throw new Error(`nothing stands in for the image ${service.image}`);
  return startContainer(await plan(service, place));
}

/** What `docker compose exec <service> waypost …` would run. */
export function waypostPlan(service: Service, place: Place, args: readonly string[]): Plan {
  const environment = {
    PATH: process.env["PATH"] ?? "",
    ...compiled,
    ...translated(service.environment, place),
    WAYPOST_HOST: place.own,
  };
  const [, , ...check] = service.healthcheck ?? [];
  const argv = (rest: readonly string[]): string[] => [process.execPath, main, ...rest];
  const health = check.length === 0 ? null : { argv: argv(check) };
  return { name: place.name, argv: argv(args), environment, health };
}

const plans: Readonly<Record<string, (service: Service, place: Place) => Promise<Plan>>> = {
  waypost: async (service, place) => waypostPlan(service, place, service.command),
  "valkey/valkey": async (service, place) => {
    const [program, config = ""] = service.command;
    const [, check = ""] = service.healthcheck ?? [];
    const argv = [
      program,
      await translatedFile(config, place),
      "--bind",
      place.own,
      "--dir",
      place.paths["/data"],
    ];
    return {
      name: place.name,
      argv: argv.map((word = "") => redisFor(word)),
      environment: { PATH: process.env["PATH"] ?? "" },
      health: { argv: ["sh", "-c", redisFor(check).replace("redis-cli", `redis-cli -h ${place.own}`)] },
    };
  },
  caddy: async (service, place) => {
    const config = "/etc/caddy/Caddyfile";
    const file = await translatedFile(config, place);
    return {
      name: place.name,
      argv: service.command.map((word) => (word === config ? file : word)),
      environment: {
        PATH: process.env["PATH"] ?? "",
        ...translated(service.environment, place),
        HTTP_PORT: String(place.ports.http),
        HTTPS_PORT: String(place.ports.https),
        // The image's own variables.
        XDG_DATA_HOME: place.paths["/data"] ?? "",
        XDG_CONFIG_HOME: place.paths["/config"] ?? "",
      },
      health: { host: "127.0.0.1", port: place.ports.https },
    };
  },
};

/** Redis 7 reads the same configuration, and is what Linux distributions have. */
function redisFor(word: string): string {
  return word.replace(/^valkey-/, "redis-");
}

/** The image's entry point makes cluster, account and database; the embedded Postgres makes the same. */
async function startPostgres(service: Service, place: Place): Promise<Container> {
  const flags = service.command.filter((word) => word.includes("="));
  const settings = Object.fromEntries(flags.map((flag) => flag.split("=") as [string, string]));
  const server = await startEmbeddedPostgres({
    dataDir: place.paths["/var/lib/postgresql"] ?? "",
    settings: { ...settings, listen_addresses: place.own },
  });
  const environment = translated(service.environment, place);
  const password = (await readFile(environment["POSTGRES_PASSWORD_FILE"] ?? "", "utf8")).trim();
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query(`alter role ${environment["POSTGRES_USER"]} password ${client.escapeLiteral(password)}`);
  await client.end();
  const ended = server.ended.then(() => 0);
  return {
    name: place.name,
    pid: server.pid,
    output: () => "",
    ended,
    // It is started when it answers.
    healthy: async () => undefined,
    stop: async () => {
      await server.stop();
      return ended;
    },
    kill: async () => {
      process.kill(server.pid, "SIGKILL");
      await ended;
    },
  };
}

function translated(environment: Record<string, string>, place: Place): Record<string, string> {
  const entries = Object.entries(environment).map(([name, value]) => [
    name,
    pathIn(value, place) ?? translate(value, place),
  ]);
  return Object.fromEntries(entries);
}

/** A value that names a file or a directory inside, as such or as a `file:` address. */
function pathIn(value: string, { paths }: Place): string | undefined {
  if (!value.startsWith("file://")) return paths[value];
  const path = paths[value.slice("file://".length)];
  return path === undefined ? undefined : `file://${path}`;
}

/** A copy of a file that is bound into the container, in this machine's words. */
async function translatedFile(path: string, place: Place): Promise<string> {
  const text = await readFile(place.paths[path] ?? "", "utf8");
  const copy = join(place.paths["work"] ?? "", `${place.name}-${path.replaceAll("/", "-")}`);
  await mkdir(place.paths["work"] ?? "", { recursive: true });
  await writeFile(copy, translate(text, place));
  return copy;
}

export function translate(text: string, { addresses, paths }: Pick<Place, "addresses" | "paths">): string {
  const hosts = Object.entries(addresses).reduce(
    (changed, [name, address]) => changed.replaceAll(name, address),
    text,
  );
  return Object.entries(paths)
    .filter(([inside]) => inside.startsWith("/run/secrets/"))
    .reduce((changed, [inside, here]) => changed.replaceAll(inside, here), hosts);
}
