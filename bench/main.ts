// Runs one benchmark, or all in turn: `npm run bench -- accept`. Without a name it says what there is.

import { parseArgs } from "node:util";
import { accept } from "./accept.ts";
import { dispatch } from "./dispatch.ts";
import { idle } from "./idle.ts";
import { intake } from "./intake.ts";
import { machineFacts } from "./measure/machine.ts";
import { pipeline } from "./pipeline.ts";

export type Benchmark = {
  summary: string;
  /** What is put on `end` is ended with the benchmark, whatever happens. `profiles`: where processes write theirs. */
  run(end: AsyncDisposableStack, profiles: string | undefined): Promise<void>;
};

const benchmarks: Readonly<Record<string, Benchmark>> = { accept, dispatch, pipeline, intake, idle };

const usage = `npm run bench -- <name> [--profile <directory>]

${Object.entries(benchmarks)
  .map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`)
  .join("\n")}
  all       each of them in turn

Each starts what it needs on free ports and in a temporary directory, and ends it. --profile writes a
CPU profile of every Node process, for Chrome's developer tools.`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { profile: { type: "string" } },
  });
  const [name = ""] = positionals;
  const chosen = name === "all" ? Object.keys(benchmarks) : [name];
  if (!chosen.every((each) => Object.hasOwn(benchmarks, each))) {
    console.log(usage);
    return name === "" ? 0 : 2;
  }
  console.log(machineFacts());
  for (const each of chosen) {
    console.log(`\n${each}: ${benchmarks[each]?.summary}`);
    await runToEnd(benchmarks[each]!, values.profile);
  }
  return 0;
}

async function runToEnd(benchmark: Benchmark, profiles: string | undefined): Promise<void> {
  await using end = new AsyncDisposableStack();
  const interrupted = (): void => void end.disposeAsync().finally(() => process.exit(130));
  process.once("SIGINT", interrupted).once("SIGTERM", interrupted);
  try {
    await benchmark.run(end, profiles);
  } finally {
    process.off("SIGINT", interrupted).off("SIGTERM", interrupted);
  }
}
