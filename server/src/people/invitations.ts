// Invitations: a link that makes somebody a member of a tenant, once.

import type {
  AcceptInvitation,
  InvitationCreated,
  InvitationLook,
  InvitationResource,
  InvitationToken,
  Invite,
} from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { parseId, presentId } from "../kernel/ids.ts";
import {
  nameActor,
  type OpenRequest,
  type PersonRequest,
  type Reply,
  type RouteRequest,
} from "../kernel/route.ts";
import type { PeopleDeps } from "./deps.ts";
import { invitationMail } from "./mail-texts.ts";
import { deadLink, hashNewPassword } from "./new-password.ts";
import { findRole, type FoundRole, presentRole, requireMayGive, scopesOfRow } from "./role-reference.ts";
import { beginSession, type OpenSession, renewSession, requireSignIn } from "./session.ts";
import { requirePerson, spellEmail } from "./sign-in.ts";
import {
  countSeats,
  deleteInvitation,
  insertMember,
  type InvitationRow,
  listInvitations,
  readInvitation,
  readTenantName,
  takeInvitation,
  writeInvitation,
} from "./store/membership.ts";
import { insertPerson, readPersonByEmail } from "./store/person.ts";
import { hashToken, newToken } from "./token.ts";

const invitationMs = 7 * 24 * 60 * 60_000;

/** `email`: whose seat it is; an invitation they have already does not count twice. */
async function requireSeat(
  { roomForSeat }: Pick<PeopleDeps, "roomForSeat">,
  tx: Tx,
  { tenantId, email }: { tenantId: string; email: string },
): Promise<void> {
  const taken = async (): Promise<number> => (await countSeats(tx, [tenantId, email]))[0]?.count ?? 0;
  await roomForSeat?.(tx, tenantId, taken);
}

export type Invited = { row: InvitationRow; link: string; mailed: boolean };

/** `by`: who invites, as a record names them. Whether they may give the role is asked before. */
export async function makeInvitation(
  deps: Pick<PeopleDeps, "newId" | "now" | "mailer" | "publicUrl" | "roomForSeat">,
  tx: Tx,
  wanted: { tenantId: string; email: string; role: FoundRole; by: string },
): Promise<Invited> {
  const { tenantId, role, by } = wanted;
  await requireSeat(deps, tx, { tenantId, email: spellEmail(wanted.email) });
  const token = newToken();
  const [row] = await writeInvitation(tx, [
    tenantId,
    deps.newId(),
    spellEmail(wanted.email),
    role.role,
    role.role_id,
    token.hash,
    by,
    new Date(deps.now().getTime() + invitationMs),
  ]);
  const [tenant] = await readTenantName(tx, [tenantId]);
  if (row === undefined || tenant === undefined)
    throw new Error("an invitation comes back, and has a tenant");
  const link = `${deps.publicUrl}/invitation#${token.text}`;
  // Sent while the transaction ends: nothing waits for a mail server, and a link that came to nothing is refused.
  deps.mailer?.send({ to: row.email, ...invitationMail(tenant.name, link) });
  return { row, link, mailed: deps.mailer !== null };
}

export async function invite(deps: PeopleDeps, { caller, body }: RouteRequest, tx: Tx): Promise<Reply> {
  const { email, role: wanted } = body as Invite;
  const role = await findRole(tx, caller.tenantId, wanted);
  requireMayGive(caller, role.scopes, "That role");
  // Nor is an invitation to more replaced by one to less.
  const [former] = (await listInvitations(tx, [caller.tenantId])).filter(
    (one) => one.email === spellEmail(email),
  );
  if (former !== undefined) requireMayGive(caller, scopesOfRow(former), "The invitation that is there");
  const { tenantId, actor } = caller;
  const { row, link, mailed } = await makeInvitation(deps, tx, {
    tenantId,
    email,
    role,
    by: nameActor(actor),
  });
  const shown = present({ ...row, role_name: role.name });
  const created: InvitationCreated = { ...shown, link, mailed };
  return { status: 201, body: created, kept: { ...created, link: null } };
}

export async function readInvitations({ caller }: RouteRequest, tx: Tx): Promise<Reply> {
  return { status: 200, body: { data: (await listInvitations(tx, [caller.tenantId])).map(present) } };
}

export async function revokeInvitation({ caller, params }: RouteRequest, tx: Tx): Promise<Reply> {
  const id = parseId("inv", params["id"] ?? "");
  const row = (await listInvitations(tx, [caller.tenantId])).find((one) => one.id === id);
  if (row === undefined) throw new AppError("not_found", "There is no such invitation.");
  requireMayGive(caller, scopesOfRow(row), "That role");
  await deleteInvitation(tx, [caller.tenantId, row.id]);
  return { status: 204, body: null };
}

/** What somebody sees who has the link. */
export async function lookAtInvitation(deps: PeopleDeps, { body }: OpenRequest): Promise<InvitationLook> {
  const [row] = await readInvitation(deps.engine, [hashToken((body as InvitationToken).token), deps.now()]);
  if (row === undefined) throw deadLink();
  const account = await readPersonByEmail(deps.engine, [row.email]);
  return {
    email: row.email,
    tenant: row.tenant,
    role_name: presentRole(row).role_name,
    expires_at: row.expires_at.toISOString(),
    has_account: account.length > 0,
  };
}

/** Somebody new: makes their account, and signs them in. */
export async function acceptAsNew(deps: PeopleDeps, request: OpenRequest): Promise<OpenSession> {
  const { token, name, password } = request.body as AcceptInvitation;
  const values = [hashToken(token), deps.now()];
  const [invited] = await readInvitation(deps.engine, values);
  if (invited === undefined) throw deadLink();
  const hash = await hashNewPassword(deps, password, [name, invited.email]);
  return deps.engine.transaction(async (tx) => {
    const [row] = await takeInvitation(tx, values);
    if (row === undefined) throw deadLink();
    // Asked again: the plan may have become smaller since.
    await requireSeat(deps, tx, { tenantId: row.tenant_id, email: row.email });
    const [person] = await insertPerson(tx, [deps.newId(), row.email, name, hash, false]);
    if (person === undefined) {
      throw new AppError("conflict", "There is an account of this address: sign in, and accept as yourself.");
    }
    await insertMember(tx, [row.tenant_id, person.id, row.role, row.role_id]);
    return beginSession(deps, tx, { personId: person.id, proved: false, from: request });
  });
}

/** Somebody who has an account: the one the invitation was sent to. */
export async function acceptAsMyself(deps: PeopleDeps, request: PersonRequest): Promise<OpenSession> {
  const person = await requirePerson(deps, request.person.id);
  const values = [hashToken((request.body as InvitationToken).token), deps.now()];
  const row = await deps.engine.transaction(async (tx) => {
    const [taken] = await takeInvitation(tx, values);
    if (taken === undefined || taken.email !== person.email) throw deadLink();
    await requireSeat(deps, tx, { tenantId: taken.tenant_id, email: taken.email });
    const [member] = await insertMember(tx, [taken.tenant_id, person.id, taken.role, taken.role_id]);
    if (member === undefined) throw new AppError("conflict", "You are in this tenant already.");
    return taken;
  });
  const former = await requireSignIn(deps.engine, request.person.sessionId);
  return renewSession(deps, former, { actsFor: row.tenant_id });
}

function present(row: InvitationRow & { role_name: string | null }): InvitationResource {
  return {
    id: presentId("inv", row.id),
    email: row.email,
    ...presentRole(row),
    invited_by: row.invited_by,
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
  };
}
