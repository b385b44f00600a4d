// How the tests run: real processes on Node 24, one throw-away Postgres for all of them.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/data/**"],
    globalSetup: ["./server/src/kernel/postgres/test-server.ts"],
    reporters: ["default", "./scripts/closing-line-reporter.ts"],
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
