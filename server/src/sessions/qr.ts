// The QR code of a session that waits for its phone: sealed while it is stored.

import type { Place, Vault } from "../kernel/crypto.ts";

type Owner = { tenant_id: string; id: string; data_key: Buffer };

export function sealQr(vault: Pick<Vault, "seal">, owner: Owner, text: string): Buffer {
  return vault.seal(owner.data_key, placeOf(owner), text);
}

export function openQr(vault: Pick<Vault, "open">, owner: Owner, sealed: Buffer): string {
  return vault.open(owner.data_key, placeOf(owner), sealed);
}

function placeOf({ tenant_id, id }: Owner): Place {
  return { table: "session", tenantId: tenant_id, rowId: id, column: "qr" };
}
