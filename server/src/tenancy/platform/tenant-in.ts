// The tenant that a path of the platform's names.

import type { Tx } from "../../kernel/db.ts";
import { parseId } from "../../kernel/ids.ts";
import type { OpenRequest } from "../../kernel/route.ts";
import { tenantNotFound } from "../change-state.ts";
import { readTenantById, type TenantRow } from "../store/tenant.ts";

export async function tenantIn(tx: Tx, request: Pick<OpenRequest, "params">): Promise<TenantRow> {
  const [row] = await readTenantById(tx, [tenantIdIn(request)]);
  if (row === undefined) throw tenantNotFound();
  return row;
}

export function tenantIdIn({ params }: Pick<OpenRequest, "params">): string {
  const id = parseId("ten", params["id"] ?? "");
  if (id === null) throw tenantNotFound();
  return id;
}
