// The steps of a tenant's life that the platform's staff take.

import {
  type EraseTenantBody,
  eraseTenantBody,
  type PlatformCloseTenant,
  platformCloseTenant,
  type StateChange,
  stateChange,
  tenantClosed,
  tenantResource,
} from "@waypost/contract";
import type { GateRoute, PersonRequest, Reply } from "../../kernel/route.ts";
import { changeState } from "../change-state.ts";
import { closeTenant, eraseSoon } from "../life-steps.ts";
import { shown } from "../tenant-routes.ts";
import type { PlatformDeps } from "./routes.ts";
import { tenantIdIn } from "./tenant-in.ts";

export function stateGates(deps: PlatformDeps): GateRoute[] {
  return [
    stepGate(deps, {
      verb: "suspend",
      audit: "tenant.suspended",
      summary: "Suspend a tenant: it is read and not changed, and nothing leaves",
    }),
    stepGate(deps, {
      verb: "activate",
      audit: "tenant.activated",
      summary: "Let a tenant work: what waited goes on, what is over expires",
    }),
    {
      method: "POST",
      path: "/v1/platform/tenants/:id/close",
      gate: "platform",
      stepUp: true,
      audit: "tenant.closed",
      summary: "Close a tenant: everything stops, is exported, and is erased later",
      schema: { body: platformCloseTenant, response: { 202: tenantClosed } },
      handler: { kind: "person", handle: (request) => close(deps, request) },
    },
    {
      method: "POST",
      path: "/v1/platform/tenants/:id/erase",
      gate: "platform",
      stepUp: true,
      audit: "tenant.erasure_asked",
      tellsChange: ["state", "erase_after"],
      summary: "Erase a tenant that is closing now instead of later",
      schema: { body: eraseTenantBody, response: { 202: tenantResource } },
      handler: { kind: "person", handle: (request) => eraseNow(deps, request) },
    },
  ];
}

type Step = { verb: "suspend" | "activate"; audit: string; summary: string };

function stepGate(deps: PlatformDeps, { verb, audit, summary }: Step): GateRoute {
  return {
    method: "POST",
    path: `/v1/platform/tenants/:id/${verb}`,
    gate: "platform",
    stepUp: true,
    audit,
    tellsChange: ["state"],
    summary,
    schema: { body: stateChange, response: { 200: tenantResource } },
    handler: {
      kind: "person",
      handle: (request) =>
        deps.engine.transaction(async (tx) => {
          const { reason } = request.body as StateChange;
          const now = deps.now();
          const row = await changeState(tx, tenantIdIn(request), { step: verb, by: "platform", reason }, now);
          return { status: 200, body: await shown(tx, row, now) };
        }),
    },
  };
}

async function close(deps: PlatformDeps, request: PersonRequest): Promise<Reply> {
  const { confirm, reason, erase_after_days: eraseAfterDays } = request.body as PlatformCloseTenant;
  const closing = { tenantId: tenantIdIn(request), by: "platform", confirm, reason, eraseAfterDays } as const;
  const now = deps.now();
  return deps.engine.transaction(async (tx) => {
    const { row, access } = await closeTenant(deps, tx, closing, now);
    return { status: 202, body: { tenant: await shown(tx, row, now), export: access } };
  });
}

async function eraseNow(deps: PlatformDeps, request: PersonRequest): Promise<Reply> {
  const { confirm } = request.body as EraseTenantBody;
  const tenantId = tenantIdIn(request);
  const now = deps.now();
  return deps.engine.transaction(async (tx) => {
    const row = await eraseSoon(tx, { tenantId, confirm }, now);
    return { status: 202, body: await shown(tx, row, now) };
  });
}
