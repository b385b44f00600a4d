// `waypost restart`: a rolling restart of what `waypost start` keeps running.
import type { Config } from "../config.ts";

export const summary = "replace the running processes one after the other, without a gap";

export const usage = `waypost restart

After an upgrade of the code: brings the schema up to date, then asks the \`waypost start\` of this
data directory to replace its control and transport processes, each by a successor that is ready
before the old one goes. The embedded Postgres, the simulator and the supervisor itself stay as they
are. What becomes of it is in the log of \`waypost start\`.`;

export async function run(_args: string[], config: Config): Promise<void> {
  const { requestRestart } = await import("../supervisor/index.ts");
  const { run: migrate } = await import("./migrate.ts");
  await migrate([], config);
  await requestRestart(config.dataDir);
  console.log("Control and transport are being replaced.");
}
