// One transport process of a stack that was started without: to be killed and frozen at will.

import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { main, type Stack } from "../stack.ts";

/** For `startStack`: everything but the transport. */
export const withoutTransport = [fileURLToPath(new URL("start-without-transport.ts", import.meta.url))];

export type TransportProcess = {
  pid: number;
  /** Resolves when it holds its share; rejects when it ends before. */
  ready: Promise<void>;
  output(): string;
  signal(name: "SIGSTOP" | "SIGCONT"): void;
  /** Resolves when it is gone. */
  end(how: "SIGKILL" | "SIGTERM"): Promise<void>;
};

export function startTransport(stack: Stack, ...flags: string[]): TransportProcess {
  const child = fork(main, ["transport", ...flags], { env: stack.env, execArgv: [], silent: true });
  const written: string[] = [];
  child.stdout?.on("data", (chunk: Buffer) => written.push(chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => written.push(chunk.toString()));
  const ended = once(child, "exit").then(() => undefined);
  const ready = Promise.race([
    once(child, "message").then(() => undefined),
    ended.then(() => Promise.reject(new Error(`the transport ended:\n${written.join("")}`))),
  ]);
  // A kill that comes before it is ready is no failure of a test that does not wait for it.
  ready.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    ready,
    output: () => written.join(""),
    signal: (name) => void child.kill(name),
    end: async (how) => {
      // One that is stopped does not hear SIGTERM.
      child.kill("SIGCONT");
      child.kill(how);
      await ended;
    },
  };
}
