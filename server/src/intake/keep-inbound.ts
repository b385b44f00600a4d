// People's messages as rows, whichever road they came by.

import type { Tx } from "../kernel/db.ts";
import type { InboundEvent } from "../transports/transport.ts";
import { releaseHeld } from "../messaging/index.ts";
import { countHeard, type Heard } from "../senders/index.ts";
import { type InboundRow, insertInbound } from "./store.ts";

export type OwnerOfInbound = { tenantId: string; senderId: string };

/** A message that is told twice is kept once. */
export async function keepInbound(
  tx: Tx,
  owner: OwnerOfInbound,
  events: readonly InboundEvent[],
  newId: () => string,
): Promise<void> {
  await keepInboundRows(
    tx,
    events.map((event) => inboundRow(owner, event, newId())),
  );
}

/** What people write is also what makes them known to the number they write to. */
export async function keepInboundRows(tx: Tx, rows: readonly InboundRow[]): Promise<void> {
  if (rows.length === 0) return;
  await insertInbound(tx, rows);
  const heard = rows.flatMap(heardOf);
  await countHeard(tx, heard);
  await releaseHeld(
    tx,
    heard.map(({ tenantId, senderId, person }) => ({ tenant_id: tenantId, sender_id: senderId, person })),
  );
}

function heardOf(row: InboundRow): Heard[] {
  const person = row.sender_phone ?? row.sender_user_id;
  if (person === null) return [];
  return [{ tenantId: row.tenant_id, senderId: row.sender_id, person, at: new Date(row.at) }];
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
