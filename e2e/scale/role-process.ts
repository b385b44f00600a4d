// One process of the product, started in a place: to be killed, frozen and ended at will.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { main } from "../stack.ts";

export type RoleProcess = {
  pid: number;
  output(): string;
  /** Resolves when it can take work; rejects when it ends before. */
  ready: Promise<void>;
  signal(name: "SIGSTOP" | "SIGCONT"): void;
  /** Resolves when it is gone. */
  end(how: "SIGKILL" | "SIGTERM"): Promise<void>;
};

export function startRoleProcess(
  prefix: readonly string[],
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): RoleProcess {
  // `ip netns exec` becomes the program it starts, so the pid is the product's.
  const [file = "", ...rest] = [...prefix, process.execPath, main, ...args];
  const child = spawn(file, rest, { env, stdio: ["ignore", "pipe", "pipe", "ipc"] });
  const written: string[] = [];
  child.stdout?.on("data", (chunk: Buffer) => written.push(chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => written.push(chunk.toString()));
  const ended = once(child, "exit").then(() => undefined);
  const ready = Promise.race([
    once(child, "message").then(() => undefined),
    ended.then(() => Promise.reject(new Error(`${args.join(" ")} ended:\n${written.join("")}`))),
  ]);
  ready.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    output: () => written.join(""),
    ready,
    signal: (name) => void child.kill(name),
    end: async (how) => {
      // One that is stopped does not hear SIGTERM.
      child.kill("SIGCONT");
      child.kill(how);
      await ended;
    },
  };
}
