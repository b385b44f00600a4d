// The routes about routing: the policy of the key's mode, and what it would do with a message.

import {
  type ExplainRouting,
  explainRouting as explainRequest,
  putRouting,
  type PutRouting,
  routingExplanation,
  routingResource,
  type RoutingResource,
} from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { presentId } from "../kernel/ids.ts";
import type { Reply, Route, RouteRequest } from "../kernel/route.ts";
import { type ExplainDeps, explainRouting } from "./explain.ts";
import { policyProblems } from "./policy-problems.ts";
import { insertPolicy, type PolicyRow, readPolicyInForce, readSenderIds } from "./store/policies.ts";

export function routingRoutes(deps: ExplainDeps): Route[] {
  return [
    {
      method: "GET",
      path: "/v1/routing",
      scope: "routing:read",
      summary: "Read the routing policy; version 0 has no rules",
      schema: { response: { 200: routingResource } },
      handler: { kind: "transaction", handle: read },
    },
    {
      method: "PUT",
      path: "/v1/routing",
      scope: "routing:write",
      tellsChange: ["version", "stick_to_known", "health_floor", "throttled_after_seconds"],
      summary: "Replace the routing policy that was read",
      schema: { body: putRouting, response: { 200: routingResource } },
      handler: { kind: "transaction", handle: (request, tx) => replace(deps, request, tx) },
    },
    {
      method: "POST",
      path: "/v1/routing/explain",
      scope: "routing:read",
      audit: null,
      summary: "Explain which sender a message would go through, and why not the others",
      schema: { body: explainRequest, response: { 200: routingExplanation } },
      handler: { kind: "own", handle: (request) => explain(deps, request) },
    },
  ];
}

async function read({ caller }: RouteRequest, tx: Tx): Promise<Reply> {
  const [row] = await readPolicyInForce(tx, [caller.tenantId, caller.mode]);
  return { status: 200, body: present(row) };
}

async function replace({ inForce }: ExplainDeps, { caller, body }: RouteRequest, tx: Tx): Promise<Reply> {
  const { version, ...policy } = body as PutRouting;
  const { tenantId, mode } = caller;
  const senders = await readSenderIds(tx, [tenantId, mode]);
  const errors = policyProblems(policy, new Set(senders.map(({ id }) => presentId("snd", id))));
  if (errors.length > 0) {
    throw new AppError("invalid_routing_policy", "The routing policy does not make sense.", { errors });
  }
  const [current] = await readPolicyInForce(tx, [tenantId, mode]);
  const inForceNow = current?.version ?? 0;
  const isNext = version === inForceNow;
  const [written] = isNext
    ? await insertPolicy(tx, [tenantId, mode, version + 1, JSON.stringify(policy)])
    : [];
  if (written === undefined) {
    const detail = `The policy was changed meanwhile: version ${version} is not the one in force.`;
    throw new AppError("conflict", detail, {
      errors: [{ path: "/version", message: "is not the version in force" }],
    });
  }
  inForce.forget(tenantId, mode);
  return { status: 200, body: present(written) };
}

function present(row: PolicyRow | undefined): RoutingResource {
  if (row === undefined) return { version: 0, updated_at: null, rules: [] };
  return { version: row.version, updated_at: row.created_at.toISOString(), ...row.policy };
}

async function explain(deps: ExplainDeps, { caller, body }: RouteRequest): Promise<Reply> {
  return { status: 200, body: await explainRouting(deps, caller, body as ExplainRouting) };
}
