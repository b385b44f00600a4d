// `waypost simulator`: WhatsApp on localhost, without the rest.
import { type Config, exportSimulatorEnvironment } from "../config.ts";
import { checkHttp } from "./check.ts";

export const summary = "run the simulator alone: WhatsApp on localhost";

export const usage = `waypost simulator [--check]

Serves the Graph API, WhatsApp Web, WAHA and WasenderApi on WAYPOST_SIMULATOR_PORT, with people who
read, reply and block. Any client can use it: http://localhost:8485/_sim/config has credentials.

  --check  starts nothing: asks the one at WAYPOST_SIMULATOR_URL. Exit code 1 without an answer`;

/** The simulator is a program of its own that shares no code with the server: importing it runs it. */
export async function run(args: string[], config: Config): Promise<number | void> {
  if (args.includes("--check")) return checkHttp(`${config.simulator.url}/_sim/config`);
  exportSimulatorEnvironment(config);
  await import("@waypost/simulator/main");
}
