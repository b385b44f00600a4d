// Which campaigns still need a list or a segment, so that it is not taken away under them.

import type { Tx } from "../kernel/db.ts";
import { presentId } from "../kernel/ids.ts";
import { readUsers } from "./store/users.ts";

export type AudienceUser = { kind: "campaign"; id: string; name: string };

/** Drafts, and what has not come to its end. */
export async function audienceUsers(
  tx: Tx,
  asked: { tenantId: string } & ({ segmentId: string } | { listId: string }),
): Promise<AudienceUser[]> {
  const named = "segmentId" in asked ? presentId("seg", asked.segmentId) : presentId("lst", asked.listId);
  const rows = await readUsers(tx, [asked.tenantId, "segmentId" in asked ? "segment" : "list", named]);
  return rows.map(({ id, name }) => ({ kind: "campaign", id: presentId("cmp", id), name }));
}
