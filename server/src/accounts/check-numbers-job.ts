// Asks Meta about every number some times a day: what no webhook tells, and what a lost one would have told.

import type { Vault } from "../kernel/crypto.ts";
import type { Database } from "../kernel/db.ts";
import type { ScheduledJob } from "../kernel/jobs.ts";
import type { SenderWithKeys } from "../senders/index.ts";
import type { Graph } from "../transports/cloud-api/index.ts";
import { checkNumber, transactionsIn } from "./check-number.ts";
import { readUnchecked } from "./store/numbers.ts";

export type CheckJobDeps = {
  /** Under the engine's role. */
  engine: Database;
  graph: Graph;
  vault: Pick<Vault, "open">;
  now(): Date;
  onError(error: Error): void;
};

/** Three questions a number, four times a day: far below the 200 an hour Meta allows an account at least. */
const hoursBetween = 6;
const perRound = 200;
const atOnce = 4;
const patienceMs = 30_000;

export function checkNumbersJob(deps: CheckJobDeps): ScheduledJob {
  return { name: "check-numbers", everyMs: 10 * 60_000, run: () => checkDue(deps) };
}

async function checkDue(deps: CheckJobDeps): Promise<void> {
  const before = new Date(deps.now().getTime() - hoursBetween * 3_600_000);
  const due = await readUnchecked(deps.engine, [before, perRound]);
  const turns = Array.from({ length: atOnce }, async () => {
    for (let next = due.shift(); next !== undefined; next = due.shift()) await checkOne(deps, next);
  });
  await Promise.all(turns);
}

/** One number's trouble is not the next one's. */
async function checkOne(deps: CheckJobDeps, sender: SenderWithKeys): Promise<void> {
  const transaction = transactionsIn(deps.engine);
  try {
    await checkNumber({ ...deps, transaction }, sender, AbortSignal.timeout(patienceMs));
  } catch (error) {
    deps.onError(new Error(`the number of sender ${sender.id} could not be checked`, { cause: error }));
  }
}
