// Opens the vault of this installation, with the master keys that are here: the check that they are its own.
import type { AttachedConfig } from "./config.ts";
import { createRootedVault, type Vault } from "./kernel/crypto.ts";
import { createDatabase, type Database, type Tx } from "./kernel/db.ts";
import { createMasterRing, type MasterRing } from "./kernel/master-ring.ts";
import { openRoots } from "./kernel/roots.ts";
import { readMasterKeys } from "./master-key.ts";
import { announcement } from "./secrets/index.ts";

/** Refuses, in words, where the database was sealed under a key that is not here. `engine`: under its role. */
export async function openVault(config: AttachedConfig, engine: Tx): Promise<Vault> {
  const masters = mastersOf(config);
  return createRootedVault(masters, await openRoots(engine, masters));
}

/** For whoever has no connection yet. */
export async function openVaultAt(config: AttachedConfig): Promise<Vault> {
  const engine: Database = createDatabase({
    url: config.databaseUrl,
    role: "waypost_engine",
    connectionsMax: 1,
    // A connection that breaks fails the statement on it, which is where it is reported.
    onError: () => undefined,
  });
  try {
    return await openVault(config, engine);
  } finally {
    await engine.close();
  }
}

/** The name of the connection by which a process that runs says which master keys it has. */
export function announcementOf(config: AttachedConfig): string {
  return announcement(
    config.masterKeyInFile === true ? { directory: config.dataDir } : { ids: mastersOf(config).ids() },
  );
}

/** Keys in files are read again when one is met that is not known, and before anything is wrapped. */
export function mastersOf({
  masterKey: current,
  otherMasterKeys,
  masterKeyInFile,
  dataDir,
}: AttachedConfig): MasterRing {
  return createMasterRing(() => {
    // A file that is taken away from under a process takes nothing from it.
    const found = (masterKeyInFile === true ? readMasterKeys(dataDir) : undefined) ?? { current, others: [] };
    return { current: found.current, others: [...found.others, ...otherMasterKeys] };
  });
}
