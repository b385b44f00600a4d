// Keys as callers present them: known, remembered, revoked, expired, forged.

import { randomBytes } from "node:crypto";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createVault, type Vault } from "../kernel/crypto.ts";
import { createDatabase, type Database } from "../kernel/db.ts";
import { createIdMaker } from "../kernel/ids.ts";
import { createTestDatabase, type TestDatabase } from "../kernel/postgres/test-database.ts";
import { formatKey, hashKey, matchKey, pepperVersion, readKey } from "./api-key.ts";
import { type Authenticate, createAuthenticate, rememberMs } from "./authenticate.ts";
import { createKey, ensureSandboxKey, type NewKey } from "./create-key.ts";
import { createTenant } from "./create-tenant.ts";
import { createKeyUses, type KeyUses } from "./key-uses.ts";
import { insertKey, type KeyRow, listKeys, revokeKey } from "./store/key.ts";

const newId = createIdMaker(Date.now);
const master = randomBytes(32);
const vault = createVault(master);

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

type Memory = { uses?: KeyUses; vault?: Pick<Vault, "deriveAll"> };

/** Fresh memory, counting what it asks the database. */
function fresh(more: Memory = {}): Authenticate {
  lookUps = 0;
  const query = ((...args: Parameters<Database["query"]>) => {
    lookUps += 1;
    return engine.query(...args);
  }) as Database["query"];
  return createAuthenticate({ engine: { ...engine, query }, vault, now: () => now, ...more });
}

const make = (more: Partial<NewKey> = {}) =>
  createKey(engine, vault, newId(), {
    tenantId,
    name: "test",
    mode: "test",
    scopes: ["messages:read"],
    expiresAt: null,
    ...more,
  });

const rowOf = async (id: string): Promise<KeyRow | undefined> =>
  (await listKeys(engine, [tenantId])).find((row) => row.id === id);

const raise = (error: Error): never => {
  throw error;
};

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
    const other = { tenant_id: tenantId, id, name: "x", mode: "test", scopes: [] };
    await insertKey(engine, [JSON.stringify(other), row.secret_hash]);
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

describe("a key that is bound to networks", () => {
  const from = (ip: string) => () => ip;

  it("works from there, whatever the address is dressed in, and from nowhere else", async () => {
    const { text } = await make({ allowedNetworks: ["192.0.2.0/24", "2001:db8::/32"] });
    const authenticate = fresh();
    for (const ip of ["192.0.2.7", "::ffff:192.0.2.7", "::ffff:c000:207", "2001:db8:1::1"])
      expect(await authenticate(bearer(text), from(ip))).not.toBeNull();
    for (const ip of ["192.0.3.7", "::ffff:192.0.3.7", "2001:db9::1", "", "localhost"])
      expect(await authenticate(bearer(text), from(ip))).toBeNull();
    expect(await authenticate(bearer(text))).toBeNull();
    expect(lookUps).toBe(1);
  });

  it("asks for an address only where one counts", async () => {
    const { text } = await make();
    const never = (): string => {
      throw new Error("asked");
    };
    expect(await fresh()(bearer(text), never)).not.toBeNull();
  });
});

describe("a key hashed under a former pepper", () => {
  const later = createVault(randomBytes(32), [master]);

  it("works, and is hashed under the newest from its next use on", async () => {
    const { row, text } = await make();
    expect(row.pepper_version).toBe(pepperVersion(vault.derive("api_key_pepper")));
    const uses = createKeyUses({ engine, everyMs: 3_600_000, onError: raise });
    expect(await fresh({ vault: later, uses })(bearer(text))).not.toBeNull();
    await uses.stop();
    const newest = later.derive("api_key_pepper");
    expect(await rowOf(row.id)).toMatchObject({
      secret_hash: hashKey(newest, text),
      pepper_version: pepperVersion(newest),
    });
    // The master key it was made under is not needed any more.
    const alone = { deriveAll: () => [newest] };
    expect(await fresh({ vault: alone })(bearer(text))).not.toBeNull();
    expect(await fresh()(bearer(text))).toBeNull();
  });

  it("is given its pepper's name when it had none", async () => {
    const { row, text } = await make();
    await engine.query("update api_key set pepper_version = null where id = $1", [row.id]);
    const uses = createKeyUses({ engine, everyMs: 3_600_000, onError: raise });
    expect(await fresh({ uses })(bearer(text))).not.toBeNull();
    await uses.stop();
    expect(await rowOf(row.id)).toMatchObject({ pepper_version: row.pepper_version });
  });

  it("is refused when its pepper is gone", async () => {
    const { text } = await make();
    expect(await fresh({ vault: createVault(randomBytes(32)) })(bearer(text))).toBeNull();
  });
});

