// Scheduled jobs among several processes, on Postgres and on a real Redis.

import { execFileSync, spawn } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { startJobs } from "./jobs.ts";
import { createTestDatabase } from "./postgres/test-database.ts";

test("on Postgres a scheduled job comes round, once however many processes there are", () =>
  comesRoundOnce(undefined));

test.skipIf(!hasRedis())("on Redis as well (skipped where redis-server is not installed)", async () =>
  comesRoundOnce(await startRedis()),
);

async function comesRoundOnce(redisUrl: string | undefined): Promise<void> {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const errors: Error[] = [];
  let rounds = 0;
  const start = (): ReturnType<typeof startJobs> =>
    startJobs({
      databaseUrl: database.url,
      redisUrl,
      jobs: [{ name: "count", everyMs: 500, run: async () => void (rounds += 1) }],
      onError: (error) => errors.push(error),
    });
  const began = performance.now();
  const processes = [await start(), await start()];
  await vi.waitFor(() => expect(rounds).toBeGreaterThanOrEqual(4), { timeout: 10_000 });
  const elapsed = performance.now() - began;
  await Promise.all(processes.map((process) => process.stop()));
  expect(rounds).toBeLessThanOrEqual(elapsed / 500 + 2);
  expect(errors).toEqual([]);
}

test("what takes long is told when the process ends, and breaking off is no failure", async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const errors: Error[] = [];
  const begun = Promise.withResolvers<void>();
  const jobs = await startJobs({
    databaseUrl: database.url,
    redisUrl: undefined,
    jobs: [
      {
        name: "count",
        everyMs: 100,
        run: async (stopping) => {
          begun.resolve();
          await new Promise((_resolve, reject) =>
            stopping?.addEventListener("abort", () => reject(stopping.reason as Error)),
          );
        },
      },
    ],
    onError: (error) => errors.push(error),
  });
  await begun.promise;
  await jobs.stop();
  expect(errors).toEqual([]);
});

function hasRedis(): boolean {
  try {
    execFileSync("redis-server", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

async function startRedis(): Promise<string> {
  const port = await freePort();
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const redis = spawn("redis-server", args, { stdio: ["ignore", "pipe", "ignore"] });
  onTestFinished(() => void redis.kill());
  await new Promise<void>((resolve, reject) => {
    redis.once("exit", (code) => reject(new Error(`redis-server ended with ${code}`)));
    redis.stdout.on("data", (chunk: Buffer) => {
      if (chunk.toString().includes("Ready to accept connections")) resolve();
    });
  });
  return `redis://127.0.0.1:${port}`;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
