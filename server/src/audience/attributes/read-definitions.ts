// The definitions of a tenant's attributes, as values are checked by them.

import type { Tx } from "../../kernel/db.ts";
import { listDefinitions } from "../store/attribute.ts";
import type { AttributeDefinition } from "./attribute.ts";

/** At most some hundred: read once for whatever checks many values. */
export function readDefinitions(tx: Tx, tenantId: string): Promise<AttributeDefinition[]> {
  return listDefinitions(tx, [tenantId]);
}
