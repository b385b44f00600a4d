// `waypost migrate`: brings the schema up to date, for deployments that do it as a step of their own.
import { requireDatabaseUrl } from "../attach.ts";
import type { Config } from "../config.ts";
import { probeDatabase } from "../kernel/postgres/index.ts";

export const summary = "bring the database schema up to date";

export const usage = `waypost migrate

Applies the migrations that are missing. Safe to run twice or from two machines at once, and while
Waypost works: a migration that finds a table locked gives way and tries again for two minutes.
\`waypost start\` does this by itself.`;

export async function run(_args: string[], config: Config): Promise<void> {
  const databaseUrl = requireDatabaseUrl(config);
  // A database that cannot be reached is refused in words here, not in the driver's.
  await probeDatabase(databaseUrl);
  const { migrate } = await import("../kernel/migrate.ts");
  const { version, applied } = await migrate(databaseUrl, { onWait: console.log });
  console.log(
    `The schema is at version ${version}; ${applied} migration${applied === 1 ? "" : "s"} applied.`,
  );
}
