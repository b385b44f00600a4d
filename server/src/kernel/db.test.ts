// The door to Postgres over a line that dies without a word: who waits on it is told soon, and slow is not dead.

import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createDatabase, type Database, type DatabaseOptions } from "./db.ts";
import { createTestDatabase, type TestDatabase } from "./postgres/test-database.ts";

let line: Line;
let database: TestDatabase;
let settings: DatabaseOptions;
let db: Database;
const errors: Error[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  line = await openLine(new URL(database.url).searchParams.get("host") ?? "");
});
beforeEach(() => {
  errors.length = 0;
  const { username, password, pathname } = new URL(database.url);
  const url = `postgresql://${username}:${password}@127.0.0.1:${line.port}${pathname}`;
  settings = {
    url,
    role: "waypost_engine",
    connectionsMax: 4,
    onError: (error) => void errors.push(error),
  };
  db = createDatabase(settings);
  return () => db.close();
});
afterAll(async () => {
  line.close();
  await database.drop();
});

/** So that four connections rest in the pool. */
async function warm(): Promise<void> {
  await Promise.all(Array.from({ length: 4 }, () => db.query("select pg_sleep(0.05)")));
}

test("a statement on a dead line fails in seconds, and takes the other lines of its age along", async () => {
  await warm();
  line.kill();
  const since = performance.now();
  await expect(db.query("select 1")).rejects.toThrow(/Connection terminated/);
  expect(performance.now() - since).toBeLessThan(6_000);
  const again = performance.now();
  // More than were left of the old ones: none of them is asked first.
  await Promise.all(Array.from({ length: 6 }, () => db.query("select 1")));
  expect(performance.now() - again).toBeLessThan(1_500);
});

test("a transaction on a dead line fails in seconds, wherever it was, and is not waited for once more", async () => {
  await warm();
  const since = performance.now();
  const work = db.transaction(async (tx) => {
    await tx.query("select 1");
    line.kill();
    await tx.query("select 2");
  });
  await expect(work).rejects.toThrow(/Connection terminated/);
  expect(performance.now() - since).toBeLessThan(6_000);
});

test("a slow statement is left alone: the server works on it", async () => {
  await warm();
  const { rows } = await db.query<{ done: number }>("select 1 as done from pg_sleep(4)");
  expect(rows).toEqual([{ done: 1 }]);
});

test("who waits for a lock is left alone as well", async () => {
  let waiting: Promise<unknown> = Promise.resolve();
  await db.transaction(async (tx) => {
    await tx.query("select pg_advisory_xact_lock(7)");
    waiting = db.query("select pg_advisory_xact_lock(7)");
    await tx.query("select pg_sleep(4)");
  });
  await expect(waiting).resolves.toBeDefined();
});

test("whoever goes silent in a transaction loses its locks in time, fails, and is well afterwards", async () => {
  const silent = createDatabase({ ...settings, idleInTransactionMs: 200 });
  const others = Promise.withResolvers<unknown>();
  try {
    const work = silent.transaction(async (tx) => {
      await tx.query("select pg_advisory_xact_lock(8)");
      others.resolve(db.query("select pg_advisory_xact_lock(8)"));
      await others.promise;
      await tx.query("select 1");
    });
    await expect(work).rejects.toThrow(/connection error/);
    await expect(silent.query("select 1 as one")).resolves.toMatchObject({ rows: [{ one: 1 }] });
  } finally {
    await silent.close();
  }
});

test("a refused statement costs no connection", async () => {
  const { rows: before } = await db.query("select pg_backend_pid() as pid");
  await expect(db.query("select 1 / 0")).rejects.toThrow(/division by zero/);
  const { rows: after } = await db.query("select pg_backend_pid() as pid");
  expect(after).toEqual(before);
});

type Line = { port: number; kill(): void; close(): void };

/** Every connection of now swallows all there is to come, both ways, and stays open; new ones are well. */
async function openLine(socketDirectory: string): Promise<Line> {
  const pairs = new Set<{ near: Socket; far: Socket; dead: boolean }>();
  const server = createServer((near) => {
    const far = connect(join(socketDirectory, ".s.PGSQL.5432"));
    const pair = { near, far, dead: false };
    pairs.add(pair);
    near.on("data", (bytes: Buffer) => void (!pair.dead && far.write(bytes)));
    far.on("data", (bytes: Buffer) => void (!pair.dead && near.write(bytes)));
    near.on("error", () => undefined).on("close", () => void (!pair.dead && far.destroy()));
    far.on("error", () => undefined).on("close", () => void (!pair.dead && near.destroy()));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the line has no port");
  return {
    port: address.port,
    kill: () => {
      for (const pair of pairs) pair.dead = true;
    },
    close: () => {
      for (const { near, far } of pairs) {
        near.destroy();
        far.destroy();
      }
      server.close();
    },
  };
}
