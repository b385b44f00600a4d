// `waypost start` without its transport process: a test starts, freezes and kills those by itself.

import { fileURLToPath } from "node:url";
import { readConfig } from "../../server/src/config.ts";
import { prepareSandbox } from "../../server/src/sandbox.ts";
import { PROCESSES, superviseAll } from "../../server/src/supervisor/index.ts";

const idle = "idle";

if (process.argv[2] === idle) await stayIdle();
else process.exitCode = await start();

async function start(): Promise<number> {
  const config = readConfig();
  if ("problems" in config) throw new Error(config.problems.join("\n"));
  const transport = { ...PROCESSES.transport, module: fileURLToPath(import.meta.url), args: [idle] };
  return superviseAll(config, { processes: { ...PROCESSES, transport }, prepareSandbox });
}

/** What the supervisor keeps instead: it holds nothing and sends nothing. */
async function stayIdle(): Promise<void> {
  process.send?.({ type: "ready" });
  await new Promise((resolve) => {
    process.once("SIGTERM", resolve);
    process.once("disconnect", resolve);
  });
}
