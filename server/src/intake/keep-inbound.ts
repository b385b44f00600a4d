// People's messages as rows, whichever road they came by.

import type { Tx } from "../kernel/db.ts";
import type { InboundEvent } from "../transports/transport.ts";
import { type InboundRow, insertInbound } from "./store.ts";

export type OwnerOfInbound = { tenantId: string; senderId: string };

/** A message that is told twice is kept once. */
export async function keepInbound(
  tx: Tx,
  owner: OwnerOfInbound,
  events: readonly InboundEvent[],
  newId: () => string,
): Promise<void> {
  if (events.length > 0)
    await insertInbound(
      tx,
      events.map((event) => inboundRow(owner, event, newId())),
    );
}

export function inboundRow(owner: OwnerOfInbound, event: InboundEvent, id: string): InboundRow {
  return {
    tenant_id: owner.tenantId,
    sender_id: owner.senderId,
    provider_message_id: event.providerMessageId,
    id,
    sender_phone: event.from,
    sender_user_id: event.fromUserId,
    name: event.name,
    type: event.type,
    body: event.body,
    at: event.at.toISOString(),
  };
}
