// Asks the person at the terminal before something that many people would notice.
import { createInterface } from "node:readline";
import { Refusal } from "../../kernel/refusal.ts";

export type Terminal = { input: NodeJS.ReadableStream & { isTTY?: boolean }; output: NodeJS.WritableStream };

/** Throws unless they say yes; where nobody can be asked, `--yes` has to say so beforehand. */
export async function requireYes(
  question: string,
  signal: AbortSignal,
  { input, output }: Terminal = { input: process.stdin, output: process.stderr },
): Promise<void> {
  if (input.isTTY !== true) throw new Refusal(`${question} Nobody is here to ask: say --yes if so.`);
  const lines = createInterface({ input, output, signal, prompt: `${question} [y/N] ` });
  lines.prompt();
  const answer = await new Promise<string | null>((resolve) => {
    lines.once("line", resolve);
    // At a terminal Ctrl-C is a key like others, and closes this.
    lines.once("close", () => resolve(null));
  });
  lines.close();
  if (answer === null) output.write("\n");
  if (!/^y(es)?$/i.test(answer?.trim() ?? "no")) throw new Refusal("Nothing was done.");
}
