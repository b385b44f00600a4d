// `waypost transport`: the transport process alone.
import { attach } from "../attach.ts";
import type { Config } from "../config.ts";
import type { Standing } from "../transport.ts";
import { checkLease } from "./check.ts";

export const summary = "run one transport process: sessions and sending";

export const usage = `waypost transport [--sole | --successor | --check]

Holds WhatsApp sessions and sends what is due. Start as many as you need on one database: they share
the work, and take over from one that stops. \`waypost migrate\` must have run.

  --sole       no other process sends for this data directory, as \`waypost start\` can promise:
               what a former one held is taken over at once
  --successor  one does, and is about to hand over
  --check      starts nothing: looks whether one of this host holds a lease. Exit code 1 when not`;

export async function run(args: string[], config: Config): Promise<number | void> {
  if (args.includes("--check")) return checkLease(attach(config));
  const { runTransport } = await import("../transport.ts");
  await runTransport(attach(config), standingIn(args));
}

function standingIn(args: readonly string[]): Standing {
  if (args.includes("--sole")) return "sole";
  return args.includes("--successor") ? "successor" : "alone";
}
