// What the commands that work on the database share: one connection under the engine's role, closed in the
// end, and the check that the master key is this database's.
import type { AttachedConfig } from "../config.ts";
import { createDatabase, type Database } from "../kernel/db.ts";
import { probeDatabase } from "../kernel/postgres/index.ts";
import { requireMasters } from "../kernel/roots.ts";
import { mastersOf } from "../open-vault.ts";

export async function withEngine<T>(
  config: AttachedConfig,
  work: (engine: Database) => Promise<T>,
): Promise<T> {
  // A database that cannot be reached is refused in words here, not in the driver's.
  await probeDatabase(config.databaseUrl);
  const engine = createDatabase({
    url: config.databaseUrl,
    role: "waypost_engine",
    connectionsMax: 1,
    // A connection that breaks fails the statement on it, which is where it is reported.
    onError: () => undefined,
  });
  try {
    await requireMasters(engine, mastersOf(config));
    return await work(engine);
  } finally {
    await engine.close();
  }
}

export function print(line: string): void {
  console.log(line);
}
