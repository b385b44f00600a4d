// The second reading of a file, which does what the rows say: batch by batch, each with its place in the file
// in one transaction, so that whoever is killed has done it or has not.

import type { Tx } from "../../../kernel/db.ts";
import { UnreadableFileError } from "../file/import-file.ts";
import type { Rejection } from "../rows/draft.ts";
import { rejectLines } from "../rows/reject-lines.ts";
import { advanceImport, beginTrial, type Counts, endTrial } from "../store/import.ts";
import { insertRejects } from "../store/pieces.ts";
import { type Batch, batchesOf } from "./batches.ts";
import { ClaimLostError, type Job, key, RestedError } from "./job.ts";
import type { Looked } from "./look.ts";
import { writeContacts } from "./write-contacts.ts";
import { writeSuppressions } from "./write-suppressions.ts";

/** What a batch's good rows came to. */
export type Written = Pick<Counts, "created" | "updated" | "unchanged" | "consents"> & {
  /** Refused after all, by what only the database knows. */
  rejections: Rejection[];
  /** Taken, but not as it stands: said in the file of refused rows, and counted as what it came to. */
  remarks: Rejection[];
  duplicates: Rejection[];
};

export async function writeRows(job: Job, looked: Looked): Promise<void> {
  let cursor = job.row.row_cursor;
  let created = job.row.created;
  for await (const batch of readAhead(batchesOf(looked, job.row))) {
    if (await job.shouldRest()) throw new RestedError();
    created += await writeBatch(job, batch, { cursor, created });
    cursor = batch.to;
  }
}

/** The next batch is read while the database works on this one: each has a processor of its own. */
async function* readAhead<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = source.next();
  try {
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other, in their order
      const { value, done } = await next;
      if (done === true) return;
      next = source.next();
      // Whether it failed is asked when it is its turn, or not at all.
      next.catch(() => undefined);
      yield value;
    }
  } finally {
    await source.return(undefined);
  }
}

/** `created`: by this import so far, which in a dry run nobody but us can know. */
export type Sofar = { cursor: number; created: number };

async function writeBatch(job: Job, batch: Batch, sofar: Sofar): Promise<number> {
  const { deps, row } = job;
  return deps.app.asTenants([row.tenant_id], async (tx) => {
    const written = await (row.dry_run
      ? tried(tx, () => writeKind(tx, job, batch, sofar))
      : writeKind(tx, job, batch, sofar));
    const rejections = [...batch.rejections, ...written.rejections];
    const duplicates = [...batch.duplicates, ...written.duplicates];
    const told = [...rejections, ...duplicates, ...written.remarks];
    if (told.length > 0) await insertRejects(tx, [row.tenant_id, row.id, batch.from, rejectLines(told)]);
    const { created, updated, unchanged, consents } = written;
    const counts: Counts = {
      rows_done: batch.rows,
      created,
      updated,
      unchanged,
      consents,
      duplicates: duplicates.length + batch.merged,
      rejected: rejections.length,
    };
    const sum = created + updated + unchanged + counts.duplicates + counts.rejected;
    if (sum !== batch.rows) throw new Error(`${batch.rows} rows of import ${row.id} became ${sum}`);
    const values = [...key(job), sofar.cursor, batch.to, JSON.stringify(counts)];
    if ((await advanceImport(tx, values)).length === 0) throw new ClaimLostError();
    return created;
  });
}

/** A dry run does everything, in order to say what comes of it, and takes it back. */
async function tried<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  await beginTrial(tx, []);
  const result = await work();
  await endTrial(tx, []);
  return result;
}

async function writeKind(tx: Tx, job: Job, batch: Batch, sofar: Sofar): Promise<Written> {
  if (job.row.kind === "suppressions") return writeSuppressions(tx, job, batch);
  try {
    return await writeContacts(tx, job, batch, sofar);
  } catch (error) {
    throw isListGone(error) ? new UnreadableFileError("list_gone", "The list was deleted meanwhile.") : error;
  }
}

/** PostgreSQL's foreign_key_violation, which the list's own trigger raises. */
function isListGone(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "23503";
}
