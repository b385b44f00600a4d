// What a person sees of themselves: who they are, where they work, what they may do there.

import type { MeResource, SignInResource, UpdateMe } from "@waypost/contract";
import { AppError } from "../kernel/errors.ts";
import { parseId, presentId } from "../kernel/ids.ts";
import { type PersonRequest, provedForMs } from "../kernel/route.ts";
import type { PeopleDeps } from "./deps.ts";
import { isVisiting } from "./recognize.ts";
import { presentRole } from "./role-reference.ts";
import { impersonationScopes, knownScopes, scopesOf } from "./role.ts";
import { type OpenSession, renewSession, requireSignIn } from "./session.ts";
import { idleOf } from "./session-life.ts";
import { requirePerson } from "./sign-in.ts";
import { readRole, readTenantName, type TenantOfPerson, tenantsOfPerson } from "./store/membership.ts";
import { countRecoveryCodes, type PersonRow, updatePerson } from "./store/person.ts";
import { listSignIns, type SignInRow } from "./store/sign-in.ts";

export async function readMe(deps: PeopleDeps, session: SignInRow): Promise<MeResource> {
  const person = await requirePerson(deps, session.person_id);
  const [tenants, [codes]] = await Promise.all([
    tenantsOfPerson(deps.engine, [person.id]),
    countRecoveryCodes(deps.engine, [person.id]),
  ]);
  return {
    id: presentId("usr", person.id),
    email: person.email,
    name: person.name,
    locale: person.locale,
    platform: person.platform,
    two_factor: person.totp_since !== null,
    recovery_codes_left: codes?.left ?? 0,
    tenants: tenants.map((row) => ({ ...presentTenant(row), ...presentRole(row) })),
    ...(await readPlace(deps, session, tenants)),
    proved_until: provedUntil(session, deps.now()),
    session: {
      id: presentId("ses", session.id),
      ends_at: session.ends_at.toISOString(),
      idle_after_seconds: idleOf(person.platform) / 1_000,
    },
  };
}

type Where = Pick<MeResource, "tenant" | "scopes" | "impersonation">;

async function readPlace(
  { engine, now }: PeopleDeps,
  session: SignInRow,
  tenants: readonly TenantOfPerson[],
): Promise<Where> {
  if (isVisiting(session, now())) {
    const [row] = await readTenantName(engine, [session.impersonates]);
    const tenant = row === undefined ? null : presentTenant(row);
    return { tenant, scopes: [...impersonationScopes], impersonation: tenant && visitOf(session, tenant) };
  }
  const home = tenants.find(({ id }) => id === session.acts_for);
  if (home === undefined) return { tenant: null, scopes: [], impersonation: null };
  const [own] = home.role === null ? await readRole(engine, [home.id, home.role_id]) : [];
  const scopes = home.role === null ? knownScopes(own?.scopes ?? []) : scopesOf[home.role];
  return { tenant: presentTenant(home), scopes: [...scopes], impersonation: null };
}

function visitOf(session: SignInRow, tenant: NonNullable<MeResource["tenant"]>): MeResource["impersonation"] {
  return {
    tenant,
    reason: session.impersonation_reason ?? "",
    since: (session.impersonation_since ?? session.created_at).toISOString(),
    ends_at: (session.impersonation_ends_at ?? session.ends_at).toISOString(),
  };
}

function presentTenant({ id, slug, name }: { id: string; slug: string; name: string }) {
  return { id: presentId("ten", id), slug, name };
}

function provedUntil({ proved_at }: SignInRow, now: Date): string | null {
  if (proved_at === null || now.getTime() - proved_at.getTime() >= provedForMs) return null;
  return new Date(proved_at.getTime() + provedForMs).toISOString();
}

export async function updateMe(deps: PeopleDeps, { person, body }: PersonRequest): Promise<PersonRow> {
  const { name, locale } = body as UpdateMe;
  const [row] = await updatePerson(deps.engine, [person.id, name ?? null, locale ?? null]);
  if (row === undefined) throw new AppError("unauthorized", "This session has ended.");
  return row;
}

/** The tenant to work in from now on, for this session. */
export async function chooseTenant(
  deps: PeopleDeps,
  { person }: PersonRequest,
  tenant: string,
): Promise<OpenSession> {
  if (person.impersonation !== null) {
    throw new AppError("conflict", "End the impersonation first: POST /v1/auth/impersonation/end.");
  }
  const id = parseId("ten", tenant);
  const mine = await tenantsOfPerson(deps.engine, [person.id]);
  const chosen = mine.find((row) => row.id === id || row.slug === tenant);
  if (chosen === undefined) throw new AppError("not_found", "You are in no such tenant.");
  const former = await requireSignIn(deps.engine, person.sessionId);
  return renewSession(deps, former, { actsFor: chosen.id });
}

export async function listSessions(deps: PeopleDeps, { person }: PersonRequest): Promise<SignInResource[]> {
  const rows = await listSignIns(deps.engine, [person.id, deps.now()]);
  return rows.map((row) => ({
    id: presentId("ses", row.id),
    current: row.id === person.sessionId,
    created_at: row.created_at.toISOString(),
    seen_at: row.seen_at.toISOString(),
    ends_at: row.ends_at.toISOString(),
    ip: row.ip,
    user_agent: row.user_agent,
  }));
}
