// Where many numbers stand at once: their facts read in one statement, the rest worked out.

import type { Tx } from "../../kernel/db.ts";
import type { SenderRow } from "../store.ts";
import type { NumberFacts } from "./facts.ts";
import { protectionOf } from "./settings.ts";
import { type Standing, standingOf } from "./standing.ts";
import { type FactsRow, readFacts } from "./store/read.ts";

/** By sender id; numbers that nothing protects are missing. */
export async function standingsOf(
  tx: Tx,
  senders: readonly SenderRow[],
  now: Date,
): Promise<Map<string, Standing>> {
  const protections = new Map(
    senders.flatMap((sender) => {
      const protection = protectionOf(sender);
      return protection === null ? [] : [[sender.id, { sender, protection }] as const];
    }),
  );
  if (protections.size === 0) return new Map();
  const keys = [...protections.values()].map(({ sender }) => ({
    tenant_id: sender.tenant_id,
    sender_id: sender.id,
  }));
  const rows = await readFacts(tx, keys);
  return new Map(
    rows.flatMap((row) => {
      const protection = protections.get(row.sender_id)?.protection;
      return protection === undefined ? [] : [[row.sender_id, standingOf(protection, factsOf(row), now)]];
    }),
  );
}

export function factsOf(row: FactsRow): NumberFacts {
  const { new_chats_locked_at: since, new_chats_locked_until: until } = row;
  return {
    days: row.days,
    failuresInARow: row.failures_in_a_row,
    failedAt: row.failed_at,
    newChatsLock: since === null || until === null ? null : { since, until },
    older: { chats: row.older_chats, undelivered: row.older_undelivered },
  };
}
