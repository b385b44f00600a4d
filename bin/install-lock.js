// Lets one launch at a time install, so that two started on a fresh clone do not write over each other.
import { createHash, randomUUID } from "node:crypto";
import { readFileSync, realpathSync, rmSync, utimesSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const BEAT_MS = 1_000;
/** A holder that has not touched its lock for this long was killed. */
const STALE_MS = 10_000;

export async function withInstallLock(work, lock = lockFile()) {
  const release = await acquire(lock);
  try {
    return await work();
  } finally {
    release();
  }
}

/** Outside the clone: `npm ci` empties node_modules, and the working tree stays clean. */
function lockFile() {
  const clone = realpathSync(fileURLToPath(new URL("..", import.meta.url)));
  return join(
    tmpdir(),
    `waypost-install-${createHash("sha256").update(clone).digest("hex").slice(0, 16)}.lock`,
  );
}

async function acquire(lock) {
  const token = randomUUID();
  while (!create(lock, token)) {
    removeStale(lock);
    await delay(200);
  }
  const beat = setInterval(() => utimesSync(lock, new Date(), new Date()), BEAT_MS);
  return () => {
    clearInterval(beat);
    if (read(lock) === token) rmSync(lock, { force: true });
  };
}

/**
 * Of several who see the same stale lock exactly one may remove it: the one who creates a file named after
 * the dead holder's token, and who still finds that token afterwards.
 */
function removeStale(lock) {
  const token = read(lock);
  if (token === undefined || Date.now() - modifiedAt(lock) < STALE_MS) return;
  const claim = `${lock}.${token}`;
  if (!create(claim, token)) return;
  if (read(lock) === token) rmSync(lock, { force: true });
  rmSync(claim, { force: true });
}

function create(file, content) {
  try {
    writeFileSync(file, content, { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function modifiedAt(file) {
  try {
    return statSync(file).mtimeMs;
  } catch {
    return Date.now();
  }
}
