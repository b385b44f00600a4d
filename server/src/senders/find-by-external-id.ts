// Finds the senders that webhooks speak of, by the provider's name for the number and the secret that signed.

import type { Tx } from "../kernel/db.ts";
import { findByExternalIds, findSendersByIds } from "./store.ts";

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

/** The key of webhooks whose address names their sender: it stands where the fingerprint of a secret does. */
export function senderKeyOf(senderId: string): string {
  return `sender ${senderId}`;
}

/** Senders of webhooks of either kind; what the body calls the number matters to the second only. */
export async function findSendersOfWebhooks(
  tx: Tx,
  wanted: readonly WantedSender[],
): Promise<Map<string, FoundSender>> {
  const named = wanted.flatMap((each) => {
    const senderId = /^sender (.+)$/.exec(each.webhookKey)?.[1];
    return senderId === undefined ? [] : [{ ...each, senderId }];
  });
  const others = wanted.filter(({ webhookKey }) => !webhookKey.startsWith("sender "));
  const found = others.length === 0 ? new Map() : await findSendersByExternalIds(tx, others);
  if (named.length === 0) return found;
  const rows = await findSendersByIds(tx, [named.map(({ senderId }) => senderId)]);
  const byId = new Map(rows.map((row) => [row.sender_id, row]));
  for (const { senderId, webhookKey, externalId } of named) {
    const row = byId.get(senderId);
    if (row) found.set(`${webhookKey} ${externalId}`, { tenantId: row.tenant_id, senderId });
  }
  return found;
}
