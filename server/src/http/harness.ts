// What tests over HTTP stand on: a database of their own, a real server on a free port, tenants with keys.

import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { Registry } from "prom-client";
import { createTestAudit } from "../compliance/audit/testing/test-audit.ts";
import { createVault, type Vault } from "../kernel/crypto.ts";
import { createDatabase, type Database } from "../kernel/db.ts";
import { createIdMaker } from "../kernel/ids.ts";
import { createLog } from "../kernel/log.ts";
import { createTestDatabase } from "../kernel/postgres/test-database.ts";
import {
  type GateRoute,
  type Mode,
  type PersonActor,
  type Route,
  type Scope,
  scopes,
  type SignedIn,
} from "../kernel/route.ts";
import { createAuthenticate, createKey, createTenant } from "../tenancy/index.ts";
import { createHttpServer, type HttpServer, type HttpServerDeps, type PersonDoor } from "./index.ts";

export type Harness = {
  url: string;
  app: Database;
  engine: Database;
  vault: Vault;
  server: HttpServer;
  /** What was logged, line by line. */
  lines: string[];
  tenant(): Promise<Tenant>;
  /** Somebody who is signed in: the headers their browser sends. `proved` as of now unless it is said. */
  person(who?: Someone): Record<string, string>;
  /** A statement as the owner, on the server's own database: what happens to a database from outside. */
  owner(statement: string): Promise<void>;
  close(): Promise<void>;
};

export type Tenant = {
  id: string;
  key(mode: Mode, more?: KeyOptions): Promise<{ id: string; text: string }>;
};
export type KeyOptions = { scopes?: readonly Scope[]; expiresAt?: Date };

export type Someone = Partial<Omit<PersonActor, "kind">> & { tenantId?: string; scopes?: readonly Scope[] };

/** Where the pages of a test's server would be, as browsers name it. */
export const origin = "https://waypost.test";

/** What a test's routes are made from. */
export type Parts = { app: Database; engine: Database; vault: Vault };

export const newId = createIdMaker(Date.now);

export type More = Partial<
  Pick<HttpServerDeps, "hooks" | "downloads" | "limits" | "operations" | "dashboard">
> & {
  gates?(parts: Parts): readonly GateRoute[];
  /** Who knows people by their cookie; else it is who `person` made up. */
  people?(parts: Parts): PersonDoor;
};

export async function createHarness(
  routes: (parts: Parts) => readonly Route[],
  { gates, people, limits, ...more }: More = {},
): Promise<Harness> {
  const database = await createTestDatabase();
  const open = (role: "waypost_app" | "waypost_engine"): Database =>
    createDatabase({ url: database.url, role, connectionsMax: 6, onError: () => undefined });
  const [app, engine] = [open("waypost_app"), open("waypost_engine")];
  const vault = createVault(randomBytes(32));
  const lines: string[] = [];
  const parts = { app, engine, vault };
  const guests = createGuests();
  const destination = { write: (line: string) => void lines.push(line) };
  const server = await createHttpServer({
    routes: routes(parts),
    gates: gates?.(parts) ?? [],
    people: people?.(parts) ?? guests.door,
    audit: createTestAudit(vault),
    hooks: [],
    authenticate: createAuthenticate({ engine, vault, now: Date.now }),
    db: app,
    newId,
    log: createLog({ level: "info", role: "control", phoneKey: vault.derive("log"), destination }),
    operations: { registry: new Registry(), metricsToken: null, checkReady: async () => undefined },
    // The test's own work is in the same process: that it is busy says nothing of the server.
    limits: { lagMaxMs: Infinity, ...limits },
    ...more,
  });
  return {
    url: await server.listen({ host: "127.0.0.1", port: 0 }),
    app,
    engine,
    vault,
    server,
    lines,
    tenant: () => createTestTenant(engine, vault),
    person: guests.invite,
    owner: (statement) => asOwner(maintenance(database.url), statement),
    close: async () => {
      await server.close().catch(() => undefined);
      await Promise.all([app.close(), engine.close()]);
      await database.drop();
    },
  };
}

/** Sessions that were never signed in, for routes that ask only who is there. */
function createGuests(): { door: PersonDoor; invite: Harness["person"] } {
  const guests = new Map<string, SignedIn>();
  return {
    door: { origin, recognize: (cookies) => guests.get(cookies) ?? null },
    invite: ({ tenantId, scopes: held = scopes, ...who } = {}) => {
      const [id, sessionId] = [newId(), newId()];
      const unnamed = { id, sessionId, platform: false, provedAt: new Date(), impersonation: null };
      const person: PersonActor = { kind: "person", ...unnamed, ...who };
      const caller = (mode: Mode) =>
        tenantId === undefined ? null : { tenantId, mode, actor: person, scopes: new Set(held) };
      const [live, test] = [caller("live"), caller("test")];
      const cookie = `__Host-waypost=${sessionId}`;
      guests.set(cookie, { person, callers: live === null || test === null ? null : { live, test } });
      return { cookie, origin };
    },
  };
}

async function createTestTenant(engine: Database, vault: Vault): Promise<Tenant> {
  const id = newId();
  await createTenant(engine, vault, { id, slug: `t-${id}`, name: "Marigold", defaultCountry: "IN" });
  return {
    id,
    key: async (mode, more = {}) => {
      const expiresAt = more.expiresAt ?? null;
      const key = { tenantId: id, name: "test", mode, scopes: more.scopes ?? scopes, expiresAt };
      const { row, text } = await createKey(engine, vault, newId(), key);
      return { id: row.id, text };
    },
  };
}

function maintenance(url: string): string {
  const at = new URL(url);
  at.pathname = "postgres";
  return at.href;
}

async function asOwner(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}

export type Answer = { status: number; body: Record<string, unknown>; headers: Headers };

/** One request with a key, JSON in and out. */
export async function ask(
  harness: Pick<Harness, "url">,
  key: string | null,
  line: string,
  init: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const [method = "GET", path = "/"] = line.split(" ");
  const response = await fetch(harness.url + path, {
    method,
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(init.body === undefined ? {} : { "content-type": "application/json" }),
      ...init.headers,
    },
    ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>),
    headers: response.headers,
  };
}
