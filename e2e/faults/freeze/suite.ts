// Two transports, one of which is stopped in the middle of sending for longer than its lease, and then goes on:
// the other takes over, and the one that comes back sends nothing that is not its own any more.

import { databaseUrl } from "../../graceful/database.ts";
import { putFaults } from "../../simulated.ts";
import { startStack } from "../../stack.ts";
import { startTransport, type TransportProcess, withoutTransport } from "../../web/transport-process.ts";
import { type Report, reportOf, roundsOf, type Run, tally } from "../report.ts";
import { type Story, tellStory } from "../story/story.ts";
import { last, until } from "../wait.ts";

/** A lease lasts five seconds. A freeze is longer, up to three of them; one in four is shorter and must not matter. */
const leaseMs = 5_000;

export async function proveFreezes(run: Run): Promise<Report> {
  const stack = await startStack({}, withoutTransport);
  const transports = [startTransport(stack), startTransport(stack)];
  const happened: Happened = { faults: [], takeoverMs: [], orphaned: 0 };
  try {
    await Promise.all(transports.map(({ ready }) => ready));
    const told = await tellStory({ stack, databaseUrl: databaseUrl(stack), seed: run.seed }, (story) =>
      happen(run, story, transports, happened),
    );
    const longest = Math.round(Math.max(0, ...happened.takeoverMs));
    return reportOf("freeze", run, told, {
      rounds: happened.faults.length,
      faults: tally(happened.faults),
      figures: { longestTakeoverMs: longest, inFlightWhenFrozen: happened.orphaned },
    });
  } finally {
    await Promise.all(transports.map((transport) => transport.end("SIGTERM")));
    await stack.stop();
  }
}

type Happened = { faults: string[]; takeoverMs: number[]; orphaned: number };

async function happen(
  run: Run,
  story: Story,
  transports: readonly TransportProcess[],
  happened: Happened,
): Promise<void> {
  const { stack, random } = story;
  await putFaults(stack.simulatorUrl, { seed: run.seed, latency_ms: { min: 5, max: 60 } });
  const share = Math.ceil(run.messages / run.rounds);
  for (const round of roundsOf(run)) {
    await balanced(story);
    const frozen = random.pick(transports);
    const frozenMs = leaseMs * (round % 4 === 3 ? random.between(0.2, 0.7) : random.between(1.4, 3));
    const submitting = story.submit(share);
    await attemptsAreOpen(story);
    frozen.signal("SIGSTOP");
    const frozenAt = performance.now();
    happened.orphaned += (await story.owner.ask("select count(*) from attempt where state = 'open'")) ?? 0;
    if (frozenMs > leaseMs) {
      await takenOver(story);
      happened.takeoverMs.push(performance.now() - frozenAt);
    }
    await last(Math.max(0, frozenMs - (performance.now() - frozenAt)));
    frozen.signal("SIGCONT");
    await submitting;
    const name = frozenMs > leaseMs ? "longer than the lease" : "shorter than the lease";
    happened.faults.push(name);
    run.tell(
      `${round + 1}/${run.rounds}  ${Math.round(frozenMs)} ms, ${name}  ${story.accepted.length} accepted`,
    );
  }
  await balanced(story);
}

function balanced({ owner }: Story): Promise<boolean> {
  const even = `select count(*) from (
    select owner from unit where owner is not null group by owner having count(*) = 32) as share`;
  return until("both transports hold half", async () => (await owner.ask(even)) === 2, { timeoutMs: 60_000 });
}

function takenOver({ owner }: Story): Promise<boolean> {
  const held = "select count(*) from (select owner from unit group by owner having count(*) = 64) as share";
  return until("one transport holds all", async () => (await owner.ask(held)) === 1, {
    timeoutMs: 60_000,
    everyMs: 20,
  });
}

async function attemptsAreOpen({ owner }: Story): Promise<void> {
  const open = "select count(*) from (select 1 from attempt where state = 'open' limit 1) as seen";
  await until("attempts are open", async () => (await owner.ask(open)) === 1, {
    timeoutMs: 15_000,
    everyMs: 2,
  });
}
