// Runs one role as a child process on this Node: ready when it says so, drained on SIGTERM, killed when it
// will not go.
import { type ChildProcess, fork, type StdioOptions } from "node:child_process";
import cluster from "node:cluster";
import { setTimeout as delay } from "node:timers/promises";
import { Refusal } from "../kernel/refusal.ts";
import type { Running, Unit } from "./kept-unit.ts";

export type ProcessPlan = {
  name: string;
  module: string;
  args: string[];
  /** What it is called with while the one it replaces still runs. */
  successorArgs: string[];
  /** Its port is held by the supervisor and shared with its successor: no connection meets a closed door. */
  sharesPort: boolean;
  patienceMs: number;
};

const READY_MS = 60_000;

export function processUnit(plan: ProcessPlan, haste: AbortSignal): Unit {
  return {
    name: plan.name,
    start: (signal, beside) =>
      startProcess(plan, launch(plan, beside ? plan.successorArgs : plan.args), { haste, signal }),
  };
}

function launch({ module, sharesPort }: ProcessPlan, args: string[]): ChildProcess {
  const stdio: StdioOptions = ["ignore", "inherit", "inherit", "ipc"];
  // A group of its own: Ctrl-C reaches the supervisor alone, which then stops everything in order.
  if (!sharesPort) return fork(module, args, { execArgv: [], stdio, detached: true });
  // Shared, not passed on connection by connection: the supervisor is in nobody's way. SO_REUSEPORT would do without
  // a holder, but a closing socket takes with it what the kernel had queued for it.
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  cluster.setupPrimary({ exec: module, args, execArgv: [], stdio });
  return cluster.fork().process;
}

async function startProcess(
  plan: ProcessPlan,
  child: ChildProcess,
  { haste, signal }: { haste: AbortSignal; signal: AbortSignal },
): Promise<Running> {
  const ended = new Promise<string>((resolve) => {
    child.once("exit", (code, by) => resolve(by ? `was ended by ${by}` : `ended with exit code ${code}`));
    child.once("error", (error) => resolve(`failed: ${error.message}`));
  });
  const stop = (): Promise<void> => stopProcess(child, ended, plan.patienceMs, haste);
  const givenUp = AbortSignal.any([signal, AbortSignal.timeout(READY_MS)]);
  const problem = await Promise.race([
    isReady(child),
    ended.then((how) => `${how} before it was ready`),
    aborted(givenUp).then(() =>
      signal.aborted ? "was stopped before it was ready" : `was not ready after ${READY_MS / 1000} seconds`,
    ),
  ]);
  if (problem === undefined) return { ended, stop };
  await stop();
  throw new Refusal(`The ${plan.name} process ${problem}.`);
}

function isReady(child: ChildProcess): Promise<undefined> {
  return new Promise((resolve) => {
    child.on("message", (message: { type?: unknown } | null) => {
      if (message?.type === "ready") resolve(undefined);
    });
  });
}

async function stopProcess(
  child: ChildProcess,
  ended: Promise<unknown>,
  patienceMs: number,
  haste: AbortSignal,
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  child.kill("SIGTERM");
  const done = new AbortController();
  const impatience = delay(patienceMs, undefined, { signal: AbortSignal.any([haste, done.signal]) })
    .catch(() => undefined)
    .then(() => done.signal.aborted || child.kill("SIGKILL"));
  await ended;
  done.abort();
  await impatience;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
