// Checks `waypost start` as real processes: what it refuses in words, how it stops, and what a kill leaves
// behind.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { embeddedPostgresUrl } from "../kernel/postgres/index.ts";
import { freePort, isRunning, pidOf, postmaster, processesOf, type Run, start } from "./fixture-run.ts";

const scratch = mkdtempSync(join(tmpdir(), "waypost-supervisor-"));
/** Shared by the tests that need a database that exists: making one is the slow part. */
const dataDir = join(scratch, "a data directory");
const env = { WAYPOST_DATA_DIR: dataDir, WAYPOST_PORT: "", WAYPOST_SIMULATOR_PORT: "" };
const runs: Run[] = [];

beforeAll(async () => {
  env.WAYPOST_PORT = String(await freePort());
  env.WAYPOST_SIMULATOR_PORT = String(await freePort());
});
afterEach(async () => {
  for (const run of runs.splice(0)) {
    run.signal("SIGKILL");
    await run.ended;
  }
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test("all comes up, the banner holds a key made for the simulator, and Ctrl-C drains in order", async () => {
  const run = begin();
  await run.said(/Dashboard and API {2}http:\/\/localhost:\d+/);
  await run.said(/curl .*wp_test_for_\{\}/);
  const pids = await processesOf(run, dataDir);

  run.signal("SIGINT");
  await run.said(/^control drains$/);
  await run.said(/^transport drained$/);
  // Control still has something in flight: what it needs must still be there.
  expect(isRunning(postmaster(dataDir))).toBe(true);
  expect(run.lines).not.toContain("simulator drains");
  process.kill(await pidOf(run, "control"), "SIGUSR2");
  expect(await run.ended).toEqual({ code: 0, signal: null });
  expect(run.lines.indexOf("simulator drains")).toBeGreaterThan(run.lines.indexOf("control drained"));
  for (const pid of pids) expect(isRunning(pid)).toBe(false);
});

test("a second Ctrl-C, by a person who lost patience, ends a process that does not", async () => {
  const run = begin();
  await run.said(/Ctrl-C stops it/);
  const pids = await processesOf(run, dataDir);
  run.signal("SIGINT");
  const asked = performance.now();
  await run.said(/^control drains$/);
  // One that follows at once may be an echo of the first; and one while the supervisor itself ends would end it.
  await vi.waitFor(() => expect(performance.now() - asked).toBeGreaterThan(1_100), { timeout: 10_000 });
  run.signal("SIGINT");
  expect(await run.ended).toEqual({ code: 0, signal: null });
  for (const pid of pids) expect(isRunning(pid)).toBe(false);
});

test("a child or a database that crashes is started again", async () => {
  const run = begin();
  await run.said(/Ctrl-C stops it/);
  const [first, database] = [await pidOf(run, "transport"), postmaster(dataDir)];
  process.kill(first, "SIGKILL");
  await run.said(/^waypost: transport was ended by SIGKILL; starting it again in 250 ms\.$/);
  expect(await pidOf(run, "transport", 2)).not.toBe(first);

  process.kill(database, "SIGKILL");
  await run.said(/^waypost: Postgres ended; starting it again/);
  await vi.waitFor(() => query("select 1"), { timeout: 10_000 });
  expect(postmaster(dataDir)).not.toBe(database);
});

test.each(["the supervisor", "everything"])(
  "kill -9 of %s leaves nothing running, and the next start works",
  async (victim) => {
    const run = begin();
    await run.said(/Ctrl-C stops it/);
    const pids = await processesOf(run, dataDir);
    for (const pid of victim === "everything" ? pids : [run.pid]) process.kill(pid, "SIGKILL");
    // No waiting for the dead: the very next start has to cope.
    const next = begin();
    await next.said(/Ctrl-C stops it/);
    await vi.waitFor(() => expect(pids.filter(isRunning)).toEqual([]), { timeout: 5_000 });
  },
);

test("a second start in the same directory is refused", async () => {
  const run = begin();
  await run.said(/Ctrl-C stops it/);
  await refused(begin(), `Another Waypost is running in ${dataDir}: stop it first`);
  expect(isRunning(run.pid)).toBe(true);
});

test.each(["WAYPOST_PORT", "WAYPOST_SIMULATOR_PORT"] as const)(
  "a busy %s is refused by name",
  async (variable) => {
    const server = createServer().listen(Number(env[variable]), "127.0.0.1");
    await once(server, "listening");
    await refused(begin(), `Port ${env[variable]} is in use by another program: stop it, or set ${variable}`);
    server.close();
  },
);

test("a directory that cannot be made or written is refused", async () => {
  writeFileSync(join(scratch, "file"), "");
  await refused(begin({ WAYPOST_DATA_DIR: join(scratch, "file", "data") }), "cannot be written (ENOTDIR)");
});

test.skipIf(process.getuid?.() === 0)("a directory of someone else is refused", async () => {
  const closed = join(scratch, "closed");
  mkdirSync(closed);
  chmodSync(closed, 0o500);
  await refused(begin({ WAYPOST_DATA_DIR: closed }), "cannot be written (EACCES)");
});

test("a directory made by a newer Postgres is refused", async () => {
  const newer = join(scratch, "newer");
  mkdirSync(join(newer, "postgres"), { recursive: true });
  writeFileSync(join(newer, "postgres", "PG_VERSION"), "19\n");
  writeFileSync(join(newer, "master.key"), Buffer.alloc(32, 1).toString("base64"));
  await refused(begin({ WAYPOST_DATA_DIR: newer }), "made by Postgres 19, newer than the bundled 18");
});

test("data whose master key is gone is refused, not given a new key", async () => {
  const keyless = join(scratch, "keyless");
  mkdirSync(join(keyless, "postgres"), { recursive: true });
  await refused(begin({ WAYPOST_DATA_DIR: keyless }), "The master key is missing");
});

test("a database that cannot be reached is refused, without its password", async () => {
  const url = `postgresql://waypost:hunter2@127.0.0.1:${await freePort()}/waypost`;
  const run = begin({ DATABASE_URL: url });
  await refused(run, "cannot be used: connect ECONNREFUSED");
  expect(run.lines.join("\n")).not.toContain("hunter2");
});

test("a schema newer than the code is refused, and everything goes down again", async () => {
  const first = begin();
  await first.said(/Ctrl-C stops it/);
  await query("insert into migration (version) values (9999)");
  first.signal("SIGKILL");
  await first.ended;
  await refused(begin(), "The database has schema version 9999");
  const last = begin();
  await last.said(/schema version 9999/);
  await last.ended;
  expect(() => postmaster(dataDir)).toThrow("ENOENT");
});

test("a child that fails from the start ends the start", async () => {
  const other = join(scratch, "failing");
  await refused(
    begin({ WAYPOST_DATA_DIR: other, FIXTURE_FAILS: "control" }),
    "The control process ended with exit code 3 before it was ready.",
  );
});

function begin(more: Record<string, string> = {}): Run {
  const run = start({ ...env, ...more });
  runs.push(run);
  return run;
}

/** One sentence, no stack, and an exit code that says so. */
async function refused(run: Run, sentence: string): Promise<void> {
  const { code } = await run.ended;
  expect(run.lines.filter((line) => line.startsWith("waypost: ")).join("\n")).toContain(sentence);
  expect(run.lines.filter((line) => /^\s+at /.test(line))).toEqual([]);
  expect(code).toBe(1);
}

async function query(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: embeddedPostgresUrl(dataDir) ?? "" });
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
