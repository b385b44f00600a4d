// A person at a terminal beside the running product: one command, what it writes, and Ctrl-C.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, vi } from "vitest";
import { main, type Stack } from "./stack.ts";

export type OpenTerminal = {
  /** Everything that was written so far. */
  output(): string;
  /** Once this has been written. */
  shows(text: string): Promise<void>;
  interrupt(): void;
  /** Its exit code. */
  ended: Promise<number | null>;
};

/** The command makes a key for itself, as it does on Waypost's own machine. */
export function openTerminal({ env }: Pick<Stack, "env">, args: readonly string[]): OpenTerminal {
  const child = spawn(process.execPath, [main, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  let written = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (written += String(chunk)));
  return {
    output: () => written,
    shows: (text) => vi.waitFor(() => expect(written).toContain(text), { timeout: 20_000, interval: 20 }),
    interrupt: () => void child.kill("SIGINT"),
    ended: once(child, "close").then(() => child.exitCode),
  };
}
