// Who would miss a segment or a list: nothing that is used is deleted from under anybody.

import type { Tx } from "../../kernel/db.ts";
import { AppError } from "../../kernel/errors.ts";
import { presentId } from "../../kernel/ids.ts";
import { readSegmentsNaming } from "./store/segment.ts";

/** `id` as it is presented. */
export type User = { kind: "segment" | "campaign"; id: string; name: string };

export function segmentsNamingSegment(tx: Tx, tenantId: string, segmentId: string): Promise<User[]> {
  return segmentsNaming(tx, [tenantId, segmentId, null]);
}

export function segmentsNamingList(tx: Tx, tenantId: string, listId: string): Promise<User[]> {
  return segmentsNaming(tx, [tenantId, null, listId]);
}

/** `what` is the thing that was to be deleted. */
export function refuseInUse(what: string, users: readonly User[]): void {
  if (users.length === 0) return;
  const names = users.map(({ kind, id, name }) => `${kind} ${id} (${name})`);
  throw new AppError("conflict", `The ${what} is used by ${names.join(", ")}.`, {
    errors: users.map(({ kind, id, name }) => ({
      path: "/id",
      message: `is used by the ${kind} ${id}, ${name}`,
    })),
  });
}

async function segmentsNaming(tx: Tx, values: readonly unknown[]): Promise<User[]> {
  const rows = await readSegmentsNaming(tx, values);
  return rows.map(({ id, name }) => ({ kind: "segment", id: presentId("seg", id), name }));
}
