// How the tests run: real processes on Node 24, one throw-away Postgres for all of them.
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Whole products, several processes each: side by side they would starve each other on a small machine. */
const stories = ["e2e/**/*.test.ts", "prove/**/*.test.ts"];
const outside = ["**/node_modules/**", "data/**"];

export default defineConfig({
  test: {
    globalSetup: ["./server/src/kernel/postgres/test-server.ts"],
    reporters: ["default", "./scripts/closing-line-reporter.ts"],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: "rooms",
          include: ["**/*.test.ts"],
          exclude: [...outside, ...stories],
          // Most tests wait for a database or a process, so even a small machine runs two files at once.
          maxWorkers: Math.max(2, availableParallelism() - 1),
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: "stories",
          include: stories,
          exclude: outside,
          maxWorkers: Math.max(1, Math.floor(availableParallelism() / 3)),
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
