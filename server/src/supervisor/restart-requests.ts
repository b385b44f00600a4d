// Asks the supervisor of a data directory for a rolling restart, and hears it there: SIGUSR2, and whom to send it to.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Refusal } from "../kernel/refusal.ts";
import { holdDataDirectory } from "./data-directory.ts";

/** SIGHUP is what a closing terminal sends, and means to stop; Windows has no signal to spare. */
const restartSignal = "SIGUSR2";

/** Requests that come while one is carried out become one more. */
export function listenForRestart(dataDir: string, restart: () => Promise<void>): () => void {
  const state = { running: false, again: false };
  const request = async (): Promise<void> => {
    state.again = true;
    if (state.running) return;
    state.running = true;
    while (state.again) {
      state.again = false;
      await restart();
    }
    state.running = false;
  };
  const listener = (): void => void request();
  if (process.platform !== "win32") process.on(restartSignal, listener);
  writeFileSync(pidFile(dataDir), `${process.pid}\n`);
  return () => {
    rmSync(pidFile(dataDir), { force: true });
    // The handler stays: without one the signal would end the process in the middle of its stop.
    state.again = false;
  };
}

export async function requestRestart(dataDir: string): Promise<void> {
  await refuseWhereNothingRuns(dataDir);
  let pid: number;
  try {
    pid = Number.parseInt(readFileSync(pidFile(dataDir), "utf8"), 10);
  } catch {
    throw new Refusal(`The Waypost in ${dataDir} is starting or stopping: try again when it runs.`);
  }
  process.kill(pid, restartSignal);
}

/** The file may be left over from a supervisor that was killed; the lock cannot. */
async function refuseWhereNothingRuns(dataDir: string): Promise<void> {
  const release = await holdDataDirectory(dataDir).catch(() => null);
  if (release === null) return;
  release();
  throw new Refusal(`No \`waypost start\` runs in ${dataDir}: there is nothing to restart.`);
}

function pidFile(dataDir: string): string {
  return join(dataDir, "supervisor.pid");
}
