// The runs that take too long for each change: `npm run test:long`.
import { defineConfig } from "vitest/config";
import { longRuns } from "./vitest.config.ts";

export default defineConfig({
  test: {
    include: longRuns,
    globalSetup: ["./server/src/kernel/postgres/test-server.ts"],
    reporters: ["default", "./scripts/closing-line-reporter.ts"],
    maxWorkers: 1,
  },
});
