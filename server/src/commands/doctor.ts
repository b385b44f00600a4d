// `waypost doctor`: says in words whether this machine and this Waypost are in order.
import type { Config } from "../config.ts";

export const summary = "check this machine and this Waypost, in words";

export const usage = `waypost doctor

Checks Node, the data directory, the disk, the ports, the database and its schema, the master key
and the simulator, before the first start as well as while Waypost runs; then the session of every
linked phone: its state, what that means and what to do, who holds it, what waits. Exit code 1 when
something is wrong; a note is not.`;

export async function run(_args: string[], config: Config): Promise<number> {
  const { examine } = await import("../doctor/examine.ts");
  const findings = await examine(config);
  for (const { mark, text, more = [] } of findings) {
    console.log(`${mark.padEnd(6)}${text}`);
    for (const line of more) console.log(`${" ".repeat(6)}${line}`);
  }
  const wrong = findings.filter(({ mark }) => mark === "WRONG").length;
  console.log(
    wrong === 0 ? "\nNothing is wrong." : `\n${wrong} of ${findings.length} checks found something wrong.`,
  );
  return wrong === 0 ? 0 : 1;
}
