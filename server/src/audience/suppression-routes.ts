// The routes about suppressions: whom nothing is sent to, for whatever reason.

import {
  type AddSuppression,
  addSuppression,
  page,
  type RemoveSuppressionQuery,
  removeSuppressionQuery,
  type SuppressionQuery,
  suppressionQuery,
  type SuppressionResource,
  suppressionResource,
} from "@waypost/contract";
import { Type } from "typebox";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { parseId, presentId } from "../kernel/ids.ts";
import { cursorOf, limitDefault, pageOf } from "../kernel/listing.ts";
import { nameActor, type Reply, type Route, type RouteRequest } from "../kernel/route.ts";
import type { AudienceRouteDeps } from "./routes.ts";
import { sayFor } from "./say-for.ts";
import { listSuppressions, readSuppression, type SuppressionRow } from "./store/suppression.ts";

export function suppressionRoutes(deps: AudienceRouteDeps): Route[] {
  return [
    {
      method: "POST",
      path: "/v1/suppressions",
      scope: "contacts:write",
      summary: "Suppress a number; what waits for it is skipped",
      schema: { body: addSuppression, response: { 201: suppressionResource } },
      handler: { kind: "transaction", handle: (request, tx) => add(deps, request, tx) },
    },
    {
      method: "GET",
      path: "/v1/suppressions",
      scope: "contacts:read",
      summary: "List suppressions",
      schema: { query: suppressionQuery, response: { 200: page(suppressionResource) } },
      handler: { kind: "transaction", handle: (request, tx) => list(deps, request, tx) },
    },
    {
      method: "DELETE",
      path: "/v1/suppressions/:id",
      scope: "contacts:write",
      summary: "Lift a suppression, with the reason; only with the person's consent",
      schema: { query: removeSuppressionQuery, response: { 204: Type.Null() } },
      handler: { kind: "transaction", handle: (request, tx) => remove(deps, request, tx) },
    },
  ];
}

async function add(deps: AudienceRouteDeps, { caller, body }: RouteRequest, tx: Tx): Promise<Reply> {
  const { phone, purpose = "marketing", reason } = body as AddSuppression;
  const { tenantId } = caller;
  const number = await deps.parsePhone(tenantId, phone, "/phone");
  await say(deps, tx, caller, { phone: number, purpose, state: "withdrawn", reason });
  const hash = await deps.hashOfPhone(tenantId, phone, "/phone");
  const rows = await listSuppressions(tx, [tenantId, hash, null, 10]);
  const row = rows.find((each) => each.purpose === purpose && each.lane === "own");
  if (row === undefined) throw new Error("a suppression that was added is in force");
  return { status: 201, body: presentSuppression(row) };
}

async function list(deps: AudienceRouteDeps, { caller, query }: RouteRequest, tx: Tx): Promise<Reply> {
  const { limit = limitDefault, after, phone } = query as SuppressionQuery;
  const { tenantId } = caller;
  const hash = phone === undefined ? null : await deps.hashOfPhone(tenantId, phone, "query.phone");
  const rows = await listSuppressions(tx, [tenantId, hash, cursorOf("sup", after), limit + 1]);
  return { status: 200, body: pageOf(rows, limit, presentSuppression) };
}

async function remove(deps: AudienceRouteDeps, request: RouteRequest, tx: Tx): Promise<Reply> {
  const { caller, params, query } = request;
  const { reason } = query as RemoveSuppressionQuery;
  const id = parseId("sup", params["id"]);
  const [row] = id === null ? [] : await readSuppression(tx, [caller.tenantId, id]);
  if (row === undefined) throw new AppError("not_found", "There is no such suppression.");
  if (row.lane === "provider" || row.phone === null) {
    throw new AppError("suppression_not_ours", "Only the person can take this back.");
  }
  const { phone, purpose } = row;
  await say(deps, tx, caller, { phone, purpose, state: "granted", reason });
  return { status: 204, body: null };
}

type Said = Pick<Parameters<typeof sayFor>[2], "phone" | "purpose" | "state"> & { reason: string };

async function say(
  deps: AudienceRouteDeps,
  tx: Tx,
  { tenantId, actor }: RouteRequest["caller"],
  { phone, purpose, state, reason }: Said,
): Promise<void> {
  const at = deps.now();
  const proof = `${nameActor(actor)} ${at.toISOString()} ${deps.people.newId()}`;
  const ground = { legalBasis: null, language: null, noticeVersion: null, actor: nameActor(actor) };
  const said = { lane: "own", source: "api", reason, wording: reason, onlyReturns: false, ground } as const;
  await sayFor(deps, tx, { tenantId, phone, purpose, state, at, proof, said });
}

function presentSuppression(row: SuppressionRow): SuppressionResource {
  const { id, phone, purpose, lane, reason, source, said_at } = row;
  return { id: presentId("sup", id), phone, purpose, lane, reason, source, since: said_at.toISOString() };
}
