// Events as a list: for who asks now and then instead of following.

import type { LiveEvent } from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import { presentId } from "../kernel/ids.ts";
import { type EventRow, presentEvent } from "./event.ts";
import { readBefore, readNext, readOfSender } from "./store.ts";
import { isSeldom, type Sees, type Wish } from "./visible.ts";

export type Wanted = {
  tenantId: string;
  /** Beyond this number; null for from the list's beginning. */
  after: number | null;
  /** Up to where the order is final. */
  upTo: number;
  order: "oldest" | "newest";
  limit: number;
  wish: Wish;
  sees: Sees;
};

/** Of rows somebody does not see there may be many: a page looks at so many, and says where to go on. */
const lookedAt = 1_000;

/**
 * In the order they became final, or the other way round. The next page begins after `next`; null when there is no more
 * for now.
 */
export async function listEvents(
  tx: Tx,
  wanted: Wanted,
): Promise<{ data: LiveEvent[]; next: string | null }> {
  const { limit, sees } = wanted;
  const rows = await readWindow(tx, wanted);
  const shown = rows.filter(sees).slice(0, limit);
  const last = shown.length === limit ? shown.at(-1) : rows.at(-1);
  const isMore = last !== undefined && (last !== rows.at(-1) || rows.length === lookedAt);
  return { data: shown.map(presentEvent), next: isMore ? idOf(last) : null };
}

/** A number's seldom events have an index of their own; all else is looked through in its order. */
function readWindow(tx: Tx, { tenantId, after, upTo, order, wish }: Wanted): Promise<EventRow[]> {
  const isNewest = order === "newest";
  const above = isNewest ? 0 : (after ?? 0);
  const below = isNewest ? Math.min(upTo, (after ?? upTo + 1) - 1) : upTo;
  if (wish.sender !== null && isSeldom(wish))
    return readOfSender[order](tx, [tenantId, wish.sender, above, below, lookedAt]);
  return isNewest
    ? readBefore(tx, [tenantId, below, lookedAt])
    : readNext(tx, [[tenantId], [above], below, lookedAt]);
}

function idOf({ id }: EventRow): string {
  return presentId("evt", id);
}
