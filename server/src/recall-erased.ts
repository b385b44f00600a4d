// Asks the erase journal in the data directory whom the database, which may be a restored one, has to forget again.
import { openJournal, type Recalled, recallJournal } from "./compliance/index.ts";
import type { AttachedConfig } from "./config.ts";
import type { Database } from "./kernel/db.ts";
import { openVault } from "./open-vault.ts";

/** `engine`: under its role. */
export async function recallErased(config: AttachedConfig, engine: Database): Promise<Recalled> {
  const vault = await openVault(config, engine);
  return recallJournal(engine, openJournal(config.dataDir, vault.derive("erasure")));
}
