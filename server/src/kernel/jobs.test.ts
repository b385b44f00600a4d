// Scheduled jobs among several processes on one database.

import { expect, onTestFinished, test, vi } from "vitest";
import { startJobs } from "./jobs.ts";
import { createTestDatabase } from "./postgres/test-database.ts";

test("a scheduled job comes round, once however many processes there are", async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const errors: Error[] = [];
  let rounds = 0;
  const start = (): ReturnType<typeof startJobs> =>
    startJobs({
      databaseUrl: database.url,
      redisUrl: undefined,
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
});
