// The routes by which a tenant reads and changes what it is, and closes.

import {
  closeTenant as closeTenantBody,
  type CloseTenant,
  tenantClosed,
  type TenantClosed,
  tenantResource,
  type UpdateTenant,
  updateTenant,
} from "@waypost/contract";
import type { Database, Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import type { Reply, Route, RouteRequest } from "../kernel/route.ts";
import type { ExportDeps } from "./closing/ask-export.ts";
import { tenantNotFound } from "./change-state.ts";
import { closeTenant } from "./life-steps.ts";
import { presentTenant } from "./present-tenant.ts";
import { readNewestExport } from "./store/closing.ts";
import { readTenantById, type TenantRow } from "./store/tenant.ts";
import { changeTenant } from "./update-tenant.ts";

export type TenantDeps = ExportDeps & {
  /** Under the engine's role: a tenant cannot write its own state. */
  engine: Pick<Database, "transaction">;
  now(): Date;
};

export function tenantRoutes(deps: TenantDeps): Route[] {
  return [
    {
      method: "GET",
      path: "/v1/tenant",
      scope: "tenant:read",
      summary: "Read the tenant: its state, its place, its settings",
      schema: { response: { 200: tenantResource } },
      handler: {
        kind: "transaction",
        handle: async ({ caller }, tx) => {
          const [row] = await readTenantById(tx, [caller.tenantId]);
          if (row === undefined) throw tenantNotFound();
          return { status: 200, body: await shown(tx, row, deps.now()) };
        },
      },
    },
    {
      method: "PATCH",
      path: "/v1/tenant",
      scope: "tenant:write",
      audit: "tenant.updated",
      tellsChange: ["time_zone", "locale", "default_country", "settings"],
      summary: "Change the tenant's name, place, brand or settings",
      schema: { body: updateTenant, response: { 200: tenantResource } },
      handler: {
        kind: "transaction",
        handle: async ({ caller, body }, tx) => {
          const row = await changeTenant(tx, caller.tenantId, body as UpdateTenant);
          return { status: 200, body: await shown(tx, row, deps.now()) };
        },
      },
    },
    {
      method: "POST",
      path: "/v1/tenant/close",
      scope: "tenant:write",
      stepUp: true,
      audit: "tenant.closed",
      summary: "Close the tenant: everything stops, is exported, and is erased after 30 days",
      schema: { body: closeTenantBody, response: { 202: tenantClosed } },
      handler: { kind: "own", handle: (request) => closeOwn(deps, request) },
    },
  ];
}

/** A repetition finds it closing, and is refused: what the export opens with is kept nowhere to be shown again. */
async function closeOwn(deps: TenantDeps, { caller, body }: RouteRequest): Promise<Reply> {
  const { confirm, reason = null } = body as CloseTenant;
  if (caller.mode === "test") throw new AppError("mode_mismatch", "Closing a tenant needs a live key.");
  const { tenantId } = caller;
  const now = deps.now();
  return deps.engine.transaction(async (tx) => {
    const { row, access } = await closeTenant(deps, tx, { tenantId, by: "tenant", confirm, reason }, now);
    const closed: TenantClosed = { tenant: await shown(tx, row, now), export: access };
    return { status: 202, body: closed };
  });
}

export async function shown(tx: Tx, row: TenantRow, now: Date): Promise<ReturnType<typeof presentTenant>> {
  const [newest] = await readNewestExport(tx, [row.id]);
  return presentTenant(row, newest, now);
}
