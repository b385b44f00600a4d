// `waypost simulator`: WhatsApp on localhost, without the rest.
import { type Config, exportSimulatorEnvironment } from "../config.ts";

export const summary = "run the simulator alone: WhatsApp on localhost";

export const usage = `waypost simulator

Serves the Graph API, WhatsApp Web, WAHA and WasenderApi on WAYPOST_SIMULATOR_PORT, with people who
read, reply and block. Any client can use it: http://localhost:8485/_sim/config has credentials.`;

/** The simulator is a program of its own that shares no code with the server: importing it runs it. */
export async function run(_args: string[], config: Config): Promise<void> {
  exportSimulatorEnvironment(config);
  await import("@waypost/simulator/main");
}
