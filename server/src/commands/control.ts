// `waypost control`: the control process alone.
import { attach } from "../attach.ts";
import type { Config } from "../config.ts";

export const summary = "run one control process: API, dashboard, webhooks, realtime";

export const usage = `waypost control

Serves the API and the dashboard on WAYPOST_HOST and WAYPOST_PORT. Start as many as you need on one
database; \`waypost migrate\` must have run.`;

export async function run(_args: string[], config: Config): Promise<void> {
  const { runControl } = await import("../control.ts");
  await runControl(attach(config));
}
