// Runs one Node program in place of this process: the same terminal, the same signals, the same end.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "./packages.js";

/** Node keeps what it has compiled: the next start takes half the time. It does without where it may not write. */
const kept = { NODE_COMPILE_CACHE: join(ROOT, "node_modules", ".cache", "compiled") };

/**
 * Resolves to how the program ended. With `watched` it gets a channel to this process, by which it learns
 * of our death even when we are killed.
 */
export function runProgram(node, args, { watched }) {
  return new Promise((resolve, reject) => {
    const stdio = ["inherit", "inherit", "inherit", ...(watched ? ["ipc"] : [])];
    const child = spawn(node, args, { stdio, env: { ...kept, ...process.env } });
    const stopForwarding = forwardSignals(child);
    child.once("error", (error) => reject(new Error(`Node at ${node} does not run here: ${error.message}`)));
    child.once("exit", (code, signal) => {
      stopForwarding();
      resolve({ code, signal });
    });
  });
}

/**
 * A program that died of a signal is reported as just that, so that a shell or a supervisor sees the truth.
 */
export function endLike({ code, signal }) {
  if (signal === null) process.exitCode = code;
  else process.kill(process.pid, signal);
}

/** Ctrl-C in a terminal reaches the program without us; passed on, it would look like a second one. */
function forwardSignals(child) {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  const forward = (signal) => {
    if (signal === "SIGINT" && process.stdin.isTTY) return;
    child.kill(signal);
  };
  for (const signal of signals) process.on(signal, forward);
  return () => signals.forEach((signal) => process.off(signal, forward));
}
