// Runs a proof: `npm run prove -- --suite simulation --seed 1 --seeds 2000`, `--bugs` to prove the suite itself, or a
// suite of faults on real processes.

import { parseArgs } from "node:util";
import { faultsUsage, proveFaults } from "../e2e/faults/prove.ts";
import { proveBugs, proveSeeds, type SeedRange, tellSeed } from "./simulation/suite.ts";

const usage = `npm run prove -- --suite simulation [--seed <first>] [--seeds <how many>] [--bugs]

  --seed 7            the story of seed 7; if it breaks something, shrunk to what it needs
  --seeds 100000      that many seeds, from --seed or 1
  --bugs              each planted bug, and a seed that finds it; with --seed, the first from there`;

// Failures are ordinary here, and nobody reads where they come from.
Error.stackTraceLimit = 0;
process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      suite: { type: "string" },
      seed: { type: "string" },
      seeds: { type: "string" },
      bugs: { type: "boolean", default: false },
      rounds: { type: "string" },
      messages: { type: "string" },
      minutes: { type: "string" },
    },
  });
  const faults = await proveFaults(values.suite, values);
  if (faults !== null) return faults;
  if (values.suite !== "simulation") {
    console.log(`${usage}\n\n${faultsUsage}`);
    return 2;
  }
  const first = Number(values.seed ?? 1);
  if (values.bugs) {
    const known = values.seed === undefined;
    return findBugs({ first, count: Number(values.seeds ?? 5_000) }, known);
  }
  if (values.seed !== undefined && values.seeds === undefined) return tellOne(first);
  return runSeeds({ first, count: Number(values.seeds ?? 2_000) });
}

async function tellOne(seed: number): Promise<number> {
  const { violation, story, hash } = await tellSeed(seed);
  if (violation !== null) return runSeeds({ first: seed, count: 1 });
  console.log(`${story.join("\n")}\nseed ${seed} holds; its story is ${hash.toString(16)}`);
  return 0;
}

async function runSeeds(range: SeedRange): Promise<number> {
  const startedAt = performance.now();
  const failure = await proveSeeds(range);
  if (failure === null) {
    const seconds = (performance.now() - startedAt) / 1_000;
    console.log(`${range.count} seeds hold, ${(range.count / seconds).toFixed(0)} per second`);
    return 0;
  }
  const { seed, plan, result } = failure;
  const { messages, faults, callFaults, moods } = plan;
  console.log(`seed ${seed} breaks ${result.violation?.message}\n`);
  for (const each of [...messages, ...faults, ...callFaults, ...moods])
    console.log(`  ${JSON.stringify(each)}`);
  console.log(`\n${result.story.join("\n")}\n\nnpm run prove -- --suite simulation --seed ${seed}`);
  return 1;
}

async function findBugs(range: SeedRange, known: boolean): Promise<number> {
  const hunts = await proveBugs(range, known, ({ bug, failure }) =>
    console.log(
      failure === null
        ? `NOT FOUND  ${bug}`
        : `${String(failure.seed).padStart(6)}  ${bug}: ${failure.result.violation?.message}`,
    ),
  );
  return hunts.every(({ failure }) => failure !== null) ? 0 : 1;
}
