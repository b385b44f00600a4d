// Finds the senders that webhooks speak of, by the provider's name for the number and the secret that signed.

import type { Tx } from "../kernel/db.ts";
import { findByExternalIds } from "./store.ts";

export type WantedSender = { webhookKey: string; externalId: string };
export type FoundSender = { tenantId: string; senderId: string };

/**
 * By `"<webhook key> <external id>"`; senders that are not ours are missing. When two tenants hold one
 * number under one app, the older sender is meant: the provider knows one number, so one ledger gets its
 * events.
 */
export async function findSendersByExternalIds(
  tx: Tx,
  wanted: readonly WantedSender[],
): Promise<Map<string, FoundSender>> {
  const keys = wanted.map(({ webhookKey }) => webhookKey);
  const ids = wanted.map(({ externalId }) => externalId);
  const found = new Map<string, FoundSender>();
  for (const row of await findByExternalIds(tx, [keys, ids])) {
    const name = `${row.webhook_key} ${row.external_id}`;
    if (!found.has(name)) found.set(name, { tenantId: row.tenant_id, senderId: row.sender_id });
  }
  return found;
}
