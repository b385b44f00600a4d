// The database's disk is full, or slow: the API says so, nothing that was accepted is lost, and all goes on by itself
// when there is room again.

import { join } from "node:path";
import { databaseUrl } from "../../graceful/database.ts";
import { putFaults } from "../../simulated.ts";
import { startStack } from "../../stack.ts";
import { type Report, reportOf, roundsOf, type Run, tally } from "../report.ts";
import { type Story, tellStory } from "../story/story.ts";
import { last, until } from "../wait.ts";
import { slowDown } from "./slow-postgres.ts";
import { createSmallDisk, type SmallDisk } from "./small-disk.ts";

/** Room for a cluster, its write-ahead log, and what a run adds. */
const megabytes = 600;
const pageBytes = 8_192;
const recoveryMs = 90_000;

export async function proveDisk(run: Run): Promise<Report> {
  await using running = new AsyncDisposableStack();
  const disk = await createSmallDisk(megabytes);
  running.defer(disk.remove);
  const stack = await startStack({ WAYPOST_DATA_DIR: join(disk.directory, "data") });
  running.defer(async () => void (await stack.stop()));

  const happened: Happened = { faults: [], recoveredMs: [] };
  const told = await tellStory({ stack, databaseUrl: databaseUrl(stack), seed: run.seed }, (story) =>
    happen(run, story, disk, happened),
  );
  return reportOf("disk", run, told, {
    rounds: happened.faults.length,
    faults: tally(happened.faults),
    figures: { longestRecoveryMs: Math.round(Math.max(...happened.recoveredMs)) },
  });
}

type Happened = { faults: string[]; recoveredMs: number[] };

async function happen(run: Run, story: Story, disk: SmallDisk, happened: Happened): Promise<void> {
  await putFaults(story.stack.simulatorUrl, { seed: run.seed, latency_ms: { min: 5, max: 60 } });
  const share = Math.ceil(run.messages / run.rounds);
  for (const round of roundsOf(run)) {
    const name = round % 2 === 0 ? "full" : "slow";
    const before = story.submit(share / 2);
    await last(story.random.between(100, 700));
    // A few pages are left, so that it is full in the middle of something; then nothing can be stored for a while.
    if (name === "full") await disk.fill(Math.floor(story.random.between(0, 40)) * pageBytes);
    const submitting = Promise.all([before, story.submit(share / 2)]);
    if (name === "full") await last(story.random.between(4_000, 7_000));
    else await slowDown(story.stack.processes().postgres[0] ?? 0, 8_000, story.random.between(0.7, 0.95));
    await disk.empty();
    const wellAt = performance.now();
    await submitting;
    await until("the API is ready", async () => (await fetch(`${story.stack.apiUrl}/readyz`)).ok, {
      timeoutMs: recoveryMs,
    });
    happened.faults.push(name);
    happened.recoveredMs.push(performance.now() - wellAt);
    run.tell(
      `${round + 1}/${run.rounds}  ${name}, well after ${Math.round(performance.now() - wellAt)} ms  ` +
        `${story.accepted.length} accepted`,
    );
  }
}
