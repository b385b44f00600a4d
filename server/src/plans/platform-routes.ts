// The platform's routes: plans, who is on which, and what tenants used.

import {
  assignPlan,
  type AssignPlan,
  createPlan,
  type CreatePlan,
  planList,
  planResource,
  type PlanResource,
  tenantPlan,
  type TenantPlan,
  updatePlan,
  type UpdatePlan,
} from "@waypost/contract";
import { Type } from "typebox";
import type { Database } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { parseId, presentId } from "../kernel/ids.ts";
import type { GateRoute, PersonRequest, Reply } from "../kernel/route.ts";
import { assign } from "./assign.ts";
import type { PlansInForce } from "./in-force.ts";
import { savePlan } from "./save-plan.ts";
import {
  archivePlan,
  deletePlan,
  listPlans,
  type PlanRow,
  readAssignments,
  readPlan,
  readTenantZone,
} from "./store/plan.ts";
import { tenantsUsageRoute } from "./usage/tenants-usage.ts";

export type PlatformDeps = {
  engine: Database;
  newId(): string;
  now(): Date;
  inForce: Pick<PlansInForce, "forget">;
};

export function plansPlatformRoutes(deps: PlatformDeps): GateRoute[] {
  return [...planRoutes(deps), ...assignmentRoutes(deps), tenantsUsageRoute(deps)];
}

function planRoutes(deps: PlatformDeps): GateRoute[] {
  const one = "/v1/platform/plans/:id";
  return [
    {
      method: "GET",
      path: "/v1/platform/plans",
      gate: "platform",
      summary: "List all plans, by name, newest version first",
      schema: { response: { 200: planList } },
      handler: {
        kind: "person",
        handle: async () => ({
          status: 200,
          body: { data: (await listPlans(deps.engine, [])).map(presentPlan) },
        }),
      },
    },
    {
      method: "POST",
      path: "/v1/platform/plans",
      gate: "platform",
      audit: "plan.created",
      summary: "Make a plan; under a name that exists, its next version",
      schema: { body: createPlan, response: { 201: planResource } },
      handler: { kind: "person", handle: (request) => create(deps, request) },
    },
    {
      method: "GET",
      path: one,
      gate: "platform",
      summary: "Read a plan",
      schema: { response: { 200: planResource } },
      handler: {
        kind: "person",
        handle: async (request) => ({ status: 200, body: presentPlan(await planOf(deps, request)) }),
      },
    },
    {
      method: "PATCH",
      path: one,
      gate: "platform",
      audit: "plan.archived",
      summary: "Archive a plan, or take it out of the archive",
      schema: { body: updatePlan, response: { 200: planResource } },
      handler: { kind: "person", handle: (request) => archive(deps, request) },
    },
    {
      method: "DELETE",
      path: one,
      gate: "platform",
      audit: "plan.deleted",
      summary: "Delete a plan that no tenant was ever on",
      schema: { response: { 204: Type.Null() } },
      handler: { kind: "person", handle: (request) => remove(deps, request) },
    },
  ];
}

function assignmentRoutes(deps: PlatformDeps): GateRoute[] {
  const path = "/v1/platform/tenants/:id/plan";
  return [
    {
      method: "GET",
      path,
      gate: "platform",
      summary: "Which plan a tenant is on, and was",
      schema: { response: { 200: tenantPlan } },
      handler: {
        kind: "person",
        handle: async (request) => {
          const tenantId = await tenantOf(deps, request);
          return { status: 200, body: await presentAssignment(deps, tenantId) };
        },
      },
    },
    {
      method: "PUT",
      path,
      gate: "platform",
      audit: "tenant.plan_assigned",
      summary: "Put a tenant on a plan, now or from a day on; null takes it off",
      schema: { body: assignPlan, response: { 200: tenantPlan } },
      handler: { kind: "person", handle: (request) => put(deps, request) },
    },
  ];
}

async function create(deps: PlatformDeps, { body }: PersonRequest): Promise<Reply> {
  const row = await savePlan(deps.engine, deps.newId, body as CreatePlan);
  return { status: 201, body: presentPlan(row) };
}

async function archive(deps: PlatformDeps, request: PersonRequest): Promise<Reply> {
  const { id } = await planOf(deps, request);
  await archivePlan(deps.engine, [id, (request.body as UpdatePlan).archived]);
  return { status: 200, body: presentPlan(await planOf(deps, request)) };
}

async function remove(deps: PlatformDeps, request: PersonRequest): Promise<Reply> {
  const { id } = await planOf(deps, request);
  const [deleted] = await deletePlan(deps.engine, [id]);
  if (deleted === undefined) throw new AppError("plan_in_use", "Tenants are on this plan, or have been.");
  return { status: 204, body: null };
}

async function put(deps: PlatformDeps, request: PersonRequest): Promise<Reply> {
  const tenantId = await tenantOf(deps, request);
  const { plan, overrides = {}, since } = request.body as AssignPlan;
  const planId = plan === null ? null : parseId("plan", plan);
  await assign(deps.engine, {
    tenantId,
    planId,
    overrides,
    since: since === undefined ? null : new Date(since),
  });
  deps.inForce.forget();
  return { status: 200, body: await presentAssignment(deps, tenantId) };
}

async function presentAssignment({ engine }: PlatformDeps, tenantId: string): Promise<TenantPlan> {
  const rows = await readAssignments(engine, [tenantId]);
  const held = rows.find(({ has_begun }) => has_begun);
  const plan =
    held === undefined || held.plan_id === null || held.name === null || held.version === null
      ? null
      : { id: presentId("plan", held.plan_id), name: held.name, version: held.version };
  return {
    plan,
    since: held?.since.toISOString() ?? null,
    overrides: held?.overrides ?? {},
    caps: held?.caps ?? {},
    history: rows.map(({ plan_id, since }) => ({
      plan: plan_id === null ? null : presentId("plan", plan_id),
      since: since.toISOString(),
    })),
  };
}

async function planOf({ engine }: PlatformDeps, { params }: PersonRequest): Promise<PlanRow> {
  const id = parseId("plan", params["id"] ?? "");
  const [row] = id === null ? [] : await readPlan(engine, [id]);
  if (row === undefined) throw new AppError("not_found", "There is no such plan.");
  return row;
}

async function tenantOf({ engine }: PlatformDeps, { params }: PersonRequest): Promise<string> {
  const id = parseId("ten", params["id"] ?? "");
  const [row] = id === null ? [] : await readTenantZone(engine, [id]);
  if (row === undefined) throw new AppError("not_found", "There is no such tenant.");
  return row.id;
}

function presentPlan(row: PlanRow): PlanResource {
  return {
    id: presentId("plan", row.id),
    name: row.name,
    version: row.version,
    caps: row.caps,
    archived_at: row.archived_at?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
    tenants: row.tenants,
  };
}
