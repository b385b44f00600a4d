// One import in the hands of one worker.

import type { ImportDeps } from "../deps.ts";
import type { ImportRow } from "../store/import.ts";

export type Job = {
  deps: ImportDeps;
  /** As it was claimed. */
  row: ImportRow;
  /** The process ends. */
  isStopping(): boolean;
  /** The process ends, or others have waited long enough: the import is put down after this batch. */
  shouldRest(): Promise<boolean>;
};

/** Somebody else has it by now, or it was canceled: nothing of what was just done stands. */
export class ClaimLostError extends Error {}

/** It was put down where it can be taken up again. */
export class RestedError extends Error {}

export function key({ row }: Pick<Job, "row">): [tenantId: string, id: string, claims: number] {
  return [row.tenant_id, row.id, row.claims];
}
