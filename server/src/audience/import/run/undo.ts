// Takes back what an import did, batch by batch from its end: what it created goes, what it changed is as it
// was, and what somebody has changed since stays.

import type { Tx } from "../../../kernel/db.ts";
import { lockIdentities } from "../../store/contact.ts";
import { forgetPhones } from "../../store/suppression.ts";
import {
  type ChangeRow,
  deleteChange,
  readChange,
  removeCreated,
  removeListed,
  restoreChanged,
  withdrawGranted,
} from "../store/changes.ts";
import { advanceUndo, endUndo } from "../store/import.ts";
import { ClaimLostError, type Job, key, RestedError } from "./job.ts";

export async function undoImport(job: Job): Promise<void> {
  const { deps, row } = job;
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- a batch in a transaction of its own
    if (await job.shouldRest()) throw new RestedError();
    // oxlint-disable-next-line no-await-in-loop -- as above
    const more = await deps.app.asTenants([row.tenant_id], (tx) => undoBatch(tx, job));
    if (!more) return;
  }
}

async function undoBatch(tx: Tx, job: Job): Promise<boolean> {
  const { tenant_id: tenantId, id } = job.row;
  await lockIdentities(tx, [[tenantId]]);
  const [change] = await readChange(tx, [tenantId, id]);
  if (change === undefined) {
    if ((await endUndo(tx, key(job))).length === 0) throw new ClaimLostError();
    return false;
  }
  const { removed, restored } = await putBack(tx, job, change);
  const kept = change.created.length + change.changed.length - removed - restored;
  await deleteChange(tx, [tenantId, id, change.place]);
  if ((await advanceUndo(tx, [...key(job), removed, restored, kept])).length === 0)
    throw new ClaimLostError();
  return true;
}

/** Words first: the numbers of who goes are forgotten beside those that stay. */
async function putBack(
  tx: Tx,
  { row }: Job,
  { at, created, changed, listed, granted }: ChangeRow,
): Promise<{ removed: number; restored: number }> {
  const { tenant_id: tenantId, list_id: listId } = row;
  if (granted.length > 0) await withdrawGranted(tx, [tenantId, granted]);
  const gone = await removeCreated(tx, [tenantId, created, at]);
  await forgetPhones(tx, [tenantId, gone.flatMap(({ hash }) => hash ?? [])]);
  if (listId !== null && listed.length > 0) await removeListed(tx, [tenantId, listId, listed, at]);
  const restored = await restoreChanged(tx, [tenantId, JSON.stringify(changed), at]);
  return { removed: new Set(gone.map(({ id }) => id)).size, restored: restored.length };
}