describe("what time could tell", () => {
  /** Counts how many of its members were looked at. */
  function counted(peppers: readonly Buffer[]): { peppers: readonly Buffer[]; seen(): number } {
    let seen = 0;
    const get = (target: readonly Buffer[], name: string | symbol): unknown => {
      if (typeof name === "string" && /^\d+$/.test(name)) seen += 1;
      return Reflect.get(target, name);
    };
    return { peppers: new Proxy(peppers, { get }), seen: () => seen };
  }

  it("is alike for a key that never was, one with another secret, and the right one", () => {
    const peppers = [randomBytes(32), randomBytes(32), randomBytes(32)];
    const text = formatKey("test", newId(), randomBytes(32));
    const hashes = [null, randomBytes(32), ...peppers.map((pepper) => hashKey(pepper, text))];
    const answers = hashes.map((hash) => {
      const watched = counted(peppers);
      return { match: matchKey(watched.peppers, text, hash), seen: watched.seen() };
    });
    expect(answers.map(({ match }) => match)).toEqual([null, null, 0, 1, 2]);
    expect(answers.map(({ seen }) => seen)).toEqual([3, 3, 3, 3, 3]);
  });

  it("costs one statement either way", async () => {
    const { row } = await make();
    for (const id of [row.id, newId()]) {
      expect(await fresh()(bearer(formatKey("test", id, randomBytes(32))))).toBeNull();
      expect(lookUps).toBe(1);
    }
  });
});

describe("the use of a key", () => {
  it("is written in one statement for all of them, and once a minute at most", async () => {
    const made = async (): Promise<number> =>
      (await engine.query("select coalesce(sum(requests), 0)::int as made from request_minute")).rows[0].made;
    const before = await made();
    const keys = await Promise.all(Array.from({ length: 5 }, () => make()));
    const counting: string[] = [];
    const query = ((given: { text: string }) => {
      counting.push(given.text);
      return engine.query(given);
    }) as Database["query"];
    const uses = createKeyUses({ engine: { query }, everyMs: 3_600_000, onError: raise });
    const authenticate = fresh({ uses });
    const ip = (): string => "2001:db8::7";
    for (const { text } of [...keys, ...keys]) expect(await authenticate(bearer(text), ip)).not.toBeNull();
    expect(counting).toEqual([]);
    await uses.flush();
    // Uses and requests; nothing was to be hashed anew.
    expect(counting).toHaveLength(2);
    const used = { last_used_at: new Date(now), last_used_ip: "2001:db8::7" };
    for (const { row } of keys) expect(await rowOf(row.id)).toMatchObject(used);
    const [first] = keys;
    now += 30_000;
    await authenticate(bearer(first!.text), ip);
    await uses.flush();
    expect(await rowOf(first!.row.id)).toMatchObject(used);
    now += 30_000;
    await authenticate(bearer(first!.text), ip);
    await uses.stop();
    expect(await rowOf(first!.row.id)).toMatchObject({ last_used_at: new Date(now) });
    expect((await made()) - before).toBe(12);
  });

  it("is nobody's when the key is refused", async () => {
    const { row, text } = await make({ allowedNetworks: ["192.0.2.0/24"] });
    const uses = createKeyUses({ engine, everyMs: 3_600_000, onError: raise });
    expect(await fresh({ uses })(bearer(text), () => "192.0.3.1")).toBeNull();
    await uses.stop();
    expect(await rowOf(row.id)).toMatchObject({ last_used_at: null });
  });
});
