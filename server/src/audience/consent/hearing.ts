// What a tenant hears consent in, and what it says to it: its own words and texts beside those that are built in.

import type { ConfirmationText } from "@waypost/contract";
import type { Tx } from "../../kernel/db.ts";
import { readConsentSettings } from "../store/consent-settings.ts";
import { type TenantWords, tenantWords } from "./consent-in.ts";

/** `confirms`: the tenant's own texts; null when its people are told nothing. */
export type Hearing = { words: TenantWords; confirms: readonly ConfirmationText[] | null };

/** What holds for a tenant that has set nothing. */
export const usualHearing: Hearing = { words: tenantWords({}), confirms: [] };

/** By tenant, of those that have set anything. */
export async function readHearings(tx: Tx, tenantIds: readonly string[]): Promise<Map<string, Hearing>> {
  const rows = tenantIds.length === 0 ? [] : await readConsentSettings(tx, [tenantIds]);
  return new Map(
    rows.map(({ tenant_id, words, confirmations: { enabled = true, texts = [] } }) => [
      tenant_id,
      { words: tenantWords(words), confirms: enabled ? texts : null },
    ]),
  );
}
