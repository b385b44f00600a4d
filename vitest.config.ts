// How the tests run: real processes on Node 24, one throw-away Postgres for all of them.
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Whole products, several processes each. */
const stories = ["e2e/**/*.test.ts", "prove/**/*.test.ts"];
/** Stories that mostly wait: for a lease to end, a line to be given up, a doubt to be settled. */
const patient = ["e2e/faults/{freeze,network,upstream}.test.ts"];
/** Stories that measure, or that starve a small machine by themselves: nothing else runs beside them. */
const alone = ["e2e/faults/kills.test.ts", "e2e/graceful/{drain,restart}.test.ts", "e2e/scale/**/*.test.ts"];
const outside = ["**/node_modules/**", "data/**"];
/** They share what they load: the product anew for each of three hundred files was a third of their CPU time. */
const rooms = ["{contract,sdk,server,web}/**/*.test.ts"];
/** Most tests wait for a database or a process, so even a small machine runs two files at once. */
const workers = Math.max(2, availableParallelism() - 1);

export default defineConfig({
  // The dashboard is built with the SDK's sources; its package is made for others.
  resolve: { alias: { "@waypost/sdk": fileURLToPath(new URL("sdk/src/index.ts", import.meta.url)) } },
  test: {
    globalSetup: ["./server/src/kernel/postgres/test-server.ts"],
    reporters: ["default", "./scripts/closing-line-reporter.ts"],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // A second is not long where two files share a core.
    expect: { poll: { timeout: 10_000 } },
    setupFiles: ["./server/src/kernel/testing/patience.ts"],
    projects: [
      {
        extends: true,
        test: {
          name: "rooms",
          include: rooms,
          exclude: outside,
          isolate: false,
          maxWorkers: workers,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          // The simulator's WhatsApp cannot share a process with the product's own use of the library.
          name: "apart",
          include: ["**/*.test.ts"],
          exclude: [...outside, ...stories, ...rooms],
          maxWorkers: workers,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: "stories",
          include: stories,
          exclude: [...outside, ...patient, ...alone],
          // Two that mostly wait fit on two cores; more would be late for their own deadlines.
          maxWorkers: Math.max(2, Math.floor(availableParallelism() / 3)),
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: "patient",
          include: patient,
          exclude: outside,
          maxWorkers: 3,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: "alone",
          include: alone,
          exclude: outside,
          maxWorkers: 1,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
