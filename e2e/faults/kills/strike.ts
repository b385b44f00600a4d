// Carries out a kill: SIGKILL, without a word before it.

import type { RedisServer } from "../../redis.ts";
import type { Stack } from "../../stack.ts";
import type { Owner } from "../story/database.ts";
import { last, until } from "../wait.ts";
import { type Kill, points, type Victim } from "./plan.ts";

/** A state that does not come in this time is not waited for any longer: the kill comes all the same. */
const pointPatienceMs = 4_000;

/** Answers how many processes of each kind were killed, and whether the named state was there. */
export async function strike(
  { stack, owner, redis }: { stack: Stack; owner: Owner; redis: RedisServer | null },
  kill: Kill,
): Promise<{ killed: Victim[]; seen: boolean }> {
  // Looked up before the moment comes: a state may be over in a millisecond.
  await alive(stack, kill.whom);
  const victims = pidsOf(stack, kill.whom);
  const seen = "afterMs" in kill.when ? await after(kill.when.afterMs) : await sight(owner, kill.when.point);
  const killed: Victim[] = [];
  for (const { victim, pid } of victims) if (end(pid)) killed.push(victim);
  if (kill.whom.includes("redis") && redis !== null) {
    await redis.killAndRestart();
    killed.push("redis");
  }
  return { killed, seen };
}

async function after(ms: number): Promise<boolean> {
  await last(ms);
  return true;
}

async function sight(owner: Owner, point: keyof typeof points): Promise<boolean> {
  const seen = async (): Promise<boolean> => ((await owner.ask(points[point].seen)) ?? 0) > 0;
  return until(point, seen, { timeoutMs: pointPatienceMs, everyMs: 2 }).catch(() => false);
}

/** A victim that is dead already would make the kill a blank. */
async function alive(stack: Stack, whom: readonly Victim[]): Promise<void> {
  await until(
    `${whom.join(" and ")} are running`,
    () => whom.every((victim) => victim === "redis" || stack.processes()[victim].length > 0),
    { timeoutMs: 60_000 },
  );
}

function pidsOf(stack: Stack, whom: readonly Victim[]): { victim: Victim; pid: number }[] {
  const processes = stack.processes();
  return whom.flatMap((victim) => {
    const pid = victim === "redis" ? undefined : processes[victim][0];
    return pid === undefined ? [] : [{ victim, pid }];
  });
}

function end(pid: number): boolean {
  try {
    process.kill(pid, "SIGKILL");
    return true;
  } catch {
    // It was gone by itself in the meantime.
    return false;
  }
}
