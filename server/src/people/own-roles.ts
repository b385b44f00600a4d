// The roles of a tenant: those that every tenant has, and its own.

import type { RoleResource, WriteRole } from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { parseId, presentId } from "../kernel/ids.ts";
import { type Caller, type Reply, type RouteRequest, type Scope, scopes } from "../kernel/route.ts";
import type { PeopleDeps } from "./deps.ts";
import { requireMayGive } from "./role-reference.ts";
import { knownScopes, scopesOf } from "./role.ts";
import { deleteRole, insertRole, listRoles, readRole, type RoleRow, writeRole } from "./store/membership.ts";

export async function readRoles({ caller }: RouteRequest, tx: Tx): Promise<Reply> {
  const own = await listRoles(tx, [caller.tenantId]);
  const builtIn: RoleResource[] = Object.entries(scopesOf).map(([name, held]) => ({
    id: name,
    name,
    scopes: [...held],
    built_in: true,
  }));
  return { status: 200, body: { data: [...builtIn, ...own.map(present)] } };
}

export async function createRole(
  { newId }: Pick<PeopleDeps, "newId">,
  { caller, body }: RouteRequest,
  tx: Tx,
): Promise<Reply> {
  const { name, held } = readWanted(caller, body as WriteRole);
  const [row] = await insertRole(tx, [caller.tenantId, newId(), name, held]);
  if (row === undefined) throw taken();
  return { status: 201, body: present(row) };
}

export async function changeRole({ caller, params, body }: RouteRequest, tx: Tx): Promise<Reply> {
  const role = await requireRole(tx, caller, params["id"]);
  const { name, held } = readWanted(caller, body as WriteRole);
  const [row] = await writeRole(tx, [caller.tenantId, role.id, name, held]);
  if (row === undefined) throw taken();
  return { status: 200, body: present(row) };
}

export async function dropRole({ caller, params }: RouteRequest, tx: Tx): Promise<Reply> {
  const role = await requireRole(tx, caller, params["id"]);
  const [gone] = await deleteRole(tx, [caller.tenantId, role.id]);
  if (gone === undefined) {
    throw new AppError("conflict", "Somebody has this role, or is invited to it: give them another first.");
  }
  return { status: 204, body: null };
}

/** Not one that may do more than who asks. */
async function requireRole(tx: Tx, caller: Caller, text: string | undefined): Promise<RoleRow> {
  const id = parseId("rol", text ?? "");
  const [row] = id === null ? [] : await readRole(tx, [caller.tenantId, id]);
  if (row === undefined) throw new AppError("not_found", "There is no such role of this tenant's own.");
  requireMayGive(caller, knownScopes(row.scopes), "That role");
  return row;
}

function readWanted(caller: Caller, { name, scopes: wanted }: WriteRole): { name: string; held: Scope[] } {
  const errors = wanted.flatMap((text, index) =>
    scopes.some((scope) => scope === text) ? [] : [{ path: `/scopes/${index}`, message: "is no scope" }],
  );
  if (Object.hasOwn(scopesOf, name.toLowerCase())) {
    errors.push({ path: "/name", message: "is the name of a role that every tenant has" });
  }
  if (errors.length > 0) throw new AppError("invalid_request", "The role does not make sense.", { errors });
  const held = knownScopes(wanted);
  requireMayGive(caller, held, "That role");
  return { name, held };
}

function taken(): AppError {
  return new AppError("conflict", "Another role has this name.", {
    errors: [{ path: "/name", message: "is taken" }],
  });
}

function present({ id, name, scopes: held }: RoleRow): RoleResource {
  return { id: presentId("rol", id), name, scopes: knownScopes(held), built_in: false };
}
