// Runs one benchmark, or all in turn: `npm run bench -- accept`. Without a name it says what there is.

import { parseArgs } from "node:util";
import { accept } from "./accept.ts";
import { contacts } from "./contacts.ts";
import { campaign } from "./campaign.ts";
import { dashboard } from "./dashboard.ts";
import { dispatch } from "./dispatch.ts";
import { events } from "./events.ts";
import { fairness } from "./fairness.ts";
import { idle } from "./idle.ts";
import { importing } from "./import.ts";
import { intake } from "./intake.ts";
import { isolation } from "./isolation.ts";
import { listeners } from "./listeners.ts";
import { machineFacts } from "./measure/machine.ts";
import { media } from "./media.ts";
import { overload } from "./scale-overload.ts";
import { pipeline } from "./pipeline.ts";
import { plans } from "./plans.ts";
import { scale } from "./scale.ts";
import { segments } from "./segments.ts";
import { soak } from "./soak.ts";
import { templates } from "./templates.ts";
import { web } from "./web.ts";
import { webhooks } from "./webhooks.ts";

export type Benchmark = {
  summary: string;
  /** What is put on `end` is ended with the benchmark, whatever happens. `profiles`: where processes write theirs. */
  run(end: AsyncDisposableStack, profiles: string | undefined, choices: Choices): Promise<void>;
};

/** Of those who run it; a benchmark without the choice does not look. */
export type Choices = { short: boolean; sessions: number | null; reconnect: number | null };

const benchmarks: Readonly<Record<string, Benchmark>> = {
  accept,
  campaign,
  contacts,
  dashboard,
  dispatch,
  events,
  pipeline,
  intake,
  idle,
  import: importing,
  isolation,
  listeners,
  media,
  plans,
  fairness,
  overload,
  scale,
  segments,
  soak,
  templates,
  web,
  webhooks,
};

const usage = `npm run bench -- <name> [--profile <directory>]

${Object.entries(benchmarks)
  .map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`)
  .join("\n")}
  all       each of them in turn

Each starts what it needs on free ports and in a temporary directory, and ends it. --profile writes a
CPU profile of every Node process, for Chrome's developer tools.

web also takes --sessions <number> and --reconnect <number>; web, import, segments and
dashboard take --short, for a quick look.`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      profile: { type: "string" },
      sessions: { type: "string" },
      reconnect: { type: "string" },
      short: { type: "boolean", default: false },
    },
  });
  const { profile, short } = values;
  const choices = { short, sessions: countOf(values.sessions), reconnect: countOf(values.reconnect) };
  const [name = ""] = positionals;
  const chosen = name === "all" ? Object.keys(benchmarks) : [name];
  if (!chosen.every((each) => Object.hasOwn(benchmarks, each))) {
    console.log(usage);
    return name === "" ? 0 : 2;
  }
  console.log(machineFacts());
  for (const each of chosen) {
    console.log(`\n${each}: ${benchmarks[each]?.summary}`);
    await runToEnd(benchmarks[each]!, profile, choices);
  }
  return 0;
}

function countOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new Error(`${text} is no number of sessions`);
  return Number(text);
}

async function runToEnd(benchmark: Benchmark, profiles: string | undefined, choices: Choices): Promise<void> {
  await using end = new AsyncDisposableStack();
  const interrupted = (): void => void end.disposeAsync().finally(() => process.exit(130));
  process.once("SIGINT", interrupted).once("SIGTERM", interrupted);
  try {
    await benchmark.run(end, profiles, choices);
  } finally {
    process.off("SIGINT", interrupted).off("SIGTERM", interrupted);
  }
}
