// The platform's routes about tenants: seen from outside, made, changed, and led through their life.

import {
  type CreateTenantBody,
  createTenantBody,
  page,
  tenantCreated,
  type TenantQuery,
  tenantQuery,
  tenantResource,
  tenantSummary,
  type TenantTombstone,
  tenantTombstone,
  type UpdateTenant,
  updateTenant,
} from "@waypost/contract";
import { Type } from "typebox";
import type { Vault } from "../../kernel/crypto.ts";
import type { Database } from "../../kernel/db.ts";
import { presentId } from "../../kernel/ids.ts";
import { cursorOf, limitDefault, pageOf } from "../../kernel/listing.ts";
import type { GateRoute, Reply } from "../../kernel/route.ts";
import { tenantNotFound } from "../change-state.ts";
import type { ExportDeps } from "../closing/ask-export.ts";
import { summarizeTenant } from "../present-tenant.ts";
import { readTombstone, type TombstoneRow } from "../store/closing.ts";
import { pageTenants, readTenantById } from "../store/tenant.ts";
import { shown } from "../tenant-routes.ts";
import { changeTenant } from "../update-tenant.ts";
import { healthGate } from "./health.ts";
import { inviteTenant, type Welcome } from "./invite-tenant.ts";
import { neighboursGate } from "./neighbours.ts";
import { stateGates } from "./state-routes.ts";
import { tenantIdIn, tenantIn } from "./tenant-in.ts";

export type PlatformDeps = Omit<ExportDeps, "vault"> & {
  /** Under the engine's role. */
  engine: Database;
  vault: Pick<Vault, "seal" | "newDataKeys">;
  now(): Date;
  /** What other rooms do for a tenant that is made. */
  welcome: Welcome;
};

export function platformGates(deps: PlatformDeps): GateRoute[] {
  const { engine } = deps;
  return [
    ...listGates(deps),
    ...tenantGates(deps),
    ...stateGates(deps),
    healthGate(engine),
    neighboursGate(engine),
  ];
}

function listGates(deps: PlatformDeps): GateRoute[] {
  return [
    {
      method: "GET",
      path: "/v1/platform/tenants",
      gate: "platform",
      summary: "List tenants, by state or by part of their name",
      schema: { query: tenantQuery, response: { 200: page(tenantSummary) } },
      handler: {
        kind: "person",
        handle: async ({ query }) => {
          const { limit = limitDefault, after, state = null, q = null } = query as TenantQuery;
          const rows = await pageTenants(deps.engine, [state, q, cursorOf("ten", after), limit + 1]);
          return { status: 200, body: pageOf(rows, limit, summarizeTenant) };
        },
      },
    },
    {
      method: "POST",
      path: "/v1/platform/tenants",
      gate: "platform",
      stepUp: true,
      audit: "tenant.created",
      summary: "Make a tenant, on trial or not, and invite its owner",
      schema: { body: createTenantBody, response: { 201: tenantCreated } },
      handler: {
        kind: "person",
        handle: async ({ body, person }) => ({
          status: 201,
          body: await inviteTenant(deps, body as CreateTenantBody, person),
        }),
      },
    },
  ];
}

function tenantGates(deps: PlatformDeps): GateRoute[] {
  const { engine, now } = deps;
  return [
    {
      method: "GET",
      path: "/v1/platform/tenants/:id",
      gate: "platform",
      summary: "Read a tenant, or what is left of an erased one",
      schema: { response: { 200: Type.Union([tenantResource, tenantTombstone]) } },
      handler: {
        kind: "person",
        handle: async (request): Promise<Reply> => {
          const id = tenantIdIn(request);
          const [row] = await readTenantById(engine, [id]);
          if (row !== undefined) return { status: 200, body: await shown(engine, row, now()) };
          const [tombstone] = await readTombstone(engine, [id]);
          if (tombstone === undefined) throw tenantNotFound();
          return { status: 200, body: presentTombstone(tombstone) };
        },
      },
    },
    {
      method: "PATCH",
      path: "/v1/platform/tenants/:id",
      gate: "platform",
      stepUp: true,
      audit: "tenant.updated",
      tellsChange: ["time_zone", "locale", "default_country", "settings"],
      summary: "Change a tenant's name, place, brand or settings",
      schema: { body: updateTenant, response: { 200: tenantResource } },
      handler: {
        kind: "person",
        handle: (request) =>
          engine.transaction(async (tx) => {
            const { id } = await tenantIn(tx, request);
            const row = await changeTenant(tx, id, request.body as UpdateTenant);
            return { status: 200, body: await shown(tx, row, now()) };
          }),
      },
    },
  ];
}

function presentTombstone(row: TombstoneRow): TenantTombstone {
  return {
    id: presentId("ten", row.id),
    state: "erased",
    created_at: row.created_at.toISOString(),
    closed_at: row.closed_at.toISOString(),
    erased_at: row.erased_at.toISOString(),
    counts: row.counts,
  };
}
