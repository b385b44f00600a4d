// The whole product as a user starts it, on free ports and a data directory of its own, for stories and fault runs.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { layDatabase } from "./prepared-database.ts";

export type Stack = {
  apiUrl: string;
  simulatorUrl: string;
  apiKey: string;
  env: NodeJS.ProcessEnv;
  /** Everything the product wrote so far. */
  output(): string;
  /** Processes of the product now, by what they are. */
  processes(): Processes;
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  stop(): Promise<number | null>;
};

export type Answer = { status: number; headers: Headers; body: Json };
/** Answers are read like a foreign client reads them: JSON that may hold anything. */
// oxlint-disable-next-line typescript/no-explicit-any -- a story reads any field of any answer
export type Json = any;

export type Processes = {
  supervisor: number;
  control: number[];
  transport: number[];
  simulator: number[];
  postgres: number[];
};

/** The program every process of the product is. */
export const main = fileURLToPath(new URL("../server/src/main.ts", import.meta.url));

/** What Node has compiled once it keeps for the next process: a story starts the same program many times. */
export const compiled = { NODE_COMPILE_CACHE: join(tmpdir(), "node-compile-cache") };

/** `start` is what to run instead of `waypost start`; `fresh`: it makes its database by itself, as for a new user. */
export async function startStack(
  more: NodeJS.ProcessEnv = {},
  start: readonly string[] = [main, "start"],
  { fresh = false } = {},
): Promise<Stack> {
  const dataDir = await mkdtemp(join(tmpdir(), "waypost e2e "));
  const isElsewhere = more["DATABASE_URL"] !== undefined || more["WAYPOST_DATA_DIR"] !== undefined;
  if (!fresh && !isElsewhere) await layDatabase(dataDir);
  const [port, simulatorPort] = await Promise.all([
    more["WAYPOST_PORT"] ?? freePort(),
    more["WAYPOST_SIMULATOR_PORT"] ?? freePort(),
  ]);
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    ...compiled,
    WAYPOST_PORT: String(port),
    WAYPOST_SIMULATOR_PORT: String(simulatorPort),
    WAYPOST_DATA_DIR: dataDir,
    WAYPOST_LOG_LEVEL: "warn",
    ...more,
  };
  const child = spawn(process.execPath, start, { env, stdio: ["ignore", "pipe", "pipe"] });
  const written: string[] = [];
  child.stdout.on("data", (chunk: Buffer) => written.push(chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => written.push(chunk.toString()));
  const output = (): string => written.join("");
  const apiKey = await keyOf(child, output);
  const apiUrl = `http://127.0.0.1:${port}`;
  return {
    apiUrl,
    simulatorUrl: `http://127.0.0.1:${simulatorPort}`,
    apiKey,
    env,
    output,
    processes: () => findProcesses(child.pid ?? 0),
    request: (method, path, body, headers = {}) => request(apiUrl, apiKey, { method, path, body, headers }),
    stop: async () => {
      const code = await end(child);
      await rm(dataDir, { recursive: true, force: true });
      return code;
    },
  };
}

/**
 * Below those that systems give to outgoing connections (32,768 and up on Linux, 49,152 on others): one of these may be
 * taken by any connection before the product listens on it.
 */
const ports = { first: 20_000, count: 12_000 };

export async function freePort(): Promise<number> {
  for (;;) {
    const port = ports.first + Math.floor(Math.random() * ports.count);
    // oxlint-disable-next-line no-await-in-loop -- nearly always the first one is free
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/** The sandbox key is printed when everything is ready. */
function keyOf(child: ChildProcess, output: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const key = /wp_test_[A-Za-z0-9_-]+/.exec(output())?.[0];
      if (key !== undefined && output().includes("Ctrl-C")) resolve(key);
    };
    child.stdout?.on("data", look);
    child.once("exit", (code) => reject(new Error(`the product ended with ${code}:\n${output()}`)));
  });
}

async function request(
  apiUrl: string,
  apiKey: string,
  {
    method,
    path,
    body,
    headers,
  }: { method: string; path: string; body: unknown; headers: Record<string, string> },
): Promise<Answer> {
  const response = await fetch(`${apiUrl}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${apiKey}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? null : JSON.parse(text) };
}

function findProcesses(supervisor: number): Processes {
  const table = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" })
    .split("\n")
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .flatMap((match) =>
      match ? [{ pid: Number(match[1]), parent: Number(match[2]), args: match[3] ?? "" }] : [],
    );
  const below = (parent: number): typeof table =>
    table.filter((row) => row.parent === parent).flatMap((row) => [row, ...below(row.pid)]);
  const tree = below(supervisor);
  const role = (test: RegExp): number[] => tree.filter((row) => test.test(row.args)).map((row) => row.pid);
  return {
    supervisor,
    control: role(/main\.ts control/),
    transport: role(/main\.ts transport/),
    simulator: role(/main\.ts simulator/),
    postgres: role(/bin\/postgres -D|postgres -D/),
  };
}

function end(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve(child.exitCode);
    child.once("exit", (code) => resolve(code));
    child.kill("SIGTERM");
  });
}
