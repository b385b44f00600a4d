// Finds the master key at the start, or makes one, but only where there is nothing yet that another key
// encrypted.
import { existsSync } from "node:fs";
import type { Config } from "../config.ts";
import { clusterDirectory, probeDatabase } from "../kernel/postgres/index.ts";
import { Refusal } from "../kernel/refusal.ts";
import { createMasterKey, masterKeyFile, readMasterKey } from "../master-key.ts";

export async function ensureMasterKey(config: Config): Promise<Buffer> {
  const known = config.masterKey ?? readMasterKey(config.dataDir);
  if (known) return known;
  if (await holdsData(config)) {
    throw new Refusal(
      `The master key is missing, and without it the secrets in the database cannot be read: ` +
        `restore ${masterKeyFile(config.dataDir)} from your backup, or set WAYPOST_MASTER_KEY.`,
    );
  }
  return createMasterKey(config.dataDir);
}

async function holdsData({ databaseUrl, dataDir }: Config): Promise<boolean> {
  if (databaseUrl === undefined) return existsSync(clusterDirectory(dataDir));
  return (await probeDatabase(databaseUrl)).schema !== undefined;
}
