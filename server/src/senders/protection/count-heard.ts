// Counts what people wrote to senders, on each sender's own day.

import type { Tx } from "../../kernel/db.ts";
import { dayOf } from "./day.ts";
import { zoneOf } from "./settings.ts";
import { countHeardRows } from "./store/count.ts";
import { readZoneFacts, type SenderKey } from "./store/read.ts";

export type Heard = { tenantId: string; senderId: string; person: string; at: Date };

export async function countHeard(tx: Tx, heard: readonly Heard[]): Promise<void> {
  if (heard.length === 0) return;
  const zones = await readZones(tx, heard);
  await countHeardRows(
    tx,
    heard.map(({ tenantId, senderId, person, at }) => ({
      tenant_id: tenantId,
      sender_id: senderId,
      person,
      at: at.toISOString(),
      day: dayOf(at, zones.get(senderId) ?? "UTC"),
    })),
  );
}

async function readZones(tx: Tx, heard: readonly Heard[]): Promise<Map<string, string>> {
  const bySender = new Map<string, SenderKey>(
    heard.map(({ tenantId, senderId }) => [senderId, { tenant_id: tenantId, sender_id: senderId }]),
  );
  const rows = await readZoneFacts(tx, [...bySender.values()]);
  return new Map(rows.map((row) => [row.sender_id, zoneOf(row)]));
}
