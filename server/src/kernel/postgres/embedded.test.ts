// Checks the embedded Postgres as real processes: starting, ending, being killed, and the directories it
// may live in.
import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, expect, test, vi } from "vitest";
import { socketDirectory } from "./address.ts";
import { linkLibraries } from "./binaries.ts";
import { embeddedPostgresUrl, startEmbeddedPostgres } from "./index.ts";

const scratch = mkdtempSync(join(tmpdir(), "waypost-embedded-"));
/** Most tests leave a stopped server behind and share its files, since making them takes most of the time. */
const dataDir = join(scratch, "shared");
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test("what was written is there after a stop and a start, at the same address", async () => {
  const first = await startEmbeddedPostgres({ dataDir });
  await query(first.url, "create table kept as select 42 as answer");
  await first.stop();
  await expect(query(first.url, "select 1")).rejects.toThrow();

  const second = await startEmbeddedPostgres({ dataDir });
  expect(second.url).toBe(first.url);
  expect(second.url).toBe(embeddedPostgresUrl(dataDir));
  expect(await query(second.url, "select answer from kept")).toEqual([{ answer: 42 }]);
  await second.stop();
  await second.stop();
});

test("only the password opens it, and it listens on no network", async () => {
  const server = await startEmbeddedPostgres({ dataDir });
  const stranger = new URL(server.url);
  stranger.password = "guess";
  await expect(query(stranger.href, "select 1")).rejects.toThrow("password authentication failed");
  expect(await query(server.url, "show listen_addresses")).toEqual([{ listen_addresses: "" }]);
  await server.stop();
});

test("it runs in a directory with spaces and quotes, and in one too long for a socket", async () => {
  for (const name of ['a "quoted", spaced name', `${"long".repeat(30)}/${"er".repeat(60)}`]) {
    const here = join(scratch, name);
    const server = await startEmbeddedPostgres({ dataDir: here });
    expect(await query(server.url, "select 1 as one")).toEqual([{ one: 1 }]);
    await server.stop();
    if (name.startsWith("long")) rmSync(socketDirectory(here), { recursive: true });
  }
});

test("a killed server loses nothing it acknowledged, and says that it ended", async () => {
  const first = await startEmbeddedPostgres({ dataDir });
  await query(first.url, "create table acknowledged as select generate_series(1, 1000) as n");
  process.kill(first.pid, "SIGKILL");
  await first.ended;
  const second = await startEmbeddedPostgres({ dataDir });
  expect(await query(second.url, "select count(*)::int as n from acknowledged")).toEqual([{ n: 1000 }]);
  await second.stop();
});

test.runIf(hasParentDeath())("kill -9 of the owner takes the server along", async () => {
  const { owner, pid } = await startOwner(dataDir);
  owner.kill("SIGKILL");
  await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 10_000 });
});

test("an orphan of a system without parent-death signals is ended by the next start", async () => {
  const { owner, pid } = await startOwner(dataDir, { PATH: pathWithout("setpriv") });
  owner.kill("SIGKILL");
  await once(owner, "exit");
  expect(isRunning(pid)).toBe(true);

  const server = await startEmbeddedPostgres({ dataDir });
  expect(isRunning(pid)).toBe(false);
  expect(await query(server.url, "select 1 as one")).toEqual([{ one: 1 }]);
  await server.stop();
});

test.runIf(process.getuid?.() === 0)(
  "root without user namespaces runs it as nobody, where nobody can reach",
  async () => {
    chmodSync(scratch, 0o755);
    const env = { PATH: pathWithout("unshare") };
    const closed = join(scratch, "root-only");
    mkdirSync(closed, { mode: 0o700 });
    await expect(startOwner(join(closed, "data"), env)).rejects.toThrow('"nobody" cannot reach');

    const open = join(scratch, "for-nobody");
    for (let time = 0; time < 2; time++) {
      const { owner, pid } = await startOwner(open, env);
      expect(statSync(`/proc/${pid}`).uid).toBe(65534);
      owner.kill("SIGKILL");
      await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 10_000 });
    }
    // And back: the same files under root's own account.
    const server = await startEmbeddedPostgres({ dataDir: open });
    expect(await query(server.url, "select 1 as one")).toEqual([{ one: 1 }]);
    await server.stop();
  },
);

