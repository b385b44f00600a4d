// Ends a Postgres that outlived the Waypost which started it, and clears away the note of one that died.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Refusal } from "../refusal.ts";

/** The caller holds the data directory, so whatever still runs in it was left behind. */
export async function endOrphan(cluster: string): Promise<void> {
  const pid = notedPid(cluster);
  if (pid === undefined || !isAlive(pid)) return;
  if (!isPostmasterOf(cluster, pid)) {
    // The number was given to another program since (a reboot, a new container). Postgres would refuse to
    // start.
    rmSync(join(cluster, "postmaster.pid"), { force: true });
    return;
  }
  for (const [signal, patience] of [
    ["SIGINT", 30_000],
    ["SIGQUIT", 10_000],
  ] as const) {
    process.kill(pid, signal);
    if (await isGone(cluster, pid, patience)) return;
  }
  throw new Refusal(
    `An earlier Postgres (process ${pid}) still runs in ${cluster} and does not stop: end it first.`,
  );
}

function notedPid(cluster: string): number | undefined {
  const note = join(cluster, "postmaster.pid");
  const pid = existsSync(note) ? Number.parseInt(readFileSync(note, "utf8"), 10) : Number.NaN;
  return pid > 1 ? pid : undefined;
}

function isPostmasterOf(cluster: string, pid: number): boolean {
  const command = commandLine(pid);
  return /\bpostgres\b/.test(command) && command.includes(cluster);
}

/** The postmaster keeps its command line as it was given; only its children change theirs. */
export function commandLine(pid: number): string {
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8");
    return execFileSync("ps", ["-ww", "-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return "";
  }
}

/** Its note goes last of all; its number may stay taken, by a zombie that nobody reaps. */
async function isGone(cluster: string, pid: number, patienceMs: number): Promise<boolean> {
  for (const deadline = Date.now() + patienceMs; Date.now() < deadline; await delay(20)) {
    if (notedPid(cluster) !== pid || !isAlive(pid)) return true;
  }
  return false;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
