// The numbered migration files, and what their headers say about running them and running beside them.

import { readdir, readFile } from "node:fs/promises";

export type MigrationFile = {
  version: number;
  name: string;
  text: string;
  /** The oldest schema level whose code may run on the schema this file makes. */
  compatibleWith: number;
  /** `create index concurrently` refuses a transaction; such a file is run statement by statement, and must be
   * able to begin again after a half-finished run. */
  inTransaction: boolean;
};

export const migrationDirectory = new URL("./migrations/", import.meta.url);

/** The files in order; a gap or a repeated number is a mistake of ours. */
export async function readMigrations(directory: URL): Promise<MigrationFile[]> {
  const names = await migrationNames(directory);
  return Promise.all(
    names.map(async (name, index) => {
      const version = Number(name.slice(0, 4));
      if (version !== index + 1) throw new Error(`migration ${name} should be number ${index + 1}`);
      const text = await readFile(new URL(name, directory), "utf8");
      return { version, name, text, ...readHeader(text, version) };
    }),
  );
}

/** The schema level this code was written for. */
export async function knownLevel(directory: URL = migrationDirectory): Promise<number> {
  return (await migrationNames(directory)).length;
}

async function migrationNames(directory: URL): Promise<string[]> {
  return (await readdir(directory)).filter((name) => name.endsWith(".sql")).toSorted();
}

/** A file that says nothing may have changed anything: only code that knows it runs on it. */
function readHeader(text: string, version: number): Pick<MigrationFile, "compatibleWith" | "inTransaction"> {
  const stated = /^-- compatible-with: (\d{4})$/m.exec(text)?.[1];
  return {
    compatibleWith: stated === undefined ? version : Number(stated),
    inTransaction: !/^-- transaction: none$/m.test(text),
  };
}
