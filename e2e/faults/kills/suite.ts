// SIGKILL of control, transport, Postgres and Redis, at random and at named points, while tenants write.

import { databaseUrl } from "../../graceful/database.ts";
import { hasRedis, type RedisServer, startRedis } from "../../redis.ts";
import { putFaults } from "../../simulated.ts";
import { type Stack, startStack } from "../../stack.ts";
import { type Report, reportOf, roundsOf, type Run, tally } from "../report.ts";
import { countTaken } from "../story/ledger.ts";
import { type Story, tellStory } from "../story/story.ts";
import { until } from "../wait.ts";
import { drawKill } from "./plan.ts";
import { strike } from "./strike.ts";

/** After everything was killed at once. */
const steadyMs = 60_000;

export async function proveKills(run: Run): Promise<Report> {
  await using running = new AsyncDisposableStack();
  const redis = hasRedis() ? await startRedis() : null;
  if (redis === null) run.tell("Redis is not killed: redis-server is not installed");
  else running.defer(redis.stop);
  const stack = await startStack(redis === null ? {} : { REDIS_URL: redis.url });
  running.defer(async () => void (await stack.stop()));

  const happened: Happened = { rounds: 0, faults: [], steadyMs: [] };
  const told = await tellStory(
    { stack, databaseUrl: databaseUrl(stack), seed: run.seed, patienceMs: 300_000 },
    (story) => happen(run, { ...story, redis }, happened),
  );
  const longest = Math.round(Math.max(0, ...happened.steadyMs));
  return reportOf("kills", run, told, {
    rounds: happened.rounds,
    faults: tally(happened.faults),
    figures: { everythingAtOnce: happened.steadyMs.length, longestUntilSteadyMs: longest },
  });
}

type Scene = Story & { redis: RedisServer | null };
type Happened = { rounds: number; faults: string[]; steadyMs: number[] };

async function happen(run: Run, scene: Scene, happened: Happened): Promise<void> {
  const { stack, random } = scene;
  // An answer that takes a moment leaves attempts open, so that a kill meets some.
  await putFaults(stack.simulatorUrl, { seed: run.seed, latency_ms: { min: 5, max: 60 } });
  const share = Math.ceil(run.messages / run.rounds);
  for (const round of roundsOf(run)) {
    const kill = drawKill(round, random, scene.redis !== null);
    const submitting = scene.submit(share);
    const { killed, seen } = await strike(scene, kill);
    const killedAt = performance.now();
    happened.rounds += 1;
    happened.faults.push(...killed);
    if ("point" in kill.when && seen) happened.faults.push(kill.when.point);
    const steady = round % 10 === 9 ? await untilSteady(scene, killedAt) : null;
    if (steady !== null) happened.steadyMs.push(steady);
    await submitting;
    const when = "point" in kill.when ? `${kill.when.point}${seen ? "" : " (not seen)"}` : "at random";
    run.tell(
      `${round + 1}/${run.rounds}  ${killed.join("+")}  ${when}  ${scene.accepted.length} accepted` +
        (steady === null ? "" : `  steady after ${Math.round(steady)} ms`),
    );
  }
}

/** The API takes messages again, and a message that it takes now reaches the provider. */
async function untilSteady(scene: Scene, killedAt: number): Promise<number> {
  const { stack, accepted } = scene;
  await until("the API is ready", () => isReady(stack), { timeoutMs: steadyMs });
  const [before, takenBefore] = [accepted.length, await countTaken(stack.simulatorUrl)];
  await scene.submit(scene.tenants.length);
  if (accepted.length === before) throw new Error("nothing was accepted");
  const moves = async (): Promise<boolean> => (await countTaken(stack.simulatorUrl)) > takenBefore;
  await until("messages leave", moves, { timeoutMs: steadyMs });
  return performance.now() - killedAt;
}

async function isReady({ apiUrl }: Stack): Promise<boolean> {
  return (await fetch(`${apiUrl}/readyz`)).ok;
}
