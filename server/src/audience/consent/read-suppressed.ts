// Reads whom nothing may be sent to, many at once.

import type { MessageCategory } from "@waypost/contract";
import type { Tx } from "../../kernel/db.ts";
import { type AddressHash, phoneAlias } from "../address.ts";
import { readSuppressions } from "../store/suppression.ts";

export type Intended = { tenantId: string; recipient: string; category: MessageCategory };

/**
 * The reason by the position of what is intended; what may be sent is missing. Also for people of whom only the hash
 * is left. One statement for all; nothing is asked when nothing is intended.
 */
export async function readSuppressed(
  tx: Tx,
  intended: readonly Intended[],
  hash: AddressHash,
): Promise<Map<number, string>> {
  const asked = intended.map(({ tenantId, recipient }, index) => ({
    index,
    tenant_id: tenantId,
    address_hash: hash(tenantId, phoneAlias(recipient)),
  }));
  const found = new Map<number, string>();
  for (const { index, purpose, reason } of await readSuppressions(tx, asked)) {
    if (purpose === "all" || intended[index]?.category === "marketing") found.set(index, reason);
  }
  return found;
}
