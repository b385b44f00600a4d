// One process in the place of a container: started, asked for its health, stopped or killed.

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { vi } from "vitest";

/** What runs, in this machine's words: a program of its own, and none of the caller's environment. */
export type Plan = {
  name: string;
  argv: string[];
  environment: Record<string, string>;
  /** A command that succeeds, or a port that can be connected to; null asks nothing. */
  health: { argv: string[] } | { host: string; port: number } | null;
};

export type Container = {
  name: string;
  pid: number;
  output(): string;
  /** Resolves to the exit code, null for one that a signal ended. */
  ended: Promise<number | null>;
  /** Resolves when it is as its health check wants it; rejects when it ends before. */
  healthy(): Promise<void>;
  stop(): Promise<number | null>;
  kill(): Promise<void>;
};

export function startContainer(plan: Plan): Container {
  const [file = "", ...args] = plan.argv;
  const child = spawn(file, args, { env: plan.environment, stdio: ["ignore", "pipe", "pipe"], cwd: "/" });
  const written: string[] = [];
  child.stdout.on("data", (chunk: Buffer) => written.push(chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => written.push(chunk.toString()));
  const ended = once(child, "exit").then(
    ([code]) => code as number | null,
    (error: Error) => {
      written.push(error.message);
      return 127;
    },
  );
  const output = (): string => written.join("");
  return {
    name: plan.name,
    pid: child.pid ?? 0,
    output,
    ended,
    healthy: () => untilHealthy(plan, child, output),
    stop: () => end(child, ended, "SIGTERM"),
    kill: async () => void (await end(child, ended, "SIGKILL")),
  };
}

const healthyMs = 60_000;

async function untilHealthy(plan: Plan, child: ChildProcess, output: () => string): Promise<void> {
  const gone = (): boolean => child.exitCode !== null || child.signalCode !== null;
  await vi
    .waitUntil(async () => gone() || isHealthy(plan), { timeout: healthyMs, interval: 100 })
    .catch(() => {
      throw new Error(`${plan.name} does not become healthy:\n${output()}`);
    });
  if (gone()) throw new Error(`${plan.name} ended:\n${output()}`);
}

async function isHealthy({ health, environment }: Plan): Promise<boolean> {
  if (health === null) return true;
  return "port" in health ? connects(health) : succeeds(health.argv, environment);
}

function succeeds([file = "", ...args]: string[], env: Record<string, string>): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(file, args, { env, timeout: 10_000 }, (error) => resolve(error === null));
  });
}

function connects(at: { host: string; port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(at.port, at.host, () => resolve(socket.destroy() !== null));
    socket.once("error", () => resolve(false));
  });
}

async function end(
  child: ChildProcess,
  ended: Promise<number | null>,
  how: "SIGTERM" | "SIGKILL",
): Promise<number | null> {
  child.kill(how);
  const impatience = AbortSignal.timeout(graceMs);
  impatience.addEventListener("abort", () => child.kill("SIGKILL"));
  return ended;
}

/** `stop_grace_period`, after which Docker kills. */
const graceMs = 35_000;
