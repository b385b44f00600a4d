// `waypost transport`: the transport process alone.
import { attach } from "../attach.ts";
import type { Config } from "../config.ts";

export const summary = "run one transport process: sessions and sending";

export const usage = `waypost transport [--sole]

Holds WhatsApp sessions and sends what is due. Start as many as you need on one database: they share
the work, and take over from one that stops. \`waypost migrate\` must have run.

  --sole  no other process sends for this data directory, as \`waypost start\` can promise:
          what a former one held is taken over at once`;

export async function run(args: string[], config: Config): Promise<void> {
  const { runTransport } = await import("../transport.ts");
  await runTransport(attach(config), { sole: args.includes("--sole") });
}
