// A sender's secrets: sealed under its tenant's data keys, bound to its row.

import { keyedHash, type Place, type Vault } from "../kernel/crypto.ts";
import type { SenderRow, SenderWithKeys } from "./store.ts";

type Owner = Pick<SenderRow, "tenant_id" | "id">;

export function sealSecrets(
  vault: Pick<Vault, "seal">,
  dataKeys: Buffer,
  owner: Owner,
  secrets: Readonly<Record<string, string>>,
): Buffer {
  return vault.seal(dataKeys, placeOf(owner), JSON.stringify(secrets));
}

/** Throws when they cannot be opened: a wrong master key must not pass for missing secrets. */
export function openSecrets(
  vault: Pick<Vault, "open">,
  sender: Owner & Pick<SenderWithKeys, "secrets" | "data_key">,
): Record<string, string> {
  if (sender.secrets === null) return {};
  // Sealed by us, so it is what we sealed.
  return JSON.parse(vault.open(sender.data_key, placeOf(sender), sender.secrets)) as Record<string, string>;
}

/** Names an app secret without telling it: equal for equal secrets, so one app's numbers share it. */
export function webhookKeyOf(vault: Pick<Vault, "derive">, appSecret: string): string {
  return keyedHash(vault.derive("webhook_key"), appSecret).toString("hex");
}

function placeOf(owner: Owner): Place {
  return { table: "sender", tenantId: owner.tenant_id, rowId: owner.id, column: "secrets" };
}
