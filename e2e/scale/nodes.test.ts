// Several control and transport processes on one database: shares move as nodes come and go, nobody hears anything
// twice, nothing is lost, and no number goes faster than one process alone would let it.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { hasRedis, startRedis } from "../redis.ts";
import { makeCore } from "./ground.ts";
import type { Event, Order, Report, Told } from "./story.ts";
import { pace } from "./traffic.ts";

const everything: Event[] = ["join", "join", "join", "leave", "kill", "freeze", "cut", "restart"];
/** The long run repeats it, and has Redis for all of it. */
const rounds = Number(process.env["SCALE_ROUNDS"] ?? 1);

test(
  "nodes join, leave, die, freeze, are cut off and restart while messages flow",
  () => tell(repeated(everything), undefined),
  rounds * 180_000,
);

test.skipIf(!hasRedis())(
  "with background jobs on Redis, when a control process dies as well (skipped where redis-server is not installed)",
  async () => {
    const redis = await startRedis();
    onTestFinished(redis.stop);
    await tell(rounds > 1 ? repeated(everything) : ["join", "kill control", "kill"], redis.url);
    expect(completedJobs(redis.url)).toBeGreaterThan(0);
  },
  rounds * 180_000,
);

function repeated(events: Event[]): Event[] {
  // A round ends with two nodes and begins with one.
  return Array.from({ length: rounds }, (_, n) =>
    n === 0 ? events : (["kill", ...events] as Event[]),
  ).flat();
}

async function tell(events: Event[], redisUrl: string | undefined): Promise<void> {
  const { ground, told, reckoning, lateMs } = await runStory(events, redisUrl);
  console.log(
    `nodes apart by ${ground}\n${told.map(line).join("\n")}\n${JSON.stringify({ ...reckoning, lateMs })}`,
  );
  expect(reckoning).toMatchObject({ lost: [], doubled: [], unsettled: 0 });
  // A claim whose statement starts late comes closer to the next one: by what was measured, and by no more.
  const most = pace.rate + pace.burst + Math.floor((pace.rate * lateMs) / 1_000);
  expect(reckoning.busiestSecond.claimed).toBeLessThanOrEqual(most);
  for (const each of told) keepsPromise(each);
}

/** What docs/scaling.md promises. A node looks, counts and claims: three statements in a row, each as late as any. */
function keepsPromise({ event, takeoverMs, gapMs, balanceMs, lateMs }: Told): void {
  const late = 3 * lateMs;
  if (takeoverMs !== null) expect(takeoverMs, event).toBeLessThan(6_000 + late);
  if (gapMs !== null) expect(gapMs, event).toBeLessThan((event === "leave" ? 100 : 1_000) + late);
  // After a takeover nothing moves but what was taken over.
  if (balanceMs !== null) expect(balanceMs, event).toBeLessThan((event === "kill" ? 6_000 : 3_000) + late);
}

function line({ event, nodes, takeoverMs, gapMs, balanceMs, lateMs }: Told): string {
  const ms = (value: number | null): string => (value === null ? "–" : `${Math.round(value)} ms`);
  return (
    `${event.padEnd(13)} then ${nodes} nodes, taken over after ${ms(takeoverMs)}, ` +
    `longest without a holder ${ms(gapMs)}, balanced after ${ms(balanceMs)}, late by ${ms(lateMs)}`
  );
}

/** In a process of its own, because only a whole process can be put into a namespace. */
async function runStory(events: Event[], redisUrl: string | undefined): Promise<Report> {
  const name = `waypost-${process.pid}-${redisUrl === undefined ? 0 : 1}`;
  // A Redis of this namespace cannot be reached from another.
  const core = redisUrl === undefined ? makeCore(name) : null;
  onTestFinished(() => core?.end());
  const story = fileURLToPath(new URL("story.ts", import.meta.url));
  const [file, ...args] = [...(core?.prefix ?? []), process.execPath, story];
  const child = spawn(file, args, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  onTestFinished(() => void child.kill());
  await once(child, "message");
  child.send({ core: core === null ? undefined : name, redisUrl, events } satisfies Order);
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`the story ended with ${code}`);
  });
  ended.catch(() => undefined);
  const [report] = (await Promise.race([once(child, "message"), ended])) as [Report];
  await ended.catch(() => undefined);
  return report;
}

function completedJobs(redisUrl: string): number {
  const args = ["-u", redisUrl, "zcard", "bull:background:completed"];
  return Number(execFileSync("redis-cli", args, { encoding: "utf8" }));
}
