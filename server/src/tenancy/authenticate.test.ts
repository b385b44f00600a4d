// Keys as callers present them: known, remembered, revoked, expired, forged.

import { randomBytes } from "node:crypto";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createVault } from "../kernel/crypto.ts";
import { createDatabase, type Database } from "../kernel/db.ts";
import { createIdMaker } from "../kernel/ids.ts";
import { createTestDatabase, type TestDatabase } from "../kernel/postgres/test-database.ts";
import { formatKey, readKey } from "./api-key.ts";
import { type Authenticate, createAuthenticate, rememberMs } from "./authenticate.ts";
import { createKey, ensureSandboxKey } from "./create-key.ts";
import { createTenant } from "./create-tenant.ts";
import { insertKey, revokeKey } from "./store.ts";

const newId = createIdMaker(Date.now);
const vault = createVault(randomBytes(32));
const pepper = vault.derive("api_key_pepper");

let database: TestDatabase;
let engine: Database;
let tenantId: string;
let now = Date.now();
let lookUps = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  const real = createDatabase({
    url: database.url,
    role: "waypost_engine",
    connectionsMax: 3,
    onError: () => undefined,
  });
  engine = real;
  tenantId = newId();
  await createTenant(engine, vault, {
    id: tenantId,
    slug: "marigold",
    name: "Marigold",
    defaultCountry: null,
  });
});
afterAll(async () => {
  await engine.close();
  await database.drop();
});

/** Fresh memory, counting what it asks the database. */
function fresh(): Authenticate {
  lookUps = 0;
  const query = ((...args: Parameters<Database["query"]>) => {
    lookUps += 1;
    return engine.query(...args);
  }) as Database["query"];
  return createAuthenticate({ engine: { ...engine, query }, pepper, now: () => now });
}

const make = (more: { expiresAt?: Date; mode?: "live" | "test" } = {}) =>
  createKey(engine, vault, newId(), {
    tenantId,
    name: "test",
    mode: more.mode ?? "test",
    scopes: ["messages:read"],
    expiresAt: more.expiresAt ?? null,
  });

const bearer = (text: string): string => `Bearer ${text}`;

describe("a key", () => {
  it("says who asks", async () => {
    const { row, text } = await make({ mode: "live" });
    expect(text).toMatch(/^wp_live_[0-9a-f]{32}_[0-9A-Za-z]{49}$/);
    expect(await fresh()(bearer(text))).toEqual({
      tenantId,
      mode: "live",
      actor: { kind: "key", id: row.id },
      scopes: new Set(["messages:read"]),
    });
  });

  it("is looked up once while it is remembered, however many ask at once", async () => {
    const { text } = await make();
    const authenticate = fresh();
    await Promise.all(Array.from({ length: 50 }, async () => authenticate(bearer(text))));
    expect(lookUps).toBe(1);
    expect(authenticate(bearer(text))).not.toBeInstanceOf(Promise);
    expect(lookUps).toBe(1);
  });

  it("stops working within five seconds of being revoked", async () => {
    const { row, text } = await make();
    const authenticate = fresh();
    expect(await authenticate(bearer(text))).not.toBeNull();
    await revokeKey(engine, [row.id]);
    expect(rememberMs).toBeLessThan(5_000);
    now += rememberMs;
    expect(await authenticate(bearer(text))).toBeNull();
  });

  it("stops working at the moment it expires, remembered or not", async () => {
    const { text } = await make({ expiresAt: new Date(now + 1_000) });
    const authenticate = fresh();
    expect(await authenticate(bearer(text))).not.toBeNull();
    now += 1_000;
    expect(await authenticate(bearer(text))).toBeNull();
    expect(await fresh()(bearer(text))).toBeNull();
  });

  it("leaves only its hash in the database", async () => {
    const { text } = await make();
    const { rows } = await engine.query("select to_jsonb(k)::text as row from api_key k");
    const secret = text.slice(41, 80);
    expect(rows.filter(({ row }) => row.includes(secret))).toEqual([]);
  });
});

describe("refused", () => {
  it("is a key with the right id and another secret, remembered so that it costs one look-up", async () => {
    const { row } = await make();
    const forged = formatKey("test", row.id, randomBytes(32));
    const authenticate = fresh();
    expect(await authenticate(bearer(forged))).toBeNull();
    expect(authenticate(bearer(forged))).toBeNull();
    expect(lookUps).toBe(1);
  });

  it("is a test key presented as a live one", async () => {
    const id = newId();
    const secret = randomBytes(32);
    const text = formatKey("test", id, secret);
    const { row } = await make();
    await insertKey(engine, [tenantId, id, "x", "test", [], row.secret_hash, null]);
    expect(await fresh()(bearer(formatKey("live", id, secret)))).toBeNull();
    expect(await fresh()(bearer(text))).toBeNull();
  });

  it("is anything else, without asking the database", async () => {
    const authenticate = fresh();
    const { text } = await make();
    const almost = [
      text.slice(0, -1),
      `${text}x`,
      text.toUpperCase(),
      text.replace("wp_", "wq_"),
      `${text}\n`,
    ];
    for (const wrong of [undefined, "", "Bearer", "Bearer ", text, `Basic ${text}`, ...almost.map(bearer)]) {
      expect(authenticate(wrong)).toBeNull();
    }
    fc.assert(fc.property(fc.string({ unit: "binary" }), (noise) => authenticate(bearer(noise)) === null));
    expect(lookUps).toBe(0);
  });

  it("is a key with any one character changed, by its checksum", () => {
    const text = formatKey("test", newId(), randomBytes(32));
    for (let at = "wp_test_".length; at < text.length; at++) {
      const changed = text.slice(0, at) + (text[at] === "1" ? "2" : "1") + text.slice(at + 1);
      expect(readKey(bearer(changed))).toBeNull();
    }
  });

  it("costs one small query at a time, however many keys are invented", async () => {
    const authenticate = fresh();
    const invented = Array.from({ length: 1_000 }, () => bearer(formatKey("test", newId(), randomBytes(32))));
    const answers = await Promise.all(invented.map(async (header) => authenticate(header)));
    expect(new Set(answers)).toEqual(new Set([null]));
    expect(lookUps).toBeLessThanOrEqual(3);
  });
});

describe("the sandbox's key", () => {
  const sandbox = { name: "Sandbox", mode: "test", scopes: ["messages:write"], expiresAt: null } as const;

  it("is the same at every start, and works", async () => {
    const first = await ensureSandboxKey(engine, vault, { ...sandbox, tenantId });
    const again = await ensureSandboxKey(engine, vault, { ...sandbox, tenantId });
    expect(again).toBe(first);
    expect(await fresh()(bearer(again))).toMatchObject({ tenantId, mode: "test" });
  });

  it("differs by tenant and by master key", async () => {
    const other = newId();
    await createTenant(engine, vault, { id: other, slug: "other", name: "Other", defaultCountry: null });
    const ours = await ensureSandboxKey(engine, vault, { ...sandbox, tenantId });
    expect(await ensureSandboxKey(engine, vault, { ...sandbox, tenantId: other })).not.toBe(ours);
    expect(
      await ensureSandboxKey(engine, createVault(randomBytes(32)), { ...sandbox, tenantId: other }),
    ).not.toBe(ours);
  });
});
