// What deploy/compose.yaml promises about isolation: read as Compose reads it, for every service there is.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readCompose, repository, type Service } from "./compose-file.ts";

const compose = readCompose({ DOMAIN: "waypost.example.com", ACME_EMAIL: "ops@example.com" });
const services = Object.entries(compose.services);
const names = services.map(([name]) => name);

/** It writes beside its own program, and says so in the file. */
const writesToItself = "waha";

test("the services are those a deployment needs, and only these start by themselves", () => {
  const alone = services.filter(([, service]) => service.profiles.length === 0).map(([name]) => name);
  expect(alone.toSorted()).toEqual(["caddy", "control", "migrate", "postgres", "transport", "valkey"]);
  const chosen = services.filter(([, service]) => service.profiles.length > 0);
  expect(Object.fromEntries(chosen.map(([name, { profiles }]) => [name, profiles]))).toEqual({
    realtime: ["realtime"],
    simulator: ["sandbox"],
    waha: ["waha"],
  });
  expect(compose.services["transport"]?.replicas).toBe(2);
  expect(readCompose({ DOMAIN: "a", ACME_EMAIL: "b", TRANSPORTS: "5" }).services["transport"]?.replicas).toBe(
    5,
  );
});

test.each(services)(
  "%s has no right it does not need, a limit, a health check and a short log",
  (name, { raw }) => {
    expect(raw).toMatchObject({
      read_only: name !== writesToItself,
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
      logging: { options: { "max-size": "20m" } },
      deploy: { resources: { limits: { memory: expect.any(String), pids: expect.any(Number) } } },
      restart: name === "migrate" ? "no" : "unless-stopped",
    });
    expect(raw["cap_add"]).toEqual(name === "caddy" ? ["NET_BIND_SERVICE"] : undefined);
    expect(raw["privileged"] ?? raw["network_mode"] ?? raw["pid"]).toBeUndefined();
    if (name !== "migrate") expect(raw["healthcheck"]).toHaveProperty("test");
  },
);

test("images are pinned to a release, and our own is the one that is built here", () => {
  for (const [name, { image, raw }] of services) {
    if (raw["build"] === undefined) expect(image, name).toMatch(/:([a-z]+-)?\d+\.\d+(\.\d+)?(-[a-z]+)?$/);
    else expect([image, raw["user"]], name).toEqual(["waypost:local", "1000:1000"]);
  }
});

test("only Caddy has ports, and neither it nor the outside reaches the database", () => {
  expect(names.filter((name) => compose.services[name]?.raw["ports"] !== undefined)).toEqual(["caddy"]);
  const on = (network: string): string[] =>
    names.filter((name) => compose.services[name]?.networks.includes(network));
  expect(on("edge")).toEqual(["caddy", "control", "realtime"]);
  expect(on("data")).not.toContain("caddy");
  expect(compose.networks["data"]?.internal).toBe(true);
  for (const name of ["postgres", "valkey"]) expect(compose.services[name]?.networks).toEqual(["data"]);
  expect(names.filter((name) => compose.services[name]?.networks.length === 0)).toEqual([]);
});

test("a process of Waypost may drain before it is killed", () => {
  for (const name of ["control", "transport", "realtime"]) {
    const grace = String(compose.services[name]?.raw["stop_grace_period"]);
    expect(Number.parseInt(grace, 10), name).toBeGreaterThan(25);
    expect(compose.services[name]?.raw["init"], name).toBe(true);
  }
});

test("who takes files in and who sends them have the same volume, and nobody else has it", () => {
  const having = services.filter(([, { mounts }]) => mounts.some(({ source }) => source === "media"));
  expect(having.map(([name]) => name).toSorted()).toEqual(["control", "realtime", "transport"]);
  for (const [name, { mounts, environment }] of having) {
    expect(mounts, name).toEqual([{ source: "media", target: "/media", named: true }]);
    expect(environment["WAYPOST_MEDIA"], name).toBe("file:///media");
  }
});

test("what reads the tables waits for the migrations, and these for the database", () => {
  const { control, transport, realtime, migrate } = compose.services;
  for (const service of [control, transport, realtime]) {
    expect(service?.dependsOn["migrate"]).toBe("service_completed_successfully");
  }
  expect(migrate?.dependsOn).toEqual({ postgres: "service_healthy" });
});

test("no secret stands in the environment, and each that is mounted is one that is made", () => {
  const secret = /KEY|PASSWORD|SECRET|DATABASE_URL|REDIS_URL/;
  const plain = ({ environment }: Service): string[] =>
    Object.keys(environment).filter((name) => secret.test(name) && !name.endsWith("_FILE"));
  expect(services.flatMap(([, service]) => plain(service))).toEqual([]);
  expect(services.flatMap(([, service]) => service.secrets)).toEqual(
    expect.arrayContaining(Object.keys(compose.secrets)),
  );
});

test("secrets are made once, for this deployment alone, and kept from others on the machine", () => {
  const directory = mkdtempSync(join(tmpdir(), "waypost-secrets-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const make = (where: string): Record<string, string> => {
    execFileSync("sh", [join(repository, "deploy/secrets.sh"), where], { stdio: "ignore" });
    return Object.fromEntries(
      readdirSync(where).map((file) => [file, readFileSync(join(where, file), "utf8")]),
    );
  };
  const first = make(join(directory, "a"));
  expect(Object.keys(first)).toEqual(Object.keys(compose.secrets).toSorted());
  expect(first["master_key"]).toMatch(/^[0-9a-f]{64}\n$/);
  expect(first["database_url"]).toContain(first["postgres_password"]?.trim());
  expect(first["redis_url"]).toContain(first["valkey_auth"]?.trim().split(" ")[1]);
  const other = make(join(directory, "b"));
  for (const [name, text] of Object.entries(first)) expect(other[name], name).not.toBe(text);
  expect(statSync(join(directory, "a")).mode & 0o777).toBe(0o700);
  // One that an operator replaced, such as the address of a database elsewhere, stays.
  rmSync(join(directory, "a/database_url"));
  writeFileSync(join(directory, "a/database_url"), "postgres://elsewhere/waypost\n");
  expect(make(join(directory, "a"))).toEqual({ ...first, database_url: "postgres://elsewhere/waypost\n" });
});
