// Rotation of the master key, in files and in variables: processes that run go on, and a crash leaves nothing shut.

import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as backup from "./commands/backup.ts";
import * as secrets from "./commands/secrets.ts";
import * as tenants from "./commands/tenants.ts";
import { type AttachedConfig, type Config, readConfig } from "./config.ts";
import { attach } from "./attach.ts";
import { createDatabase, type Database } from "./kernel/db.ts";
import { type Listener, startListener } from "./kernel/listener.ts";
import { createTestDatabase, type TestDatabase } from "./kernel/postgres/test-database.ts";
import { exposedKeyFile, masterKeyFile, readMasterKey, retiredKeysFile } from "./master-key.ts";
import { fileSteps, rotateMasterFile } from "./master-key-rotation.ts";
import { announcementOf, mastersOf, openVault } from "./open-vault.ts";
import { createTenant } from "./tenancy/index.ts";

let database: TestDatabase;
let engine: Database;
let dataDir: string;
beforeEach(async () => {
  database = await createTestDatabase();
  const onError = (): void => undefined;
  engine = createDatabase({ url: database.url, role: "waypost_engine", connectionsMax: 2, onError });
  dataDir = await mkdtemp(join(tmpdir(), "waypost keys "));
  vi.spyOn(console, "log").mockImplementation(() => undefined);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await engine.close();
  await database.drop();
  await rm(dataDir, { recursive: true });
});

const base64 = (key: Buffer): string => key.toString("base64");

function configOf(env: Record<string, string> = {}): Config {
  const read = readConfig({ DATABASE_URL: database.url, WAYPOST_DATA_DIR: dataDir, ...env });
  if ("problems" in read) throw new Error(read.problems.join());
  return read;
}

async function createKeyFile(): Promise<Buffer> {
  const key = randomBytes(32);
  await writeFile(masterKeyFile(dataDir), `${base64(key)}\n`, { mode: 0o600 });
  return key;
}

let tenantCount = 0;

/** A tenant, as any process makes one, and a value sealed for it. */
async function sealSomething(
  config: AttachedConfig,
): Promise<{ opensBy(other: AttachedConfig): Promise<string> }> {
  const vault = await openVault(config, engine);
  const id = `0193a1b2-0000-7000-8000-${String(++tenantCount).padStart(12, "0")}`;
  const row = await createTenant(engine, vault, {
    id,
    slug: `t${tenantCount}`,
    name: "T",
    defaultCountry: null,
  });
  const place = { table: "sender", tenantId: id, rowId: id, column: "secrets" };
  const sealed = vault.seal(row!.data_key, place, "a secret");
  return {
    opensBy: async (other) => {
      const { rows } = await engine.query<{ data_key: Buffer }>("select data_key from tenant where id = $1", [
        id,
      ]);
      return (await openVault(other, engine)).open(rows[0]!.data_key, place, sealed);
    },
  };
}

