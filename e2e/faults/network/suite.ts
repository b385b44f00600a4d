// Control and transport reach Postgres over a line that goes bad: they find out by their own timeouts.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "../../../server/src/kernel/postgres/index.ts";
import { putFaults } from "../../simulated.ts";
import { startStack } from "../../stack.ts";
import { type Report, reportOf, roundsOf, type Run, tally } from "../report.ts";
import { countTaken } from "../story/ledger.ts";
import { type Story, tellStory } from "../story/story.ts";
import { last, until } from "../wait.ts";
import { drawNetworkFault } from "./plan.ts";
import { type Proxy, startProxy } from "./proxy.ts";

/** The longest a statement may be waited for is half a minute; what is asked next goes over a new connection. */
const recoveryMs = 90_000;

export async function proveNetwork(run: Run): Promise<Report> {
  await using running = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), "waypost-line-"));
  running.defer(() => rm(dataDir, { recursive: true, force: true }));
  const postgres = await startEmbeddedPostgres({ dataDir });
  running.defer(postgres.stop);
  const direct = new URL(postgres.url);
  const proxy = await startProxy(join(direct.searchParams.get("host") ?? "", ".s.PGSQL.5432"));
  running.defer(proxy.close);
  const stack = await startStack({ DATABASE_URL: over(direct, proxy) });
  running.defer(async () => void (await stack.stop()));

  const happened: Happened = { faults: [], recoveredMs: [] };
  const told = await tellStory({ stack, databaseUrl: postgres.url, seed: run.seed }, (story) =>
    happen(run, story, proxy, happened),
  );
  const longest = Math.round(Math.max(...happened.recoveredMs));
  return reportOf("network", run, told, {
    rounds: happened.faults.length,
    faults: tally(happened.faults),
    figures: { longestRecoveryMs: longest },
  });
}

type Happened = { faults: string[]; recoveredMs: number[] };

function over({ username, password, pathname }: URL, { port }: Proxy): string {
  return `postgresql://${username}:${password}@127.0.0.1:${port}${pathname}`;
}

async function happen(run: Run, story: Story, proxy: Proxy, happened: Happened): Promise<void> {
  await putFaults(story.stack.simulatorUrl, { seed: run.seed, latency_ms: { min: 5, max: 60 } });
  const share = Math.ceil(run.messages / run.rounds);
  for (const round of roundsOf(run)) {
    const { name, trouble, lastsMs } = drawNetworkFault(round, story.random);
    const submitting = story.submit(share);
    await last(story.random.between(50, 500));
    proxy.set(trouble);
    await last(lastsMs);
    proxy.set(null);
    const recoveredMs = await untilRecovered(story, submitting);
    happened.faults.push(name);
    happened.recoveredMs.push(recoveredMs);
    run.tell(
      `${round + 1}/${run.rounds}  ${name} for ${Math.round(lastsMs)} ms, ` +
        `well after ${Math.round(recoveredMs)} ms  ${story.accepted.length} accepted`,
    );
  }
}

/** What was asked meanwhile is answered, and a message that is accepted now leaves. */
async function untilRecovered(story: Story, submitting: Promise<void>): Promise<number> {
  const wellAt = performance.now();
  await submitting;
  const taken = await countTaken(story.stack.simulatorUrl);
  await story.submit(story.tenants.length);
  const moves = async (): Promise<boolean> => (await countTaken(story.stack.simulatorUrl)) > taken;
  await until("messages leave", moves, { timeoutMs: recoveryMs });
  return performance.now() - wellAt;
}
