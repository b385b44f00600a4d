// What both commands share: prepare the clone, run a few Node programs one after the other, and end as the last one did.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { ensurePackages } from "./packages.js";
import { ensureNode } from "./runtime.js";

const OLDEST_NODE = 20;

/**
 * `programs` are argument lists for Node. With `watched` they get a channel to this process, by which they learn of its
 * death even when it is killed. `tools` says that they need the development dependencies.
 */
export async function launch(programs, { watched, tools }) {
  try {
    refuseOldNode();
    await ensurePackages({ tools });
    const node = await ensureNode();
    for (const program of programs) {
      const { code, signal } = await run(node, program, watched);
      if (code !== 0) return endLike(code, signal);
    }
  } catch (error) {
    console.error(`waypost: ${error.message}`);
    process.exitCode = 1;
  }
}

function refuseOldNode() {
  const { node } = process.versions;
  if (Number.parseInt(node, 10) >= OLDEST_NODE) return;
  throw new Error(
    `Node ${node} is too old: install Node ${OLDEST_NODE} or newer from https://nodejs.org and try again.`,
  );
}

function run(node, args, watched) {
  return new Promise((resolve, reject) => {
    const stdio = ["inherit", "inherit", "inherit", ...(watched ? ["ipc"] : [])];
    const child = spawn(node, args, { stdio });
    const stopForwarding = forwardSignals(child);
    child.once("error", (error) =>
      reject(new Error(`Node 24 at ${node} does not run here: ${error.message}`)),
    );
    child.once("exit", (code, signal) => {
      stopForwarding();
      resolve({ code, signal });
    });
  });
}

/** Ctrl-C in a terminal reaches the child without us; passing it on would look like a second one. */
function forwardSignals(child) {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP", "SIGUSR2"].filter(
    (name) => name in constants.signals,
  );
  const forward = (signal) => {
    if (signal === "SIGINT" && process.stdin.isTTY) return;
    child.kill(signal);
  };
  for (const signal of signals) process.on(signal, forward);
  return () => signals.forEach((signal) => process.off(signal, forward));
}

/** A program that died of a signal is reported as just that, so that a shell or supervisor sees the truth. */
function endLike(code, signal) {
  if (signal === null) process.exitCode = code;
  else process.kill(process.pid, signal);
}
