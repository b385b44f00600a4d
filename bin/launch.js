// What both commands share: prepare the clone, then run a few Node programs one after the other on Node 24.
import { ensureDashboard } from "./dashboard.js";
import { ensurePackages } from "./packages.js";
import { endLike, runProgram } from "./program.js";
import { ensureNode } from "./runtime.js";

const OLDEST_NODE = 20;

/**
 * `programs` are argument lists for Node; the first that fails ends it. `tools` says that they need the
 * development dependencies, `watched` that they must not outlive this process, `dashboard` that they show it.
 */
export async function launch(programs, { tools, watched, dashboard = false }) {
  try {
    refuseOldNode(process.versions.node);
    await ensurePackages({ tools });
    const node = await ensureNode();
    if (dashboard) await ensureDashboard(node);
    for (const program of programs) {
      const end = await runProgram(node, program, { watched });
      if (end.code !== 0) return endLike(end);
    }
  } catch (error) {
    console.error(`waypost: ${error.message}`);
    process.exitCode = 1;
  }
}

export function refuseOldNode(version) {
  if (Number.parseInt(version, 10) >= OLDEST_NODE) return;
  throw new Error(
    `Node ${version} is too old: install Node ${OLDEST_NODE} or newer from https://nodejs.org and try again.`,
  );
}
