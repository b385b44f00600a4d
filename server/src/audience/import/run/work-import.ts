// Takes an import as far as it can: looks through its file, does what it says, or takes it back; and says how
// it ended.

import { UnreadableFileError } from "../file/import-file.ts";
import { endImport, noteFailure, releaseImport } from "../store/import.ts";
import { deletePieces } from "../store/pieces.ts";
import { ClaimLostError, type Job, key, RestedError } from "./job.ts";
import { lookThrough } from "./look.ts";
import { undoImport } from "./undo.ts";
import { writeRows } from "./write.ts";

export async function workImport(job: Job): Promise<void> {
  try {
    if (job.row.state === "undoing") return await undoImport(job);
    await writeRows(job, await lookThrough(job));
    await end(job, null);
  } catch (error) {
    await settle(job, error);
  }
}

async function settle(job: Job, error: unknown): Promise<void> {
  const { deps } = job;
  // Its new owner, or whoever canceled it, has said what becomes of it.
  if (error instanceof ClaimLostError) return;
  if (error instanceof UnreadableFileError) return end(job, { code: error.reason, detail: error.message });
  if (error instanceof RestedError) {
    await deps.app.asTenants([job.row.tenant_id], (tx) => releaseImport(tx, key(job)));
    return;
  }
  deps.onError(error instanceof Error ? error : new Error(String(error)));
  const problem = { code: "internal_error", detail: "It failed again and again; the log says why." };
  await deps.app.asTenants([job.row.tenant_id], (tx) =>
    noteFailure(tx, [...key(job), failuresMax, JSON.stringify(problem)]),
  );
}

/** Some seconds apart: a database that restarts is back by then. */
const failuresMax = 20;

type Problem = { code: string; detail: string };

/** The file is needed no longer, whichever way it ended. */
async function end(job: Job, problem: Problem | null): Promise<void> {
  const { tenant_id: tenantId, id } = job.row;
  await job.deps.app.asTenants([tenantId], async (tx) => {
    const state = problem === null ? "done" : "failed";
    const ended = await endImport(tx, [
      ...key(job),
      state,
      problem === null ? null : JSON.stringify(problem),
    ]);
    if (ended.length > 0) await deletePieces(tx, [tenantId, id]);
  });
}
