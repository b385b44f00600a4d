// What the journal beside the database knows and a restored database does not: people who have to be erased again.

import type { Database } from "../../kernel/db.ts";
import type { PrivacyDeps } from "./deps.ts";
import type { Journal } from "./journal-file.ts";
import { adoptJournalRows, countUnapplied, insertRequest, readOrphanedJournal } from "./store.ts";
import { sealSubject } from "./subject.ts";

export type Recalled = {
  /** Entries the database did not have: it is older than they are. */
  recalled: number;
  /** People who are still to be erased, these included. */
  unapplied: number;
  /** Lines that are not what we wrote. */
  damaged: number;
};

/** Before anything is sent from a database that may have been restored. */
export async function recallJournal(engine: Database, journal: Journal): Promise<Recalled> {
  const { entries, damaged } = await journal.read();
  const added = await adoptJournalRows(engine, [
    entries.map(({ tenantId }) => tenantId),
    entries.map(({ requestId }) => requestId),
    entries.map(({ hashes }) => hashes.join(",")),
    entries.map(({ at }) => at),
  ]);
  const [left] = await countUnapplied(engine, []);
  return { recalled: added.length, unapplied: left?.count ?? 0, damaged };
}

/** Gives each its request again, under the same id; whom it is about is found by the hashes. */
export async function adoptOrphans({ engine, app, keys }: PrivacyDeps): Promise<void> {
  for (const { tenant_id: tenantId, id, hashes, data_key: dataKeys } of await readOrphanedJournal(
    engine,
    [],
  )) {
    const unknown = sealSubject(keys, { tenantId, requestId: id, dataKeys }, { names: [], contactIds: [] });
    const values = [tenantId, id, "erase", "restored", "journal", unknown, hashes, null];
    // oxlint-disable-next-line no-await-in-loop -- each in its own tenant
    await app.asTenants([tenantId], (tx) => insertRequest(tx, values));
  }
}
