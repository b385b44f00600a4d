// The audit log of this house and how long it keeps what, for its routes, its gates and its jobs.

import {
  auditGates,
  auditRoutes,
  retentionGates,
  retentionJob,
  type RetentionRouteDeps,
  retentionRoutes,
  sealChainsJob,
  sealKeys,
} from "../compliance/index.ts";
import type { ScheduledJob } from "../kernel/jobs.ts";
import type { GateRoute, Route } from "../kernel/route.ts";
import type { House } from "./house.ts";

export function complianceRoutes(
  house: House,
  { parsePhone }: Pick<RetentionRouteDeps, "parsePhone">,
): Route[] {
  const { app, engine, vault, newId } = house;
  return [
    ...auditRoutes({ db: app, trusted: sealKeys(vault).trusted }),
    ...retentionRoutes({ engine, newId, parsePhone }),
  ];
}

export function complianceGates({ app, engine, vault }: House): GateRoute[] {
  return [...auditGates({ db: app, trusted: sealKeys(vault).trusted }), ...retentionGates({ engine })];
}

export function complianceJobs({ engine, vault, log }: House): ScheduledJob[] {
  const now = (): Date => new Date();
  return [sealChainsJob({ db: engine, keys: sealKeys(vault), log, now }), retentionJob({ db: engine, now })];
}
