// The routes about retention: how long a tenant keeps what, what it has put on hold, and the operator's bounds.

import {
  legalHold,
  type LegalHold,
  page,
  type PageQuery,
  pageQuery,
  type PlaceLegalHold,
  placeLegalHold,
  putRetention,
  type PutRetention,
  putRetentionBounds,
  type PutRetentionBounds,
  retentionBounds,
  type RetentionKind,
  retentionKinds,
  retentionResource,
  type RetentionResource,
} from "@waypost/contract";
import { Type } from "typebox";
import type { Database, Tx } from "../../kernel/db.ts";
import { AppError, type FieldError } from "../../kernel/errors.ts";
import { parseId, presentId } from "../../kernel/ids.ts";
import { cursorOf, limitDefault, pageOf } from "../../kernel/listing.ts";
import { type GateRoute, nameActor, type Reply, type Route, type RouteRequest } from "../../kernel/route.ts";
import { type Bound, type Bounds, boundsFrom, byKind, daysInForce } from "./policy.ts";
import { chosenFrom } from "./rules.ts";
import {
  dropPolicy,
  type HoldRow,
  insertHold,
  liftHold,
  listHolds,
  readBounds,
  readHoldsOnAll,
  readPolicy,
  writeBounds,
  writePolicy,
} from "./store.ts";

export type RetentionRouteDeps = {
  /** Under the engine's role: the operator's bounds are no tenant's. */
  engine: Database;
  newId(): string;
  /** E.164; throws AppError for what is no number. */
  parsePhone(tenantId: string, phone: string, path: string): Promise<string>;
};

export function retentionRoutes(deps: RetentionRouteDeps): Route[] {
  return [
    {
      method: "GET",
      path: "/v1/retention",
      scope: "tenant:read",
      summary: "Read how long what is kept, and within which bounds that can be chosen",
      schema: { response: { 200: retentionResource } },
      handler: {
        kind: "transaction",
        handle: async ({ caller }, tx) => ({ status: 200, body: await present(deps, tx, caller.tenantId) }),
      },
    },
    {
      method: "PUT",
      path: "/v1/retention",
      scope: "tenant:write",
      stepUp: true,
      audit: "retention.updated",
      tellsChange: ["message_body", "media", "metadata", "webhooks"],
      summary:
        "Choose how long what is kept; what is older then goes with the next run and does not come back",
      schema: { body: putRetention, response: { 200: retentionResource } },
      handler: { kind: "transaction", handle: (request, tx) => choose(deps, request, tx) },
    },
    {
      method: "GET",
      path: "/v1/legal-holds",
      scope: "tenant:read",
      summary: "List legal holds, newest first",
      schema: { query: pageQuery, response: { 200: page(legalHold) } },
      handler: { kind: "transaction", handle: list },
    },
    {
      method: "POST",
      path: "/v1/legal-holds",
      scope: "tenant:write",
      stepUp: true,
      audit: "legal_hold.placed",
      summary: "Keep everything, or what was exchanged with one number, whatever the retention says",
      schema: { body: placeLegalHold, response: { 201: legalHold } },
      handler: { kind: "transaction", handle: (request, tx) => place(deps, request, tx) },
    },
    {
      method: "DELETE",
      path: "/v1/legal-holds/:id",
      scope: "tenant:write",
      stepUp: true,
      audit: "legal_hold.lifted",
      summary: "Lift a legal hold; what is too old goes with the next run",
      schema: { response: { 204: Type.Null() } },
      handler: { kind: "transaction", handle: lift },
    },
  ];
}

export function retentionGates({ engine }: Pick<RetentionRouteDeps, "engine">): GateRoute[] {
  const bounds = async (): Promise<Reply> => ({
    status: 200,
    body: boundsFrom(await readBounds(engine, [])),
  });
  return [
    {
      method: "GET",
      path: "/v1/platform/retention",
      gate: "platform",
      summary: "Read the bounds within which tenants choose how long they keep what",
      schema: { response: { 200: retentionBounds } },
      handler: { kind: "person", handle: bounds },
    },
    {
      method: "PUT",
      path: "/v1/platform/retention",
      gate: "platform",
      stepUp: true,
      audit: "retention.bounds_updated",
      tellsChange: ["message_body", "media", "metadata", "webhooks"],
      summary: "Set the bounds and the defaults; a tenant's choice outside counts as the nearest bound",
      schema: { body: putRetentionBounds, response: { 200: retentionBounds } },
      handler: {
        kind: "person",
        handle: async ({ body }) => {
          await setBounds(engine, body as PutRetentionBounds);
          return bounds();
        },
      },
    },
  ];
}

