// `waypost start` for the tests: the real supervisor and database, with stand-ins for the three processes.
import { fileURLToPath } from "node:url";
import { readConfig } from "../config.ts";
import type { ProcessPlan } from "./child-process.ts";
import { superviseAll } from "./index.ts";

const module = fileURLToPath(new URL("fixture-process.ts", import.meta.url));
const plan = (name: string, patienceMs: number): ProcessPlan => ({
  name,
  module,
  args: [name],
  successorArgs: [name, "successor"],
  sharesPort: name === "control",
  patienceMs,
});

const config = readConfig();
if ("problems" in config) throw new Error(config.problems.join("\n"));

try {
  process.exitCode = await superviseAll(config, {
    processes: {
      control: plan("control", 25_000),
      transport: plan("transport", 25_000),
      simulator: plan("simulator", 5_000),
    },
    prepareSandbox: async (_url, _config, simulator) => ({
      apiKey: `wp_test_for_${JSON.stringify(simulator)}`,
    }),
  });
} catch (error) {
  console.error(`waypost: ${(error as Error).message}`);
  process.exitCode = 1;
}
process.channel?.unref();
