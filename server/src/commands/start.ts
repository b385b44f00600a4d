// `waypost start`: everything on this machine, under one supervisor.
import type { Config } from "../config.ts";

export const summary = "run everything on this machine: database, control, transport, simulator";

export const usage = `waypost start [--quarantine]

Starts Postgres inside the data directory (unless DATABASE_URL names yours), brings its schema
up to date, and keeps the control, transport and simulator processes running until Ctrl-C.
The environment variables it reads are described in docs/config.md.

  --quarantine  nothing is sent until \`waypost confirm\`: for a copy of the data directory, which
                cannot tell that it is one

\`waypost restart\` replaces its control and transport processes without a gap.`;

export async function run(args: string[], config: Config): Promise<number> {
  const { PROCESSES, superviseAll } = await import("../supervisor/index.ts");
  const { prepareSandbox } = await import("../sandbox.ts");
  const { setupLink } = await import("../control/people.ts");
  return superviseAll(config, {
    processes: PROCESSES,
    prepareSandbox,
    setupLink,
    quarantine: args.includes("--quarantine"),
  });
}
