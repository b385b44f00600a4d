// One run: tenants that write under a seed while something goes wrong, then quiet, and then the judge.

import { putFaults } from "../../simulated.ts";
import type { Stack } from "../../stack.ts";
import { type Verdict, judge } from "../check/checker.ts";
import type { Accepted, Facts, Told as Listed } from "../check/facts.ts";
import { createSightings } from "../check/sightings.ts";
import { type Random, randomFrom } from "../random.ts";
import { until } from "../wait.ts";
import { type Owner, openDatabase, readAttempts, watchEpochs } from "./database.ts";
import { countTaken, isQuiet, readTaken } from "./ledger.ts";
import { listAll, lookAgainAndAgain, peek } from "./look.ts";
import { createSubmitter } from "./submit.ts";
import { createTenants, type Tenant } from "./tenants.ts";

export type Story = {
  stack: Stack;
  owner: Owner;
  random: Random;
  tenants: readonly Tenant[];
  accepted: readonly Accepted[];
  /** Resolves when the API has accepted that many more, of all tenants together. */
  submit(count: number): Promise<void>;
};

export type StoryPlan = {
  stack: Stack;
  databaseUrl: string;
  seed: number;
  tenants?: number;
  sendersEach?: number;
  /** How long everything may take to come to its end once the faults are over. */
  patienceMs?: number;
};

export type Told = { verdict: Verdict; heard: Record<string, number>; looks: number; settledMs: number };

/** `happen` submits and breaks things; what it broke must be whole again when it resolves. */
export async function tellStory(plan: StoryPlan, happen: (story: Story) => Promise<void>): Promise<Told> {
  const { stack, databaseUrl, seed } = plan;
  const random = randomFrom(seed);
  const tenants = await createTenants(stack, plan.tenants ?? 3, plan.sendersEach ?? 8);
  const accepted: Accepted[] = [];
  const submitters = tenants.map((tenant) =>
    createSubmitter(stack.apiUrl, tenant, randomFrom(Math.floor(random.next() * 2 ** 31)), accepted),
  );
  const submit = async (count: number): Promise<void> => {
    const each = Math.ceil(count / submitters.length);
    await Promise.all(submitters.map((submitter) => submitter.submit(each)));
  };
  const owner = openDatabase(databaseUrl);
  const sightings = createSightings();
  const looking = lookAgainAndAgain(stack, tenants, sightings);
  const watch = watchEpochs(databaseUrl);
  const end = async (): Promise<void> => {
    await Promise.all([looking.stop(), owner.close(), ...submitters.map((submitter) => submitter.close())]);
  };
  try {
    await happen({ stack, owner, random, tenants, accepted, submit });
    await putFaults(stack.simulatorUrl, {});
    const overAt = performance.now();
    await settle(stack, owner, plan.patienceMs ?? 180_000);
    const settledMs = Math.round(performance.now() - overAt);
    await looking.stop();
    const books = await compareBooks(plan, owner, () => listAll(stack, tenants, sightings));
    const facts = {
      accepted,
      ...books,
      downgrades: sightings.downgrades(),
      peeks: await peek(stack, tenants, accepted, random),
      epochs: { sightings: await watch.stop(), attempts: await readAttempts(owner) },
    };
    const heard = sum(submitters.map((submitter) => submitter.heard()));
    return { verdict: judge(facts), heard, looks: sightings.count(), settledMs };
  } finally {
    await watch.stop();
    await end();
  }
}

/**
 * What the API says and what the provider took, of one moment. The second copy of a doubt may leave five minutes after
 * it, while the books are being read: then they are read again.
 */
async function compareBooks(
  { stack, patienceMs = 180_000 }: StoryPlan,
  owner: Owner,
  list: () => Promise<Listed[]>,
): Promise<Pick<Facts, "told" | "taken">> {
  for (;;) {
    const before = await countTaken(stack.simulatorUrl);
    await settle(stack, owner, patienceMs);
    const books = { told: await list(), taken: await readTaken(stack.simulatorUrl) };
    if ((await countTaken(stack.simulatorUrl)) === before) return books;
  }
}

/**
 * Until nothing waits that will go, and everything that was told has arrived. Five minutes, as long as a doubt about
 * what must arrive waits for its second copy, are nobody's to wait for: those stay doubts. When patience ends, the
 * judge says what is stuck.
 */
async function settle(stack: Stack, owner: Owner, timeoutMs: number): Promise<void> {
  const open = `select count(*) from lane_entry e join message m on m.tenant_id = e.tenant_id and m.id = e.message_id
    where not (e.status = 'unknown' and m.unknown_policy = 'must')`;
  const unread = `select (select count(*) from webhook_in where done_at is null)
    + (select count(*) from message where status in ('sent', 'delivered')) as count`;
  const settled = async (): Promise<boolean> =>
    (await owner.ask(open)) === 0 && (await isQuiet(stack.simulatorUrl)) && (await owner.ask(unread)) === 0;
  await until("everything settles", settled, { timeoutMs, everyMs: 1_000 }).catch((error: Error) =>
    console.log(error.message),
  );
}

function sum(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const each of all)
    for (const [what, count] of Object.entries(each)) total[what] = (total[what] ?? 0) + count;
  return total;
}