async function present(deps: RetentionRouteDeps, tx: Tx, tenantId: string): Promise<RetentionResource> {
  const bounds = boundsFrom(await readBounds(deps.engine, []));
  const chosen = chosenFrom(await readPolicy(tx, [tenantId]));
  const days = daysInForce(bounds, chosen);
  return {
    ...byKind((kind) => ({ days: days[kind], chosen: chosen[kind] ?? null, ...bounds[kind] })),
    legal_hold: (await readHoldsOnAll(tx, [tenantId])).length > 0,
  };
}

async function choose(deps: RetentionRouteDeps, { caller, body }: RouteRequest, tx: Tx): Promise<Reply> {
  const { tenantId } = caller;
  const wanted = body as PutRetention;
  const bounds = boundsFrom(await readBounds(deps.engine, []));
  refuse(outOfBounds(bounds, wanted));
  const named = retentionKinds.filter((kind) => wanted[kind] !== undefined);
  const chosen = named.filter((kind) => wanted[kind] !== null);
  await dropPolicy(tx, [tenantId, named.filter((kind) => wanted[kind] === null)]);
  await writePolicy(tx, [tenantId, chosen, chosen.map((kind) => wanted[kind])]);
  return { status: 200, body: await present(deps, tx, tenantId) };
}

function outOfBounds(bounds: Bounds, wanted: PutRetention): FieldError[] {
  return retentionKinds.flatMap((kind) => {
    const { min_days: min, max_days: max } = bounds[kind];
    const days = wanted[kind] ?? min;
    return days >= min && days <= max ? [] : [{ path: `/${kind}`, message: `must be ${min} to ${max} days` }];
  });
}

async function setBounds(engine: Database, wanted: PutRetentionBounds): Promise<void> {
  const rows = retentionKinds.flatMap((kind) => {
    const bound = wanted[kind];
    return bound === undefined ? [] : [{ kind, ...bound }];
  });
  refuse(rows.flatMap(senseless));
  if (rows.length > 0) await writeBounds(engine, [JSON.stringify(rows)]);
}

function senseless({
  kind,
  min_days,
  max_days,
  default_days,
}: Bound & { kind: RetentionKind }): FieldError[] {
  return min_days <= default_days && default_days <= max_days
    ? []
    : [{ path: `/${kind}`, message: "must have its default between its minimum and its maximum" }];
}

function refuse(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw new AppError("invalid_request", "The body is not valid.", { errors });
}

async function place(deps: RetentionRouteDeps, { caller, body }: RouteRequest, tx: Tx): Promise<Reply> {
  const { phone, reason } = body as PlaceLegalHold;
  const { tenantId, actor } = caller;
  const number = phone === undefined ? null : await deps.parsePhone(tenantId, phone, "/phone");
  const [row] = await insertHold(tx, [tenantId, deps.newId(), number, reason, nameActor(actor)]);
  if (row === undefined) throw new Error("an inserted row comes back");
  return { status: 201, body: presentHold(row) };
}

async function lift({ caller, params }: RouteRequest, tx: Tx): Promise<Reply> {
  const id = parseId("hold", params["id"] ?? "");
  const [lifted] = id === null ? [] : await liftHold(tx, [caller.tenantId, id, nameActor(caller.actor)]);
  if (lifted === undefined) throw new AppError("not_found", "There is no such hold in force.");
  return { status: 204, body: null };
}

async function list({ caller, query }: RouteRequest, tx: Tx): Promise<Reply> {
  const { limit = limitDefault, after } = query as PageQuery;
  const rows = await listHolds(tx, [caller.tenantId, cursorOf("hold", after), limit + 1]);
  return { status: 200, body: pageOf(rows, limit, presentHold) };
}

function presentHold({ id, phone, reason, placed_by, placed_at, lifted_at }: HoldRow): LegalHold {
  return {
    id: presentId("hold", id),
    phone,
    reason,
    placed_by,
    placed_at: placed_at.toISOString(),
    lifted_at: lifted_at?.toISOString() ?? null,
  };
}
