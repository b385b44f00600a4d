// A role as a request names it, found in its tenant: what it is called, what it may do, and whether it may be given.

import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { parseId, presentId } from "../kernel/ids.ts";
import type { Caller, Scope } from "../kernel/route.ts";
import { type BuiltInRole, knownScopes, mayGive, scopesOf } from "./role.ts";
import { readRole, type RoleReference } from "./store/membership.ts";

/** Role and own role as columns hold them: one of the two is null. */
export type FoundRole = RoleReference & { name: string; scopes: readonly Scope[] };

export async function findRole(tx: Tx, tenantId: string, text: string): Promise<FoundRole> {
  if (isBuiltIn(text)) return { role: text, role_id: null, name: text, scopes: scopesOf[text] };
  const id = parseId("rol", text);
  const [row] = id === null ? [] : await readRole(tx, [tenantId, id]);
  if (row === undefined) {
    throw new AppError("invalid_request", "There is no such role.", {
      errors: [{ path: "/role", message: "is no role of this tenant" }],
    });
  }
  return { role: null, role_id: row.id, name: row.name, scopes: knownScopes(row.scopes) };
}

/** `what`: what is to be given or taken, in words. */
export function requireMayGive(
  { scopes }: Pick<Caller, "scopes">,
  given: readonly Scope[],
  what: string,
): void {
  if (mayGive(scopes, given)) return;
  const missing = given.filter((scope) => !scopes.has(scope)).join(", ");
  throw new AppError("insufficient_scope", `${what} may do more than you: ${missing}.`);
}

type NamedRole = RoleReference & { role_name: string | null; scopes?: string[] | null };

export function presentRole({ role, role_id, role_name }: NamedRole): { role: string; role_name: string } {
  return { role: role ?? presentId("rol", role_id ?? ""), role_name: role_name ?? role ?? "" };
}

export function scopesOfRow({ role, scopes }: NamedRole): readonly Scope[] {
  return role === null ? knownScopes(scopes ?? []) : scopesOf[role];
}

function isBuiltIn(text: string): text is BuiltInRole {
  return Object.hasOwn(scopesOf, text);
}
