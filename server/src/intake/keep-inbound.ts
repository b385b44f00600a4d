// People's messages as rows, whichever road they came by.

import type { Database, Tx } from "../kernel/db.ts";
import type { InboundEvent } from "../transports/transport.ts";
import type { PeopleDeps } from "../audience/index.ts";
import { enqueueInboundFiles } from "../media/index.ts";
import { releaseHeld } from "../messaging/index.ts";
import { countHeard, type EntryRow, type Heard, writeEntryPoints } from "../senders/index.ts";
import { meetPeople } from "./meet-people.ts";
import { shapeOf, shapeVersion } from "./received/shape.ts";
import { type InboundRow, insertInbound } from "./store.ts";

export type OwnerOfInbound = { tenantId: string; senderId: string };

/**
 * What one sender's session heard, with the contacts it came from. In a transaction of its own, which comes before
 * the one that keeps the rows: see meetPeople.
 */
export async function meetInbound(
  db: Pick<Database, "transaction">,
  owner: OwnerOfInbound,
  events: readonly InboundEvent[],
  deps: PeopleDeps,
): Promise<InboundRow[]> {
  if (events.length === 0) return [];
  const rows = events.map((event) => inboundRow(owner, event, deps.newId()));
  return db.transaction((tx) => meetPeople(tx, rows, deps));
}

/**
 * A message that is told twice is kept once. What people write is also what makes them known to the number they
 * write to.
 */
export async function keepInboundRows(tx: Tx, rows: readonly InboundRow[]): Promise<void> {
  if (rows.length === 0) return;
  await insertInbound(tx, rows);
  await enqueueInboundFiles(tx, rows.flatMap(withFile));
  await writeEntryPoints(tx, rows.flatMap(entryOf));
  const heard = rows.flatMap(heardOf);
  await countHeard(tx, heard);
  await releaseHeld(
    tx,
    heard.map(({ tenantId, senderId, person }) => ({ tenant_id: tenantId, sender_id: senderId, person })),
  );
}

/** Who comes from an ad brings what it was. */
function entryOf(row: InboundRow): EntryRow[] {
  const isFromAd = "referral" in Object(row.body);
  return !isFromAd
    ? []
    : heardOf(row).map(({ tenantId, senderId, person }) => ({
        tenant_id: tenantId,
        sender_id: senderId,
        person,
        at: row.at,
      }));
}

/** A file under the name of its type, as its provider has it. */
function withFile({ media, ...row }: InboundRow): HeardFile[] {
  return media === null ? [] : [{ ...row, body: { [row.type]: media.source } }];
}

type HeardFile = Parameters<typeof enqueueInboundFiles>[1][number];

function heardOf(row: InboundRow): Heard[] {
  const person = row.sender_phone ?? row.sender_lid ?? row.sender_user_id;
  if (person === null) return [];
  return [{ tenantId: row.tenant_id, senderId: row.sender_id, person, at: new Date(row.at) }];
}

export function inboundRow(owner: OwnerOfInbound, event: InboundEvent, id: string): InboundRow {
  const { type, body, file } = shapeOf(event.type, event.body);
  return {
    tenant_id: owner.tenantId,
    sender_id: owner.senderId,
    provider_message_id: event.providerMessageId,
    id,
    sender_phone: event.from,
    sender_user_id: event.fromUserId,
    sender_lid: event.fromLid,
    account: event.account,
    contact_id: null,
    name: event.name,
    type,
    body,
    media: file,
    shape: shapeVersion,
    at: event.at.toISOString(),
  };
}
