// Keeps what a session hears: evidence, people's messages, and what both say about the number's health.

import type { Database } from "./kernel/db.ts";
import type { PeopleDeps } from "./audience/index.ts";
import { keepInboundRows, meetInbound } from "./intake/index.ts";
import { applyStatuses, type EvidenceDeps } from "./messaging/index.ts";
import {
  countDelivered,
  countTroubles,
  dayOf,
  lockNewChats,
  type SenderWithKeys,
  type TroubleRow,
  zoneOf,
} from "./senders/index.ts";
import type { TransportEvent } from "./transports/transport.ts";

/**
 * Durable before the session acknowledges any of it. Who wrote, and what they want of us, is settled first; the rest is
 * one transaction.
 */
export async function keepEvents(
  db: Database,
  { evidence, people }: { evidence: EvidenceDeps; people: PeopleDeps },
  sender: SenderWithKeys,
  events: readonly TransportEvent[],
): Promise<void> {
  const owner = { tenantId: sender.tenant_id, senderId: sender.id };
  const statuses = events.flatMap((event) =>
    event.kind === "status" ? [{ ...owner, source: sender.transport, event }] : [],
  );
  const inbound = events.filter((event) => event.kind === "inbound");
  const lock = events.findLast((event) => event.kind === "new_chats_locked");
  const met = await meetInbound(db, owner, inbound, people);
  await db.transaction(async (tx) => {
    const { arrived } = await applyStatuses(tx, statuses, evidence);
    await countDelivered(tx, arrived);
    await keepInboundRows(tx, met);
    await countTroubles(
      tx,
      events.flatMap((event) => troubleOf(sender, event)),
    );
    if (lock !== undefined) await lockNewChats(tx, [owner.tenantId, owner.senderId, lock.at, lock.until]);
  });
}

/** A connection that was lost, or a ban. What a person did, or what passes by itself, is no trouble. */
function troubleOf(sender: SenderWithKeys, event: TransportEvent): TroubleRow[] {
  if (event.kind !== "session") return [];
  const key = { tenant_id: sender.tenant_id, sender_id: sender.id, day: dayOf(event.at, zoneOf(sender)) };
  if (event.state === "banned") return [{ ...key, kind: "ban" }];
  const wasLost = event.state === "reconnecting" && event.reason !== "restart_required";
  return wasLost ? [{ ...key, kind: "disconnect" }] : [];
}
