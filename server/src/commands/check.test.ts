// What a container's health check hears of a role that works, and of one that does not.

import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { hostname } from "node:os";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { type AttachedConfig, readConfig } from "../config.ts";
import { createDatabase, type Database } from "../kernel/db.ts";
import { createTestDatabase, type TestDatabase } from "../kernel/postgres/test-database.ts";
import { quarantine } from "../operations/index.ts";
import { checkHttp, checkLease, ownUrl } from "./check.ts";

let database: TestDatabase;
let engine: Database;
let config: AttachedConfig;

beforeAll(async () => {
  database = await createTestDatabase();
  const onError = (): void => undefined;
  engine = createDatabase({ url: database.url, role: "waypost_engine", connectionsMax: 1, onError });
  const read = readConfig({});
  if ("problems" in read) throw new Error(read.problems.join());
  config = { ...read, databaseUrl: database.url, masterKey: Buffer.alloc(32) };
});
afterAll(async () => {
  await engine.close();
  await database.drop();
});

it.each([
  ["one of this host that was renewed in time", hostname(), 5, true],
  ["one of this host that has run out", hostname(), -1, false],
  ["one of another host", "elsewhere", 5, false],
  ["one of a host whose name begins alike", `${hostname()}2`, 5, false],
])("a lease of %s: %s, %i s left", async (_case, host, seconds, healthy) => {
  await engine.transaction(async (tx) => {
    await tx.query("delete from node");
    await tx.query(`insert into node (id, host, until) values ($1, $2, now() + $3 * interval '1 s')`, [
      randomUUID(),
      `${host} 7`,
      seconds,
    ]);
  });
  if (healthy) expect(await checkLease(config)).toBe(0);
  else await expect(checkLease(config)).rejects.toThrow(/holds a lease/);
});

it("in quarantine no lease is missed", async () => {
  await engine.transaction((tx) => tx.query("delete from node"));
  await expect(checkLease(config)).rejects.toThrow(/holds a lease/);
  await quarantine(engine, "asked");
  expect(await checkLease(config)).toBe(0);
});

it.each([
  [200, 0],
  [503, "answered: 503"],
])("a server that answers %i", async (status, outcome) => {
  const server = createServer((_request, response) => response.writeHead(status).end("{}"));
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/readyz`;
  const check = checkHttp(url);
  if (typeof outcome === "number") expect(await check).toBe(outcome);
  else await expect(check).rejects.toThrow(outcome);
});

it("a server that is not there", async () => {
  await expect(checkHttp("http://127.0.0.1:1/readyz")).rejects.toThrow("http://127.0.0.1:1/readyz answered");
});

it.each([
  ["0.0.0.0", "http://127.0.0.1:8484"],
  ["::", "http://127.0.0.1:8484"],
  ["::1", "http://[::1]:8484"],
  ["10.0.0.7", "http://10.0.0.7:8484"],
])("a process on %s finds itself at %s", (host, url) => {
  expect(ownUrl({ host, port: 8484 })).toBe(url);
});
