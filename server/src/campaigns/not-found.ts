// Who is not asked again because there is no WhatsApp account under their number.

import type { TransportName } from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import { readNotFound } from "./store/not-found.ts";
import type { NextRecipient, SenderRow } from "./store/queue.ts";

/** These look a number up before they send. Of the Cloud API the same code may mean that it was blocked (131026). */
const looksUp: ReadonlySet<TransportName> = new Set(["whatsapp_web", "waha", "wasender"]);

export function thatLookUp(senders: readonly SenderRow[]): string[] {
  return senders.filter(({ transport }) => looksUp.has(transport)).map(({ id }) => id);
}

/** By contact: each has the same reason. */
export async function notOnWhatsApp(
  tx: Tx,
  tenantId: string,
  senders: readonly SenderRow[],
  people: readonly NextRecipient[],
): Promise<ReadonlyMap<string, string>> {
  const sure = new Set(thatLookUp(senders));
  const asked = people
    .filter(({ sender_id }) => sure.has(sender_id))
    .map(({ contact_id, phone, sender_id }) => ({ contact_id, phone, sender_id }));
  if (asked.length === 0) return new Map();
  const rows = await readNotFound(tx, [tenantId, JSON.stringify(asked)]);
  return new Map(rows.map(({ contact_id }) => [contact_id, "not_on_whatsapp"]));
}
