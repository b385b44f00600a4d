// Runs the fixture supervisor as a process of its own, for the tests: what it says, which processes it has,
// how it ends.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, vi } from "vitest";

export type Run = {
  pid: number;
  lines: string[];
  /** The first match in what has been or will be said, or the n-th. */
  said(pattern: RegExp, nth?: number): Promise<RegExpMatchArray>;
  signal(name: NodeJS.Signals): void;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
};

export function start(env: Record<string, string>): Run {
  const program = fileURLToPath(new URL("fixture-start.ts", import.meta.url));
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on("line", (line) => lines.push(line));
  }
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal }));
  return {
    pid: child.pid ?? 0,
    lines,
    said: (pattern, nth = 1) =>
      vi.waitFor(() => matching(lines, pattern, nth), { timeout: 15_000, interval: 20 }),
    signal: (name) => void child.kill(name),
    ended,
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}

/** Every process of a run: the supervisor, its children and the postmaster. */
export async function processesOf(run: Run, dataDir: string): Promise<number[]> {
  const children = await Promise.all(["simulator", "control", "transport"].map((name) => pidOf(run, name)));
  return [run.pid, ...children, postmaster(dataDir)];
}

/** The process of that name that came up first, or as the n-th: that all are up may be heard before it. */
export async function pidOf(run: Run, name: string, nth = 1): Promise<number> {
  return Number((await run.said(new RegExp(`^${name} ready (\\d+)$`), nth))[1]);
}

export function postmaster(dataDir: string): number {
  return Number.parseInt(readFileSync(join(dataDir, "postgres", "postmaster.pid"), "utf8"), 10);
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie waiting to be reaped runs no more.
    return process.platform !== "linux" || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

function matching(lines: string[], pattern: RegExp, nth: number): RegExpMatchArray {
  const found = lines.map((line) => pattern.exec(line)).filter((match) => match !== null)[nth - 1];
  if (!found) expect.fail(`nothing matches ${pattern} for the ${nth}. time in:\n${lines.join("\n")}`);
  return found;
}
