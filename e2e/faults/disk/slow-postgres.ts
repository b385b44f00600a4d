// Makes Postgres slow: its processes stand still for most of every second, as they do when a disk does not answer.

import { execFileSync } from "node:child_process";
import { last } from "../wait.ts";

export async function slowDown(postmaster: number, forMs: number, share: number): Promise<void> {
  const until = performance.now() + forMs;
  const periodMs = 1_000;
  while (performance.now() < until) {
    const family = [postmaster, ...childrenOf(postmaster)];
    signal(family, "SIGSTOP");
    await last(periodMs * share);
    signal(family, "SIGCONT");
    await last(periodMs * (1 - share));
  }
}

function childrenOf(parent: number): number[] {
  return execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" })
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid, of]) => (of === parent && pid !== undefined ? [pid] : []));
}

function signal(pids: readonly number[], name: "SIGSTOP" | "SIGCONT"): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // A connection that ended meanwhile needs no signal.
    }
  }
}
