// Throws files away: what has expired becomes absent, then its bytes go, then its row.

import type { Database } from "../kernel/db.ts";
import type { ScheduledJob } from "../kernel/jobs.ts";
import type { MediaStore } from "./bytes/port.ts";
import { clearStaging } from "./staging.ts";
import {
  type BlobRow,
  dropBlobs,
  dropDeletedMedia,
  expireMedia,
  keepBlobs,
  lockBlobsToLookAt,
  readUnusedBlobs,
} from "./store.ts";

export type PruneDeps = {
  /** Under the engine's role, across tenants. */
  db: Database;
  store: MediaStore;
  now(): Date;
};

export function pruneMediaJob(deps: PruneDeps): ScheduledJob {
  return { name: "prune-media", everyMs: 10 * 60_000, run: () => pruneMedia(deps) };
}

const rowsAtOnce = 5_000;
/** Locked while the store is asked, so not many at a time. */
const blobsAtOnce = 100;

export async function pruneMedia({ db, store, now }: PruneDeps): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- small bites, one after the other
  while ((await expireMedia(db, [rowsAtOnce])).length === rowsAtOnce) continue;
  // oxlint-disable-next-line no-await-in-loop -- as above
  while ((await dropUnused(db, store)) === blobsAtOnce) continue;
  await clearStaging(store.stagingDir, now());
}

/**
 * The rows stay locked until the bytes are gone: an upload of the same bytes waits, and then brings them anew. A crash
 * in between leaves rows without bytes that nobody can see, and the next look deletes both.
 */
function dropUnused(db: Database, store: MediaStore): Promise<number> {
  return db.transaction(async (tx) => {
    const looked = await lockBlobsToLookAt(tx, [blobsAtOnce]);
    if (looked.length === 0) return 0;
    const unused = await readUnusedBlobs(tx, columns(looked));
    await Promise.all(unused.map((row) => store.delete({ tenantId: row.tenant_id, sha256: row.sha256 })));
    await dropDeletedMedia(tx, columns(looked));
    const dropped = new Set(unused.map(({ tenant_id, sha256 }) => `${tenant_id} ${sha256}`));
    const used = looked.filter(({ tenant_id, sha256 }) => !dropped.has(`${tenant_id} ${sha256}`));
    await dropBlobs(tx, columns(unused));
    await keepBlobs(tx, columns(used));
    return looked.length;
  });
}

function columns(rows: readonly BlobRow[]): [string[], string[]] {
  return [rows.map((row) => row.tenant_id), rows.map((row) => row.sha256)];
}
