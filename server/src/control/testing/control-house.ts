// The control process inside a test: its real routes on a real database, with the simulator as WhatsApp.

import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSimulator } from "@waypost/simulator";
import { beforeAll, expect } from "vitest";
import { type AttachedConfig, readConfig } from "../../config.ts";
import { newId } from "../../http/harness.ts";
import { createHttpServer } from "../../http/index.ts";
import type { Database } from "../../kernel/db.ts";
import { createTestDatabase } from "../../kernel/postgres/test-database.ts";
import { type GateRoute, type Mode, type Route, type Scope, scopes } from "../../kernel/route.ts";
import { createAcceptor } from "../../messaging/index.ts";
import { createSenderFinder } from "../../senders/index.ts";
import { createKey, createTenant } from "../../tenancy/index.ts";
import { type House, openHouse } from "../house.ts";
import { openIntake } from "../intake.ts";
import { apiRoutes } from "../routes.ts";
import { describeServer } from "../server.ts";

/** One database and one WhatsApp, under as many servers as a test wants to compare. */
export type Ground = {
  config: AttachedConfig;
  simulatorUrl: string;
  databaseUrl: string;
  close(): Promise<void>;
};

export type ControlServer = {
  url: string;
  house: House;
  routes: readonly Route[];
  gates: readonly GateRoute[];
  /** What was logged as a failure. */
  failures: string[];
  close(): Promise<void>;
};

/** The test file's own. */
export let ground: Ground;
export let server: ControlServer;

/** For the top of a test file: both are there for all of its tests. What is logged as a failure fails the file. */
export function useControlServer(options?: ServerOptions): void {
  beforeAll(async () => {
    ground = await layGround();
    return () => ground.close();
  });
  beforeAll(async () => {
    server = await openControlServer(ground, options);
    return async () => {
      const failures = [...server.failures];
      await server.close();
      expect(failures).toEqual([]);
    };
  });
}

export async function layGround(): Promise<Ground> {
  const [database, simulator] = [await createTestDatabase(), createSimulator()];
  const { url } = await simulator.start();
  const dataDir = mkdtempSync(join(tmpdir(), "waypost-control-"));
  const config = readConfig({
    DATABASE_URL: database.url,
    WAYPOST_DATA_DIR: dataDir,
    WAYPOST_SIMULATOR_URL: url,
    WAYPOST_LOG_LEVEL: "silent",
    WAYPOST_PUBLIC_URL: "https://waypost.example",
  });
  if ("problems" in config) throw new Error(config.problems.join(" "));
  return {
    config: { ...config, databaseUrl: database.url, masterKey: randomBytes(32) },
    simulatorUrl: url,
    databaseUrl: database.url,
    close: async () => {
      await simulator.stop();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export type ServerOptions = {
  /** Stands between the handlers and the database. */
  guard?(app: Database): Database;
  /** Mounted besides the product's own. */
  more?(house: House): readonly Route[];
};

export async function openControlServer(
  { config }: Ground,
  { guard = (app) => app, more = () => [] }: ServerOptions = {},
): Promise<ControlServer> {
  const opened = await openHouse(config);
  const failures: string[] = [];
  const app = guard(opened.app);
  const house: House = {
    ...opened,
    app,
    finder: createSenderFinder({ db: app, now: Date.now }),
    // No process holds a session here, and nobody waits twenty seconds to hear it.
    answers: { wait: async () => undefined, arrived: () => undefined },
    log: {
      ...opened.log,
      error: (text, fields) => void failures.push(`${text} ${fields?.route} ${String(fields?.error)}`),
    },
    onError: (error) => void failures.push(String(error)),
  };
  const intake = openIntake(house);
  const acceptor = createAcceptor({ db: house.app });
  const api = apiRoutes(config, house, acceptor);
  const whole = describeServer({ config, house, routes: api, hooks: intake.hooks });
  const routes = [...whole.routes, ...more(house)];
  const http = await createHttpServer({
    ...whole,
    routes,
    // Thousands of requests a second are the test's own haste.
    limits: { requestsPerSecond: 1_000_000, lagMaxMs: Infinity },
  });
  return {
    url: await http.listen({ host: "127.0.0.1", port: 0 }),
    house,
    routes,
    gates: whole.gates ?? [],
    failures,
    close: async () => {
      await Promise.all([house.events.stop(), http.close()]);
      await Promise.all([acceptor.drained(), house.clicks.drained()]);
      await intake.stop();
      await house.plans.stop();
      await Promise.all([house.app.close(), house.engine.close(), house.media.close()]);
    },
  };
}

export async function makeTenant({ engine, vault }: House, name: string): Promise<string> {
  const id = newId();
  await createTenant(engine, vault, { id, slug: `t-${id}`, name, defaultCountry: "US" });
  return id;
}

export type KeyWish = { mode?: Mode; scopes?: readonly Scope[]; expiresAt?: Date };

export async function makeKey(
  { engine, vault }: House,
  tenantId: string,
  { mode = "test", scopes: held = scopes, expiresAt }: KeyWish = {},
): Promise<{ id: string; text: string }> {
  const key = { tenantId, name: "test", mode, scopes: held, expiresAt: expiresAt ?? null };
  const { row, text } = await createKey(engine, vault, newId(), key);
  return { id: row.id, text };
}

/** Answers are read like a foreign client reads them. */
// oxlint-disable-next-line typescript/no-explicit-any -- a test reads any field of any answer
export type Told = { status: number; body: Record<string, any> };
type Ask = (line: string, body?: unknown, headers?: Record<string, string>) => Promise<Told>;

/** Requests with a key, JSON in and out. */
export function askWith(url: string, key: string): Ask {
  return async (line, body, headers = {}) => {
    const [method = "GET", path = "/"] = line.split(" ");
    const answer = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === "" ? {} : JSON.parse(text) };
  };
}
