// Tenants and their keys in the control process: the routes, the platform's gates, and what the clock does.

import { dropAuditChain } from "../compliance/index.ts";
import type { AttachedConfig } from "../config.ts";
import { auditEntry, system } from "../kernel/audit.ts";
import { presentId } from "../kernel/ids.ts";
import type { ScheduledJob } from "../kernel/jobs.ts";
import { type Download, type GateRoute, nameActor, type Route } from "../kernel/route.ts";
import {
  exportDownload,
  exportTenantsJob,
  keyRoutes,
  leakedKeyGate,
  platformGates,
  tenantLifeJobs,
  tenantRoutes,
} from "../tenancy/index.ts";
import { createMailer, findRole, makeInvitation } from "../people/index.ts";
import { roomForSeat } from "./people.ts";
import { choosePlan } from "./plans.ts";
import type { House } from "./house.ts";

const now = (): Date => new Date();

export function ownTenantRoutes(config: Pick<AttachedConfig, "http">, house: House): Route[] {
  const { vault, engine, newId } = house;
  const { publicUrl } = config.http;
  return [...keyRoutes({ vault, newId, now }), ...tenantRoutes({ engine, vault, newId, publicUrl, now })];
}

export function tenantGates(config: Pick<AttachedConfig, "http" | "mail">, house: House): GateRoute[] {
  const { engine, vault, newId, log, audit, onError } = house;
  const { publicUrl } = config.http;
  return [
    leakedKeyGate({
      engine,
      vault,
      now: Date.now,
      onRevoked: ({ tenantId, id }) => {
        log.warn("a key was reported as leaked, and is revoked", { tenant_id: tenantId, key_id: id });
        const target = { kind: "key", id: presentId("key", id) };
        const actor = { kind: "anybody", id: null, reason: null } as const;
        const entry = auditEntry({ tenantId, at: now(), action: "api_key.leaked", actor, target });
        // Apart from the answer, which must not take longer for a key there is.
        audit.append(engine, [entry]).catch(onError);
      },
    }),
    ...platformGates({ engine, vault, newId, publicUrl, now, welcome: welcomeIn(config, house) }),
  ];
}

type Welcome = Parameters<typeof platformGates>[0]["welcome"];

/** What other rooms do for a tenant that the platform makes. */
function welcomeIn(
  { http: { publicUrl }, mail }: Pick<AttachedConfig, "http" | "mail">,
  { newId, onError }: House,
): Welcome {
  const mailer = createMailer({ ...mail, onError });
  return {
    choosePlan,
    invite: async (tx, { tenantId, email, by }) => {
      const role = await findRole(tx, tenantId, "owner");
      const wanted = { tenantId, email, role, by: nameActor(by) };
      const { link, mailed } = await makeInvitation(
        { newId, now, mailer, publicUrl, roomForSeat },
        tx,
        wanted,
      );
      return { link, mailed };
    },
  };
}

export function tenantDownload({ engine, media }: Pick<House, "engine" | "media">): Download {
  return exportDownload({ engine, store: media });
}

type JobHouse = Pick<House, "engine" | "vault" | "media" | "audit" | "onError">;

export function tenantJobs({ engine, vault, media: store, audit, onError }: JobHouse): ScheduledJob[] {
  return [
    exportTenantsJob({ engine, vault, store, now, onError }),
    ...tenantLifeJobs({
      engine,
      vault,
      store,
      now,
      append: audit.append,
      eraseGuarded: (tx, tenantId) => dropAuditChain(tx, { tenantId, actor: system, at: now() }),
      onError,
    }),
  ];
}