test("a note with the number of another program hinders nothing and harms nobody", async () => {
  await (await startEmbeddedPostgres({ dataDir })).stop();
  writeFileSync(
    join(dataDir, "postgres", "postmaster.pid"),
    `${process.pid}\n${dataDir}/postgres\n1\n5432\n\n`,
  );
  const server = await startEmbeddedPostgres({ dataDir });
  expect(await query(server.url, "select 1 as one")).toEqual([{ one: 1 }]);
  await server.stop();
});

test("a first start that was cut off is begun anew", async () => {
  const fresh = join(scratch, "cut-off");
  mkdirSync(join(fresh, "postgres.unfinished", "base"), { recursive: true });
  const server = await startEmbeddedPostgres({ dataDir: fresh });
  expect(existsSync(join(fresh, "postgres.unfinished"))).toBe(false);
  await server.stop();
});

test("a directory of another version, or of something else, is refused in words", async () => {
  const foreign = join(scratch, "foreign");
  const cluster = join(foreign, "postgres");
  mkdirSync(cluster, { recursive: true });
  await expect(startEmbeddedPostgres({ dataDir: foreign })).rejects.toThrow(
    "is not a Postgres data directory",
  );
  writeFileSync(join(cluster, "PG_VERSION"), "19\n");
  await expect(startEmbeddedPostgres({ dataDir: foreign })).rejects.toThrow(
    "made by Postgres 19, newer than the bundled 18",
  );
  writeFileSync(join(cluster, "PG_VERSION"), "17\n");
  await expect(startEmbeddedPostgres({ dataDir: foreign })).rejects.toThrow(
    "made by Postgres 17; the bundled one is 18",
  );
});

test("library links that npm did not make are made, and broken ones mended", async () => {
  const lib = join(scratch, "package", "native", "lib");
  mkdirSync(lib, { recursive: true });
  writeFileSync(join(lib, "libx.so.1.2"), "library");
  symlinkSync("nowhere", join(lib, "libx.so"));
  const list = ["libx.so", "libx.so.1"].map((name) => ({
    source: "native/lib/libx.so.1.2",
    target: `native/lib/${name}`,
  }));
  writeFileSync(join(scratch, "package", "native", "pg-symlinks.json"), JSON.stringify(list));
  for (let time = 0; time < 2; time++) {
    await linkLibraries({ home: join(scratch, "package"), major: 18 });
    expect(readFileSync(join(lib, "libx.so"), "utf8")).toBe("library");
    expect(readFileSync(join(lib, "libx.so.1"), "utf8")).toBe("library");
  }
});

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function startOwner(directory: string, env = {}): Promise<{ owner: ChildProcess; pid: number }> {
  const module = fileURLToPath(new URL("fixture-owner.ts", import.meta.url));
  const owner = fork(module, [directory], { execArgv: [], env: { ...process.env, ...env } });
  const [{ pid, refusal }] = await once(owner, "message");
  if (refusal) throw new Error(refusal);
  return { owner, pid };
}

/** A search path with all that is needed but one tool. */
function pathWithout(missing: string): string {
  const path = join(scratch, `without-${missing}`);
  mkdirSync(path);
  for (const tool of ["unshare", "setpriv", "true", "test", "sh"]) {
    const real = ["/usr/bin", "/bin"].map((directory) => join(directory, tool)).find(existsSync);
    if (real && tool !== missing) symlinkSync(real, join(path, tool));
  }
  return path;
}

/** A zombie waiting to be reaped runs no more. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

function hasParentDeath(): boolean {
  try {
    execFileSync("setpriv", ["--pdeathsig", "INT", "true"]);
    return true;
  } catch {
    return false;
  }
}
