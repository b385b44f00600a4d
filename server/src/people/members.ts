// Who is in a tenant: listed, given another role, removed; never without an owner.

import type { ChangeMember, MemberResource } from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { parseId, presentId } from "../kernel/ids.ts";
import type { Caller, Reply, RouteRequest } from "../kernel/route.ts";
import type { PeopleDeps } from "./deps.ts";
import { findRole, presentRole, requireMayGive, scopesOfRow } from "./role-reference.ts";
import { deleteMember, listMembers, lockMembers, writeMember } from "./store/membership.ts";
import { readPeople } from "./store/person.ts";

export async function readMembers(
  { engine }: Pick<PeopleDeps, "engine">,
  { caller }: RouteRequest,
  tx: Tx,
): Promise<Reply> {
  return { status: 200, body: { data: await presentMembers(engine, tx, caller.tenantId) } };
}

export async function changeMember(
  { engine }: Pick<PeopleDeps, "engine">,
  { caller, params, body }: RouteRequest,
  tx: Tx,
): Promise<Reply> {
  const personId = await requireChangeable(tx, caller, params["id"]);
  const given = await findRole(tx, caller.tenantId, (body as ChangeMember).role);
  requireMayGive(caller, given.scopes, "That role");
  if (given.role !== "owner") await requireOtherOwner(tx, caller.tenantId, personId);
  await writeMember(tx, [caller.tenantId, personId, given.role, given.role_id]);
  const [member] = (await presentMembers(engine, tx, caller.tenantId)).filter(
    ({ id }) => id === presentId("usr", personId),
  );
  return { status: 200, body: member };
}

export async function removeMember({ caller, params }: RouteRequest, tx: Tx): Promise<Reply> {
  const personId = await requireChangeable(tx, caller, params["id"]);
  await requireOtherOwner(tx, caller.tenantId, personId);
  await deleteMember(tx, [caller.tenantId, personId]);
  return { status: 204, body: null };
}

/** Locks who is in the tenant, so that of two owners who leave at once one stays. */
async function requireChangeable(tx: Tx, caller: Caller, text: string | undefined): Promise<string> {
  const id = parseId("usr", text ?? "");
  await lockMembers(tx, [caller.tenantId]);
  const member = (await listMembers(tx, [caller.tenantId])).find((row) => row.person_id === id);
  if (member === undefined) throw new AppError("not_found", "Nobody of that id is in this tenant.");
  requireMayGive(caller, scopesOfRow(member), "That person");
  return member.person_id;
}

async function requireOtherOwner(tx: Tx, tenantId: string, personId: string): Promise<void> {
  const owners = (await listMembers(tx, [tenantId])).filter(({ role }) => role === "owner");
  if (owners.length === 1 && owners[0]?.person_id === personId) {
    throw new AppError("last_owner", "They are the only owner of this tenant.");
  }
}

async function presentMembers(engine: Tx, tx: Tx, tenantId: string): Promise<MemberResource[]> {
  const members = await listMembers(tx, [tenantId]);
  const people = await readPeople(engine, [members.map((row) => row.person_id)]);
  const byId = new Map(people.map((person) => [person.id, person]));
  return members.flatMap((row) => {
    const person = byId.get(row.person_id);
    if (person === undefined) return [];
    return {
      id: presentId("usr", person.id),
      email: person.email,
      name: person.name,
      ...presentRole(row),
      two_factor: person.totp_since !== null,
      disabled: person.disabled_at !== null,
      joined_at: row.created_at.toISOString(),
    };
  });
}
