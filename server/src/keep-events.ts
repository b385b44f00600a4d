// Keeps what a session hears: evidence, people's messages, and what both say about the number's health.

import type { Database } from "./kernel/db.ts";
import { keepInbound } from "./intake/index.ts";
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

/** All in one transaction, durable before the session acknowledges any of it. */
export async function keepEvents(
  db: Database,
  evidence: EvidenceDeps,
  sender: SenderWithKeys,
  events: readonly TransportEvent[],
): Promise<void> {
  const owner = { tenantId: sender.tenant_id, senderId: sender.id };
  const statuses = events.flatMap((event) =>
    event.kind === "status" ? [{ ...owner, source: sender.transport, event }] : [],
  );
  const inbound = events.filter((event) => event.kind === "inbound");
  const lock = events.findLast((event) => event.kind === "new_chats_locked");
  await db.transaction(async (tx) => {
    const { arrived } = await applyStatuses(tx, statuses, evidence);
    await countDelivered(tx, arrived);
    await keepInbound(tx, owner, inbound, evidence.newId);
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
