// Staff of the platform in a tenant's name: with a reason, with fewer rights, for an hour at most.

import type { Impersonate } from "@waypost/contract";
import { AppError } from "../kernel/errors.ts";
import { parseId } from "../kernel/ids.ts";
import type { PersonRequest } from "../kernel/route.ts";
import type { PeopleDeps } from "./deps.ts";
import { type OpenSession, renewVisit, requireSignIn } from "./session.ts";
import { impersonationMs } from "./session-life.ts";
import { readTenantName } from "./store/membership.ts";

export async function beginImpersonation(deps: PeopleDeps, request: PersonRequest): Promise<OpenSession> {
  const { params, body, person } = request;
  const id = parseId("ten", params["id"] ?? "");
  const [tenant] = id === null ? [] : await readTenantName(deps.engine, [id]);
  if (tenant === undefined) throw new AppError("not_found", "There is no such tenant.");
  const reason = (body as Impersonate).reason.trim();
  if (reason.length < 10) {
    throw new AppError("invalid_request", "Say why, so that the tenant can understand it.", {
      errors: [{ path: "/reason", message: "must have ten characters at least" }],
    });
  }
  const since = deps.now();
  const endsAt = new Date(since.getTime() + impersonationMs);
  const former = await requireSignIn(deps.engine, person.sessionId);
  return renewVisit(deps, former, { tenantId: tenant.id, reason, since, endsAt });
}

/** Also when it has ended by itself. */
export async function endImpersonation(deps: PeopleDeps, { person }: PersonRequest): Promise<OpenSession> {
  return renewVisit(deps, await requireSignIn(deps.engine, person.sessionId), null);
}