describe("a master key in the data directory", () => {
  const rotate = () => rotateMasterFile({ dataDir, engine, masters: mastersOf(attach(configOf())) });

  test("is replaced while processes run, which open and seal on without being restarted", async () => {
    const old = await createKeyFile();
    const running = attach(configOf());
    const before = await sealSomething(running);
    const vault = await openVault(running, engine);
    const pepper = vault.derive("api_key_pepper");
    expect(await rotate()).toEqual({ begun: true, tenants: 1 });
    expect(readMasterKey(dataDir)).not.toEqual(old);
    expect(await before.opensBy(running)).toBe("a secret");
    const after = await sealSomething(running);
    const started = attach(configOf());
    expect(await after.opensBy(started)).toBe("a secret");
    expect((await openVault(started, engine)).derive("api_key_pepper")).toEqual(pepper);
    // The former key may go: nothing is wrapped by it, what the running process made included.
    await rm(retiredKeysFile(dataDir));
    expect(await before.opensBy(attach(configOf()))).toBe("a secret");
    expect(await after.opensBy(attach(configOf()))).toBe("a secret");
  });

  test.each(fileSteps.map(({ name }, index) => [index + 1, name] as const))(
    "is what it was or the next after a crash behind step %i, %s, and the rotation is finished later",
    async (count) => {
      const old = await createKeyFile();
      const running = attach(configOf());
      const before = await sealSomething(running);
      for (const { run } of fileSteps.slice(0, count)) await run(dataDir);
      expect(await before.opensBy(running)).toBe("a secret");
      expect(await before.opensBy(attach(configOf()))).toBe("a secret");
      const meanwhile = await sealSomething(attach(configOf()));
      await rotate();
      const current = readMasterKey(dataDir)!;
      expect(current).not.toEqual(old);
      expect(await readFile(retiredKeysFile(dataDir), "utf8")).toBe(`${base64(old)}\n`);
      await rm(retiredKeysFile(dataDir));
      for (const one of [before, meanwhile]) {
        expect(await one.opensBy(running)).toBe("a secret");
        expect(await one.opensBy(attach(configOf()))).toBe("a secret");
      }
    },
  );

  test("is not changed again by finishing what a crash left half wrapped", async () => {
    await createKeyFile();
    await sealSomething(attach(configOf()));
    for (const { run } of fileSteps) await run(dataDir);
    const next = readMasterKey(dataDir);
    expect(await rotate()).toEqual({ begun: false, tenants: 1 });
    expect(readMasterKey(dataDir)).toEqual(next);
  });

  test("is readable by nobody else, before and after", async () => {
    await createKeyFile();
    await sealSomething(attach(configOf()));
    await rotate();
    for (const file of [masterKeyFile(dataDir), retiredKeysFile(dataDir)])
      expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(exposedKeyFile(dataDir)).toBeNull();
    await chmod(retiredKeysFile(dataDir), 0o644);
    expect(exposedKeyFile(dataDir)).toContain(retiredKeysFile(dataDir));
  });

  test("stays while a process that runs reads its key elsewhere", async () => {
    const old = await createKeyFile();
    await sealSomething(attach(configOf()));
    const elsewhere = { ...attach(configOf()), dataDir: "/srv/other" };
    await whileRunning(announcementOf(elsewhere), async () => {
      await expect(rotate()).rejects.toThrow("does not read its master key from");
    });
    expect(readMasterKey(dataDir)).toEqual(old);
    await whileRunning(announcementOf(attach(configOf())), rotate);
    expect(readMasterKey(dataDir)).not.toEqual(old);
  });
});

/** As a control or transport process says it, for as long as it runs. */
async function whileRunning(name: string, work: () => Promise<unknown>): Promise<void> {
  const listener: Listener = await startListener({
    url: database.url,
    role: "waypost_engine",
    name,
    channels: [],
    onNotice: () => undefined,
    onConnect: () => undefined,
    onError: () => undefined,
  });
  try {
    await work();
  } finally {
    await listener.close();
  }
}

describe("a master key in a variable", () => {
  const [old, next] = [randomBytes(32), randomBytes(32)];
  const keys = (current: Buffer, ...others: Buffer[]): AttachedConfig =>
    attach(
      configOf({
        WAYPOST_MASTER_KEY: base64(current),
        ...(others.length === 0 ? {} : { WAYPOST_MASTER_KEY_RETIRED: others.map(base64).join(",") }),
      }),
    );
  const rotate = (config: AttachedConfig) =>
    secrets.run(["rotate-master"], { ...config, masterKey: config.masterKey });

  test("is replaced in steps, at each of which every process opens everything", async () => {
    const before = await sealSomething(keys(old));
    const pepper = (await openVault(keys(old), engine)).derive("api_key_pepper");
    // First all processes get the new key as another one, then, one after the other, as the current one.
    const [first, second] = [keys(old, next), keys(next, old)];
    const made = [await sealSomething(first), await sealSomething(second)];
    for (const one of [before, ...made])
      for (const config of [first, second]) expect(await one.opensBy(config)).toBe("a secret");
    await whileRunning(announcementOf(first), async () =>
      whileRunning(announcementOf(second), () => rotate(second)),
    );
    for (const one of [before, ...made])
      for (const config of [first, second, keys(next)]) expect(await one.opensBy(config)).toBe("a secret");
    expect((await openVault(keys(next), engine)).derive("api_key_pepper")).toEqual(pepper);
    await expect(openVault(keys(old), engine)).rejects.toThrow("sealed under another master key");
    expect(await rotate(keys(next))).toBe(0);
  });

  test("wraps nothing while a process runs that does not have it", async () => {
    const before = await sealSomething(keys(old));
    await whileRunning(announcementOf(keys(old)), async () => {
      await expect(rotate(keys(next, old))).rejects.toThrow("does not have the master key");
    });
    expect(await before.opensBy(keys(old))).toBe("a secret");
  });
});

