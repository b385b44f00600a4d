// The contacts a segment finds now, page by page.

import type { SegmentQuery } from "@waypost/contract";
import { AppError } from "../../kernel/errors.ts";
import { cursorOf, limitDefault, pageOf } from "../../kernel/listing.ts";
import type { Reply, RouteRequest } from "../../kernel/route.ts";
import { conditionOf, presentMember } from "./preview.ts";
import { readKnown } from "./read-known.ts";
import type { SegmentDeps } from "./routes.ts";
import { listMembers, withPatience } from "./store/members.ts";
import { conditionsOfBoth } from "./uses.ts";
import { find } from "./write-segments.ts";

/** A page of people who are few among many takes as long as counting them. */
const pagePatienceMs = 20_000;

export async function listContacts(
  { db, now }: SegmentDeps,
  { caller, params, query }: RouteRequest,
): Promise<Reply> {
  const { tenantId, mode } = caller;
  const { limit = limitDefault, after } = query as SegmentQuery;
  const cursor = cursorOf("con", after);
  const condition = await db.asTenants([tenantId], async (tx) => {
    const segment = await find(tx, tenantId, params["id"]);
    const known = await readKnown(tx, tenantId, conditionsOfBoth(segment));
    return conditionOf(segment, known, { tenantId, mode, at: now() });
  });
  const rows = await withPatience(db, tenantId, pagePatienceMs, (tx) =>
    listMembers(tx, condition, { after: cursor, limit: limit + 1 }),
  );
  if (rows === null) throw new AppError("overloaded", "Finding the segment's contacts took too long.");
  return { status: 200, body: pageOf(rows, limit, presentMember) };
}
