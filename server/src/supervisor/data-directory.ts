// Takes a data directory for one supervisor: made, writable, and held until the process ends, however it
// ends.
import { constants } from "node:fs";
import { access, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Refusal } from "../kernel/refusal.ts";

/**
 * Node has no file locks, but SQLite's exclusive transaction is one: the kernel releases it with the
 * process, so `kill -9` leaves nothing stale, which a pid file would.
 */
export async function holdDataDirectory(dataDir: string): Promise<() => void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await access(dataDir, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Refusal(
      `The data directory ${dataDir} cannot be written (${(error as NodeJS.ErrnoException).code}): ` +
        "give this account the right to, or set WAYPOST_DATA_DIR to another directory.",
    );
  }
  const lock = new DatabaseSync(join(dataDir, "lock"));
  try {
    lock.exec("pragma locking_mode = exclusive; begin exclusive");
  } catch {
    lock.close();
    throw new Refusal(
      `Another Waypost is running in ${dataDir}: stop it first, ` +
        "or give this one a WAYPOST_DATA_DIR of its own.",
    );
  }
  return () => lock.close();
}
