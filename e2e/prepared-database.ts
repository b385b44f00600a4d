// A database as the first start makes it, made once and copied for each story: making it costs as much as all the rest
// of a start.

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { migrate } from "../server/src/kernel/migrate.ts";
import { startEmbeddedPostgres } from "../server/src/kernel/postgres/index.ts";
import { createMasterKey } from "../server/src/master-key.ts";

const run = promisify(execFile);
const repository = fileURLToPath(new URL("..", import.meta.url));
const migrations = join(repository, "server/src/kernel/migrations");

/**
 * Into an empty directory, with a master key of its own. The files keep their owner: Postgres may run under another
 * account than its caller.
 */
export async function layDatabase(dataDir: string): Promise<void> {
  await run("cp", ["-a", `${await preparedDatabase()}/.`, dataDir]);
  await createMasterKey(dataDir);
}

async function preparedDatabase(): Promise<string> {
  const cache = join(repository, "node_modules/.cache/waypost");
  const place = join(cache, `database-${whatItIsMadeOf()}`);
  if (existsSync(place)) return place;
  await mkdir(cache, { recursive: true });
  const making = await mkdtemp(join(cache, "making-"));
  const { url, stop } = await startEmbeddedPostgres({ dataDir: making });
  try {
    await migrate(url);
  } finally {
    await stop();
  }
  // Of two who make it at the same time the first one's is used.
  await rename(making, place).catch(() => rm(making, { recursive: true, force: true }));
  return place;
}

/** The schema, and the versions of Postgres and of all that brings tables of its own. */
function whatItIsMadeOf(): string {
  const hash = createHash("sha256").update(readFileSync(join(repository, "package-lock.json")));
  for (const name of readdirSync(migrations).toSorted())
    hash.update(name).update(readFileSync(join(migrations, name)));
  return hash.digest("hex").slice(0, 16);
}
