// The provider answers late, wrong, twice or not at all, while tenants write.

import { databaseUrl } from "../../graceful/database.ts";
import { putFaults } from "../../simulated.ts";
import { startStack } from "../../stack.ts";
import { type Report, reportOf, roundsOf, type Run, tally } from "../report.ts";
import { type Story, tellStory } from "../story/story.ts";
import { last } from "../wait.ts";
import { moods } from "./moods.ts";

export async function proveUpstream(run: Run): Promise<Report> {
  const stack = await startStack();
  const happened: string[] = [];
  try {
    const told = await tellStory(
      { stack, databaseUrl: databaseUrl(stack), seed: run.seed, patienceMs: 300_000 },
      (story) => happen(run, story, happened),
    );
    return reportOf("upstream", run, told, { rounds: happened.length, faults: tally(happened) });
  } finally {
    await stack.stop();
  }
}

async function happen(run: Run, story: Story, happened: string[]): Promise<void> {
  const share = Math.ceil(run.messages / run.rounds);
  for (const round of roundsOf(run)) {
    const mood = moods[round % moods.length];
    if (mood === undefined) throw new Error("there are moods");
    const seed = Math.floor(story.random.next() * 2 ** 31);
    await putFaults(story.stack.simulatorUrl, { seed, latency_ms: { min: 5, max: 60 }, ...mood.faults });
    const submitting = story.submit(share);
    await last(mood.lastsMs);
    await submitting;
    happened.push(mood.name);
    run.tell(`${round + 1}/${run.rounds}  ${mood.name}  ${story.accepted.length} accepted`);
  }
}