describe("a database whose master key is not here", () => {
  const refused = async (config: AttachedConfig): Promise<void> => {
    await expect(openVault(config, engine)).rejects.toThrow(
      /sealed under another master key: under [0-9a-f]{16}, and here is [0-9a-f]{16}/,
    );
    for (const command of [
      () => tenants.run(["list"], config),
      () => tenants.run(["create", "--name", "N", "--slug", "n"], config),
      () => secrets.run(["verify"], config),
      () => secrets.run(["rotate-data", "--all"], config),
      () => secrets.run(["rotate-master"], config),
      () => backup.run(["--out", join(dataDir, "never.age")], config),
    ])
      await expect(command()).rejects.toThrow("sealed under another master key");
  };

  test("is refused with another key, by every command, and nothing of it is changed", async () => {
    await createKeyFile();
    await sealSomething(attach(configOf()));
    const rows = async (): Promise<string> =>
      JSON.stringify((await engine.query("select * from tenant, installation")).rows);
    const was = await rows();
    await writeFile(masterKeyFile(dataDir), base64(randomBytes(32)));
    await refused(attach(configOf()));
    expect(await rows()).toBe(was);
  });

  test("is refused when only the installation's own roots are sealed, before its first tenant", async () => {
    await createKeyFile();
    await openVault(attach(configOf()), engine);
    await writeFile(masterKeyFile(dataDir), base64(randomBytes(32)));
    await expect(openVault(attach(configOf()), engine)).rejects.toThrow("sealed under another master key");
  });

  test("is refused without a key, and none is made", async () => {
    await createKeyFile();
    await sealSomething(attach(configOf()));
    await rm(masterKeyFile(dataDir));
    expect(() => attach(configOf())).toThrow("There is no master key");
    await expect(tenants.run(["list"], configOf())).rejects.toThrow("There is no master key");
    expect(readMasterKey(dataDir)).toBeUndefined();
  });

  test.each(["", "c2hvcnQ=", base64(randomBytes(32)).slice(0, 20)])(
    "is refused with a cut file: %j",
    async (text) => {
      await writeFile(masterKeyFile(dataDir), text);
      expect(() => attach(configOf())).toThrow("does not hold 32 random bytes");
      expect(await readFile(masterKeyFile(dataDir), "utf8")).toBe(text);
    },
  );
});

describe("what is derived", () => {
  test("of a new installation comes from no master key", async () => {
    const config = attach(configOf({ WAYPOST_MASTER_KEY: base64(randomBytes(32)) }));
    const vault = await openVault(config, engine);
    const { createVault } = await import("./kernel/crypto.ts");
    expect(vault.derive("suppression")).not.toEqual(createVault(config.masterKey).derive("suppression"));
    expect((await openVault(config, engine)).derive("suppression")).toEqual(vault.derive("suppression"));
  });

  test("of one that an older release has used stays what it was", async () => {
    const config = attach(configOf({ WAYPOST_MASTER_KEY: base64(randomBytes(32)) }));
    const { createVault } = await import("./kernel/crypto.ts");
    const old = createVault(config.masterKey);
    const id = "0193a1b2-0000-7000-8000-00000000ffff";
    await createTenant(engine, old, { id, slug: "old", name: "Old", defaultCountry: null });
    const vault = await openVault(config, engine);
    for (const purpose of ["api_key_pepper", "suppression", "webhook_key", "log", "media_link"] as const)
      expect(vault.derive(purpose)).toEqual(old.derive(purpose));
  });

  test("is the same in two processes that start for the first time at once", async () => {
    const config = attach(configOf({ WAYPOST_MASTER_KEY: base64(randomBytes(32)) }));
    const [one, two] = await Promise.all([openVault(config, engine), openVault(config, engine)]);
    expect(one.derive("api_key_pepper")).toEqual(two.derive("api_key_pepper"));
  });
});
