// Finds the database and the master key of the Waypost that lives in the data directory.
import type { AttachedConfig, Config } from "./config.ts";
import { embeddedPostgresUrl } from "./kernel/postgres/index.ts";
import { Refusal } from "./kernel/refusal.ts";
import { masterKeyFile, readMasterKey } from "./master-key.ts";

export function attach(config: Config): AttachedConfig {
  const databaseUrl = requireDatabaseUrl(config);
  const masterKeyInFile = config.masterKey === undefined;
  const masterKey = config.masterKey ?? readMasterKey(config.dataDir);
  if (!masterKey) {
    throw new Refusal(
      "There is no master key: set WAYPOST_MASTER_KEY, " +
        `or restore ${masterKeyFile(config.dataDir)} from your backup.`,
    );
  }
  return { ...config, databaseUrl, masterKey, masterKeyInFile };
}

/** For what only touches the database. */
export function requireDatabaseUrl({ databaseUrl, dataDir }: Config): string {
  const url = databaseUrl ?? embeddedPostgresUrl(dataDir);
  if (url) return url;
  throw new Refusal(`There is no database in ${dataDir}: run \`npm start\` first, or set DATABASE_URL.`);
}
