// Makes a tenant for somebody else: on trial if it is to be, on a plan, with its owner invited.

import type { CreateTenantBody, TenantCreated } from "@waypost/contract";
import type { Tx } from "../../kernel/db.ts";
import { AppError } from "../../kernel/errors.ts";
import type { PersonActor } from "../../kernel/route.ts";
import { createTenant } from "../create-tenant.ts";
import { writeState } from "../store/tenant.ts";
import { dayMs } from "../life-steps.ts";
import { shown } from "../tenant-routes.ts";
import { changeTenant, readPlace } from "../update-tenant.ts";
import type { PlatformDeps } from "./routes.ts";

/**
 * What other rooms do in the same transaction. Each may be absent, and may refuse by an AppError, which leaves no
 * tenant behind.
 */
export type Welcome = {
  /** Invites the tenant's owner, by a link that is mailed where there is a mail server. */
  invite?(tx: Tx, owner: { tenantId: string; email: string; by: PersonActor }): Promise<Invitation>;
  /** Puts it on a plan, by its name. */
  choosePlan?(tx: Tx, chosen: { tenantId: string; plan: string }): Promise<void>;
};

type Invitation = { link: string; mailed: boolean };

export function inviteTenant(
  deps: PlatformDeps,
  wanted: CreateTenantBody,
  by: PersonActor,
): Promise<TenantCreated> {
  const { slug, name, plan, owner_email: email, trial_days: trialDays } = wanted;
  readPlace(wanted);
  const { invite, choosePlan } = deps.welcome;
  refuseAbsent({ "/plan": plan !== undefined && choosePlan === undefined });
  const now = deps.now();
  return deps.engine.transaction(async (tx) => {
    const id = deps.newId();
    const defaultCountry = wanted.default_country ?? null;
    const made = await createTenant(tx, deps.vault, { id, slug, name, defaultCountry });
    if (made === null) {
      throw new AppError("tenant_slug_taken", `There is a tenant "${slug}" already.`, {
        errors: [{ path: "/slug", message: "is taken" }],
      });
    }
    const { time_zone, locale } = wanted;
    const place = {
      ...(time_zone === undefined ? {} : { time_zone }),
      ...(locale === undefined ? {} : { locale }),
    };
    let row = await changeTenant(tx, id, place);
    if (trialDays !== undefined) {
      const [onTrial] = await writeState(tx, [
        id,
        "trial",
        null,
        new Date(now.getTime() + trialDays * dayMs),
        null,
      ]);
      row = onTrial ?? row;
    }
    if (plan !== undefined) await choosePlan?.(tx, { tenantId: id, plan });
    const invitation = email === undefined ? undefined : await invite?.(tx, { tenantId: id, email, by });
    return { tenant: await shown(tx, row, now), invitation: invitation ?? null, plan: plan ?? null };
  });
}

function refuseAbsent(absent: Readonly<Record<string, boolean>>): void {
  const errors = Object.entries(absent)
    .filter(([, is]) => is)
    .map(([path]) => ({ path, message: "means nothing here" }));
  if (errors.length > 0) throw new AppError("invalid_request", "The body is not valid.", { errors });
}
