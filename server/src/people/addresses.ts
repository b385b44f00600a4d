// Whom to write to at a tenant: the addresses of those who may do a thing there.

import type { Tx } from "../kernel/db.ts";
import type { Scope } from "../kernel/route.ts";
import { scopesOfRow } from "./role-reference.ts";
import { listAddresses } from "./store/membership.ts";

/** `engine`: under its role, as people are of no tenant. */
export async function addressesOfThoseWhoMay(engine: Tx, tenantId: string, scope: Scope): Promise<string[]> {
  const members = await listAddresses(engine, [tenantId]);
  return members.filter((member) => scopesOfRow(member).includes(scope)).map(({ email }) => email);
}
