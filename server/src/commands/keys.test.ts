// The commands about tenants and keys, run against a database as an operator runs them.

import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { attach } from "../attach.ts";
import { type Config, readConfig } from "../config.ts";
import { createDatabase, type Database } from "../kernel/db.ts";
import { createTestDatabase, type TestDatabase } from "../kernel/postgres/test-database.ts";
import { openVault } from "../open-vault.ts";
import { createAuthenticate } from "../tenancy/index.ts";
import * as keys from "./keys.ts";
import * as tenants from "./tenants.ts";

const masterKey = randomBytes(32);

let database: TestDatabase;
let engine: Database;
let config: Config;

beforeAll(async () => {
  database = await createTestDatabase();
  engine = createDatabase({
    url: database.url,
    role: "waypost_engine",
    connectionsMax: 1,
    onError: () => undefined,
  });
  const read = readConfig({ DATABASE_URL: database.url, WAYPOST_MASTER_KEY: masterKey.toString("base64") });
  if ("problems" in read) throw new Error(read.problems.join());
  config = read;
});
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  await engine.close();
  await database.drop();
});

async function waypost(command: typeof keys | typeof tenants, line: string): Promise<string> {
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  expect(await command.run(line.split(" "), config)).toBe(0);
  const printed = log.mock.calls.map(([text]) => String(text)).join("\n");
  log.mockRestore();
  return printed;
}

const whoHas = async (key: string) => {
  const vault = await openVault(attach(config), engine);
  return createAuthenticate({ engine, vault, now: Date.now })(`Bearer ${key}`);
};

it("makes a tenant and a key that works until it is revoked", async () => {
  const tenant = JSON.parse(await waypost(tenants, "create --name Lotus --slug lotus --country IN --json"));
  expect(tenant).toMatchObject({ id: expect.stringMatching(/^ten_/), slug: "lotus", default_country: "IN" });
  const made = JSON.parse(
    await waypost(
      keys,
      "create --tenant lotus --mode test --scopes messages:read,messages:write --expires 30d --json",
    ),
  );
  expect(made).toMatchObject({ id: expect.stringMatching(/^key_/), key: expect.stringMatching(/^wp_test_/) });
  expect(await whoHas(made.key)).toMatchObject({
    mode: "test",
    scopes: new Set(["messages:read", "messages:write"]),
  });
  const listed = await waypost(keys, "list --tenant lotus --json");
  expect(JSON.parse(listed).data).toEqual([expect.objectContaining({ id: made.id, revoked_at: null })]);
  expect(listed).not.toContain(made.key);
  await waypost(keys, `revoke ${made.id}`);
  expect(await whoHas(made.key)).toBeNull();
});

it.each([
  ["create --mode test", "Name the tenant"],
  ["create --tenant nobody --mode test", 'no tenant "nobody"'],
  ["create --tenant lotus", "--mode test or --mode live"],
  ["create --tenant lotus --mode test --scopes everything", 'no scope "everything"'],
  ["create --tenant lotus --mode test --expires 2001-01-01", "a day to come"],
  ["revoke nonsense", "by its id"],
  ["revoke key_0193a1b2c3d470008000000000000001", "no such key"],
  ["destroy", "Say what to do"],
])("refuses `keys %s` in words", async (line, words) => {
  await expect(keys.run(line.split(" "), config)).rejects.toThrow(words);
});

it("refuses a slug that is taken or cannot be one", async () => {
  await expect(tenants.run("create --name L --slug lotus".split(" "), config)).rejects.toThrow("already");
  await expect(tenants.run("create --name L --slug Lo_tus".split(" "), config)).rejects.toThrow(
    "small letters",
  );
});

it("revokes a key by its text, wherever it was found", async () => {
  await waypost(tenants, "create --name Found --slug found");
  const made = JSON.parse(await waypost(keys, "create --tenant found --mode test --json"));
  expect(await waypost(keys, `leaked ${made.key}`)).toContain(made.id);
  expect(await whoHas(made.key)).toBeNull();
  await expect(keys.run(["leaked", made.key], config)).rejects.toThrow(/no key of this Waypost/);
  await expect(keys.run(["leaked", "wp_test_nonsense"], config)).rejects.toThrow(/no key of this Waypost/);
});

it("leads a tenant through its life", async () => {
  await waypost(tenants, "create --name Brief --slug brief");
  const step = async (line: string) => JSON.parse(await waypost(tenants, `${line} --json`));
  expect(await step("suspend brief --reason unpaid")).toMatchObject({
    state: "suspended",
    state_reason: "unpaid",
  });
  const listed = await step("list --state suspended");
  expect(listed.data).toMatchObject([{ slug: "brief", state: "suspended" }]);
  await expect(tenants.run(["suspend", "brief", "--reason", "x"], config)).rejects.toThrow(/is suspended/);
  expect(await step("activate brief")).toMatchObject({ state: "active" });
  const refused = tenants.run(["close", "brief", "--confirm", "other", "--reason", "x"], config);
  await expect(refused).rejects.toThrow(/not the slug/);
  const closed = await step("close brief --confirm brief --reason gone --erase-after 5d");
  expect(closed).toMatchObject({ state: "closing", export: { url: expect.stringContaining("/exports/") } });
  expect(await waypost(tenants, "show brief")).toContain("closing since");
  expect(Date.parse((await step("erase brief --confirm brief")).erase_after)).toBeLessThanOrEqual(Date.now());
});
