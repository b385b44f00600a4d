// Checks, with real servers, that one that lets nobody in is ended, and one that recovers is not.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { clusterDirectory, embeddedPostgresUrl, probeDatabase, startEmbeddedPostgres } from "./index.ts";
import { becomesShut, isShut } from "./shut.ts";

const scratch = mkdtempSync(join(tmpdir(), "waypost-shut-"));
const dataDir = join(scratch, "data");
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Quicker than the product's, whose half-minute would be this file's. */
const patience = { lookMs: 50, looks: 3 };

test("a server that answers nobody any more is ended, and comes back with what it had", async () => {
  const said: string[] = [];
  const server = await startEmbeddedPostgres({ dataDir, patience, report: (line) => said.push(line) });
  // To who connects, a stopped postmaster looks like one that has lost its way: alive, and without an answer.
  process.kill(server.pid, "SIGSTOP");
  await server.ended;
  expect(said).toEqual(["Postgres runs and lets nobody in; ending it."]);

  const next = await startEmbeddedPostgres({ dataDir, patience });
  await expect(probeDatabase(next.url)).resolves.toMatchObject({ schema: undefined });
  await next.stop();
});

test("a server that is not where it is looked for is left alone", async () => {
  const server = await startEmbeddedPostgres({ dataDir, settings: { port: "5433" }, patience });
  const wrong = { url: server.url, pid: server.pid };
  await expect(probeDatabase(server.url)).rejects.toThrow("ENOENT");
  expect(await becomesShut(wrong, AbortSignal.timeout(1_000), patience)).toBe(false);
  const url = new URL(server.url);
  url.searchParams.set("port", "5433");
  await expect(probeDatabase(url.href)).resolves.toMatchObject({ schema: undefined });
  await server.stop();
});

test.runIf(process.platform === "linux")("a recovery is left alone, however long it takes", async () => {
  await (await startEmbeddedPostgres({ dataDir })).stop();
  const signalFile = join(clusterDirectory(dataDir), "standby.signal");
  writeFileSync(signalFile, "", { mode: 0o666 });
  // A standby without a primary recovers for ever, and lets nobody in meanwhile.
  const start = startEmbeddedPostgres({ dataDir, settings: { hot_standby: "off" } });
  const refused = start.then(String, String);
  const pid = await pidOf(dataDir);
  const url = embeddedPostgresUrl(dataDir) ?? "";
  await expect.poll(() => probeDatabase(url).catch(String)).toContain("not accepting connections");

  expect(await becomesShut({ url, pid }, AbortSignal.timeout(1_000), patience)).toBe(false);
  // The same looks find it shut when they are told of no process that recovers.
  expect(isShut({ letsIn: false, titles: ["postgres: checkpointer", "postgres: io worker 0"] })).toBe(true);
  expect(isShut({ letsIn: false, titles: ["postgres: startup recovering 000000010000000000000001"] })).toBe(
    false,
  );
  process.kill(pid, "SIGINT");
  expect(await refused).toContain("Postgres did not start");
  rmSync(signalFile);
});

async function pidOf(directory: string): Promise<number> {
  const note = join(clusterDirectory(directory), "postmaster.pid");
  await expect.poll(() => existsSync(note) && readFileSync(note, "utf8").split("\n").length > 5).toBe(true);
  return Number.parseInt(readFileSync(note, "utf8"), 10);
}
