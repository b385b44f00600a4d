// `waypost control`: the control process alone.
import { attach } from "../attach.ts";
import type { Config } from "../config.ts";
import { checkHttp, ownUrl } from "./check.ts";

export const summary = "run one control process: API, dashboard, webhooks, realtime";

export const usage = `waypost control [--check]

Serves the API and the dashboard on WAYPOST_HOST and WAYPOST_PORT. Start as many as you need on one
database; \`waypost migrate\` must have run.

  --check  starts nothing: asks the one that runs here whether it is ready. Exit code 1 when not`;

export async function run(args: string[], config: Config): Promise<number | void> {
  if (args.includes("--check")) return checkHttp(`${ownUrl(config.http)}/readyz`);
  const { runControl } = await import("../control.ts");
  await runControl(attach(config));
}
