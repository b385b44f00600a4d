// `waypost audit` as an operator runs it: against the database, and on a file alone.

import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { attach } from "../attach.ts";
import { sealChainsJob, sealKeys } from "../compliance/index.ts";
import { type Config, readConfig } from "../config.ts";
import { createDatabase, type Database } from "../kernel/db.ts";
import { createLog } from "../kernel/log.ts";
import { createTestDatabase, type TestDatabase } from "../kernel/postgres/test-database.ts";
import { openVault } from "../open-vault.ts";
import * as audit from "./audit.ts";
import * as keys from "./keys.ts";
import * as tenants from "./tenants.ts";

let database: TestDatabase;
let engine: Database;
let config: Config;
let directory: string;

beforeAll(async () => {
  database = await createTestDatabase();
  engine = createDatabase({
    url: database.url,
    role: "waypost_engine",
    connectionsMax: 1,
    onError: () => undefined,
  });
  const read = readConfig({
    DATABASE_URL: database.url,
    WAYPOST_MASTER_KEY: randomBytes(32).toString("base64"),
  });
  if ("problems" in read) throw new Error(read.problems.join());
  config = read;
  directory = await mkdtemp(join(tmpdir(), "waypost-audit-"));
  await waypost(tenants, "create --name One --slug one");
  await waypost(keys, "create --tenant one --mode test");
  await waypost(keys, "create --tenant one --mode live");
  await seal();
});
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  await engine.close();
  await database.drop();
  await rm(directory, { recursive: true });
});

async function seal(): Promise<void> {
  const log = createLog({ level: "silent", role: "control", phoneKey: randomBytes(32) });
  const sealing = { db: engine, keys: sealKeys(await openVault(attach(config), engine)), log };
  await sealChainsJob({ ...sealing, now: () => new Date() }).run();
}

type Ran = { code: number | void; lines: string[] };

async function waypost(command: { run: typeof audit.run }, line: string): Promise<Ran> {
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  log.mockClear();
  const code = await command.run(line.split(" "), config);
  return { code, lines: log.mock.calls.map(([text]) => String(text)) };
}

async function asSuperuser(change: string): Promise<void> {
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  await owner.query(`set session_replication_role = replica; ${change}`);
  await owner.end();
}

test("what commands do is in the logs of the tenant and of the platform, which verify", async () => {
  const { rows } = await engine.query(
    "select action, actor_kind, actor_id from audit_entry order by tenant_id, number",
  );
  expect(rows).toMatchObject([
    { action: "tenant.created", actor_kind: "operator", actor_id: null },
    { action: "audit.sealed", actor_kind: "system" },
    { action: "api_key.created", actor_kind: "operator" },
    { action: "api_key.created", actor_kind: "operator" },
  ]);
  const all = await waypost(audit, "verify --all");
  expect(all.code).toBe(0);
  expect(all.lines).toHaveLength(2);
  const one = await waypost(audit, "verify --tenant one");
  expect(one).toEqual({
    code: 0,
    lines: ["one: 2 entries are as they were written; 1 seals fit."],
  });
});

test("an export verifies without a database, with the key that was written down; a changed one does not", async () => {
  const file = join(directory, "audit.jsonl");
  expect((await waypost(audit, `export --tenant one --out ${file}`)).code).toBe(0);
  const [key] = (await waypost(audit, "key")).lines;
  expect((await waypost(audit, `verify --file ${file} --key ${key}`)).code).toBe(0);
  expect((await waypost(audit, `verify --file ${file}`)).code).toBe(0);
  const text = await readFile(file, "utf8");
  const lines = text.trimEnd().split("\n");
  const [head, sealed, first, second, end] = lines as [string, string, string, string, string];
  const changes = {
    edited: [head, sealed, first, second.replace("api_key.created", "api_key.revoked"), end],
    removed: [head, sealed, second, end],
    inserted: [head, sealed, first, first, second, end],
    truncated: [head, sealed, first, end],
    "cut off": [head, sealed, first, second],
    forged: [head, sealed.replace(/"signature":"../, '"signature":"00'), first, second, end],
  };
  for (const [name, changed] of Object.entries(changes)) {
    const path = join(directory, `${name.replace(" ", "-")}.jsonl`);
    await writeFile(path, `${changed.join("\n")}\n`);
    const { code, lines: told } = await waypost(audit, `verify --file ${path} --key ${key} --json`);
    expect([name, code]).toEqual([name, 1]);
    expect(JSON.parse(told[0]!)).toMatchObject({ ok: false });
  }
  const other = randomBytes(32).toString("base64");
  expect((await waypost(audit, `verify --file ${file} --key ${other}`)).code).toBe(1);
  await writeFile(file, "nothing of ours\n");
  await expect(waypost(audit, `verify --file ${file}`)).rejects.toThrow("no export");
});

test("a change in the database is named by its entry, with 1 as the exit code", async () => {
  await asSuperuser(
    "update audit_entry set action = 'nothing' where action = 'api_key.created' and number = 2",
  );
  const { code, lines } = await waypost(audit, "verify --tenant one");
  expect(code).toBe(1);
  expect(lines[0]).toMatch(/^one: broken at entry 2: .*\(edited\)/);
});
