// How the tests run: real processes on Node 24, one throw-away Postgres for all of them.
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["**/*.test.ts"],
    exclude: ["**/node_modules/**", "data/**"],
    globalSetup: ["./server/src/kernel/postgres/test-server.ts"],
    reporters: ["default", "./scripts/closing-line-reporter.ts"],
    // Most tests wait for a database or a process, so even a small machine runs two files at once.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
