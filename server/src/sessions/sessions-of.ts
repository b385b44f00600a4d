// The sessions of many senders at once, for lists.

import type { SessionResource } from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import { needsSession, type SenderRow } from "../senders/index.ts";
import { presentSession } from "./session.ts";
import { readSessionsOfSenders } from "./store.ts";

export async function sessionsOf(
  tx: Tx,
  senders: readonly SenderRow[],
): Promise<Map<string, SessionResource>> {
  const linked = senders.filter((sender) => needsSession(sender.transport));
  if (linked.length === 0) return new Map();
  const rows = await readSessionsOfSenders(tx, [linked.map((sender) => sender.id)]);
  const bySender = new Map(rows.map((row) => [row.sender_id, row]));
  return new Map(linked.map(({ id, created_at }) => [id, presentSession(bySender.get(id), created_at)]));
}
