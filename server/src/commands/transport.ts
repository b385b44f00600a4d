// `waypost transport`: the transport process alone.
import { attach } from "../attach.ts";
import type { Config } from "../config.ts";

export const summary = "run one transport process: sessions and sending";

export const usage = `waypost transport

Holds WhatsApp sessions and sends what is due. Start as many as you need on one database: they share
the work, and take over from one that stops. \`waypost migrate\` must have run.`;

export async function run(_args: string[], config: Config): Promise<void> {
  const { runTransport } = await import("../transport.ts");
  await runTransport(attach(config));
}
