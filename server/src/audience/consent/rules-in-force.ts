// Which sending rules are in force, for whoever claims messages, and that some messages bring their own.

import type { Tx } from "../../kernel/db.ts";
import { markOwnQuietHours, notifyRules, readConsentSettings } from "../store/consent-settings.ts";
import { rulesOf } from "./settings.ts";
import type { SendingRules } from "./sending-rules.ts";

/** `rules`: null where nothing has to be looked at. `version`: what a claim under them names. */
export type RulesInForce = { version: number; rules: SendingRules | null };

/** By tenant, of those that have set anything. */
export async function readSendingRules(
  tx: Tx,
  tenantIds: readonly string[],
): Promise<Map<string, RulesInForce>> {
  const rows = tenantIds.length === 0 ? [] : await readConsentSettings(tx, [tenantIds]);
  return new Map(rows.map((row) => [row.tenant_id, { version: row.rules_version, rules: rulesOf(row) }]));
}

/** Before messages with `quiet_hours` of their own are queued: from then on the tenant's lanes look at them. */
export async function heedOwnQuietHours(tx: Tx, tenantId: string): Promise<void> {
  const isNews = (await markOwnQuietHours(tx, [tenantId])).length > 0;
  if (isNews) await notifyRules(tx, [tenantId]);
}
