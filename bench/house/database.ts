// A Postgres of the benchmark's own, with the product's settings and schema, in a temporary directory.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { createDatabase, type Database, type Role } from "../../server/src/kernel/db.ts";
import { migrate } from "../../server/src/kernel/migrate.ts";
import { startEmbeddedPostgres } from "../../server/src/kernel/postgres/index.ts";
import type { Watched } from "../measure/memory.ts";

export type BenchDatabase = Watched & {
  dataDir: string;
  url: string;
  open(role: Role, connectionsMax: number): Database;
  /** As the owner: what no role of the product may do. */
  administer(statement: string): Promise<void>;
};

/** `settings` go on top of the product's own. */
export async function startDatabase(
  end: AsyncDisposableStack,
  settings: Record<string, string> = {},
): Promise<BenchDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), "waypost-bench-"));
  end.defer(() => rm(dataDir, { recursive: true, force: true }));
  const { url, pid, stop } = await startEmbeddedPostgres({ dataDir, settings });
  end.defer(stop);
  await migrate(url);
  const open = (role: Role, connectionsMax: number): Database => {
    const onError = (error: Error): void => console.error(error);
    const database = createDatabase({ url, role, connectionsMax, patienceMs: 120_000, onError });
    end.defer(() => database.close());
    return database;
  };
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  end.defer(() => owner.end());
  const administer = async (statement: string): Promise<void> => void (await owner.query(statement));
  return { name: "postgres", pid, dataDir, url, open, administer };
}
