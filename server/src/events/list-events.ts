// Events as a list: for who asks now and then instead of following.

import type { LiveEvent } from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import { presentId } from "../kernel/ids.ts";
import { type EventRow, presentEvent } from "./event.ts";
import { readNext } from "./store.ts";
import type { Sees } from "./visible.ts";

export type Wanted = { tenantId: string; after: number; upTo: number; limit: number; sees: Sees };

/** Of rows somebody does not see there may be many: a page looks at so many, and says where to go on. */
const lookedAt = 1_000;

/** In the order they became final. The next page begins after `next`; null when there is no more for now. */
export async function listEvents(
  tx: Tx,
  { tenantId, after, upTo, limit, sees }: Wanted,
): Promise<{ data: LiveEvent[]; next: string | null }> {
  const rows = await readNext(tx, [[tenantId], [after], upTo, lookedAt]);
  const shown = rows.filter(sees).slice(0, limit);
  const last = shown.length === limit ? shown.at(-1) : rows.at(-1);
  const isMore = last !== undefined && (last !== rows.at(-1) || rows.length === lookedAt);
  return { data: shown.map(presentEvent), next: isMore ? idOf(last) : null };
}

function idOf({ id }: EventRow): string {
  return presentId("evt", id);
}
