// Whether this code may run on the schema a database has: behind it must be migrated, ahead it must be compatible.

import pg from "pg";
import { knownLevel, migrationDirectory } from "./migration-files.ts";
import { probeDatabase } from "./postgres/index.ts";
import { Refusal } from "./refusal.ts";

export type SchemaLevel = {
  version: number;
  /** The oldest code that may run on what lies beyond `known`; 0 when nothing does. */
  needs: number;
};

/** For every process before it works. A newer schema is fine while its migrations say so: an upgrade migrates
 * first, and processes of the release before go on until they are replaced. */
export async function requireSchema(url: string, directory: URL = migrationDirectory): Promise<void> {
  const known = await knownLevel(directory);
  // A database that cannot be reached is refused in words there, not in the driver's.
  const { schema } = await probeDatabase(url);
  if ((schema ?? 0) < known) {
    throw new Refusal(
      `The database has schema version ${schema ?? 0}, this release needs ${known}: run \`waypost migrate\`.`,
    );
  }
  const client = new pg.Client({ connectionString: url, application_name: "waypost" });
  await client.connect();
  try {
    refuseTooNew(await readLevel(client, known), known);
  } finally {
    await client.end();
  }
}

/** A row without a word about compatibility speaks of a change that only its own code knows. */
export async function readLevel(client: pg.ClientBase, known: number): Promise<SchemaLevel> {
  const { rows } = await client.query<SchemaLevel>(
    `select coalesce(max(version), 0) as version,
            coalesce(max(coalesce((to_jsonb(migration) ->> 'compatible_with')::int, version))
                       filter (where version > $1), 0) as needs
     from migration`,
    [known],
  );
  return rows[0] ?? { version: 0, needs: 0 };
}

export function refuseTooNew({ version, needs }: SchemaLevel, known: number): void {
  if (needs <= known) return;
  throw new Refusal(
    `The database has schema version ${version}, which only releases that know ${needs} can use; ` +
      `this one knows ${known}. Upgrade Waypost.`,
  );
}
