// The migrations of a release to come: today's, and made-up ones after them.

import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { onTestFinished } from "vitest";
import { knownLevel, migrationDirectory } from "../../server/src/kernel/migration-files.ts";

export type NextMigration = { sql: string; compatible: boolean };

export async function nextRelease(migrations: readonly NextMigration[]): Promise<URL> {
  const directory = await mkdtemp(join(tmpdir(), "waypost-next-release-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  await cp(migrationDirectory, directory, { recursive: true });
  const known = await knownLevel();
  for (const [index, { sql, compatible }] of migrations.entries()) {
    const header = compatible ? `-- compatible-with: ${fourDigits(known)}\n` : "";
    const file = join(directory, `${fourDigits(known + 1 + index)}_next.sql`);
    await writeFile(file, `-- Of a release to come.\n\n${header}${sql}\n`);
  }
  return pathToFileURL(`${directory}/`);
}

function fourDigits(n: number): string {
  return String(n).padStart(4, "0");
}
