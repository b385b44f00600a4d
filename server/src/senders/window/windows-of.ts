// The windows of many people at once, for whoever routes messages or shows conversations.

import type { Tx } from "../../kernel/db.ts";
import { type PersonKey, readWindowFacts } from "./store.ts";
import { windowState, type WindowState } from "./window.ts";

export type { PersonKey } from "./store.ts";

/** One state for each person asked for, in their order; who never wrote has a closed window. */
export async function windowsOf(
  tx: Tx,
  people: readonly PersonKey[],
  now: Date,
): Promise<readonly WindowState[]> {
  if (people.length === 0) return [];
  const rows = await readWindowFacts(tx, people);
  return rows.map((row) =>
    windowState(
      {
        lastHeardAt: row.last_heard_at,
        entry: row.entry_at === null ? null : { at: row.entry_at, answeredAt: row.answered_at },
      },
      now,
    ),
  );
}
