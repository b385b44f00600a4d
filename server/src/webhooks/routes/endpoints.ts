// The routes about endpoints: made, listed, changed, their secret replaced, tried, and deleted.

import {
  type CreateWebhookEndpoint,
  createWebhookEndpoint,
  page,
  type PageQuery,
  pageQuery,
  type RotateWebhookSecret,
  rotateWebhookSecret,
  type TestWebhook,
  testWebhook,
  type UpdateWebhookEndpoint,
  updateWebhookEndpoint,
  webhookDeliveryWithAttempts,
  webhookEndpoint,
  webhookEndpointCreated,
  type WebhookEndpointFigures,
  webhookEndpointFigures,
} from "@waypost/contract";
import { Type } from "typebox";
import type { Tx } from "../../kernel/db.ts";
import { AppError } from "../../kernel/errors.ts";
import { parseId } from "../../kernel/ids.ts";
import { cursorOf, limitDefault, pageOf } from "../../kernel/listing.ts";
import type { Reply, Route, RouteRequest } from "../../kernel/route.ts";
import { changeEndpoint, type EndpointDeps, makeEndpoint, rotateSecret } from "../change-endpoint.ts";
import { presentEndpoint } from "../present.ts";
import { deleteEndpoint, type EndpointRow, pageEndpoints, readEndpoint } from "../store/endpoint.ts";
import { readFigures } from "../store/figures.ts";
import { tryEndpoint, type TryDeps } from "../try-endpoint.ts";

export type EndpointRouteDeps = EndpointDeps & TryDeps;

const path = "/v1/webhook-endpoints";

export function endpointRoutes(deps: EndpointRouteDeps): Route[] {
  return [...readingRoutes(deps), ...changingRoutes(deps), ...secretRoutes(deps)];
}

function readingRoutes({ now }: EndpointRouteDeps): Route[] {
  return [
    {
      method: "GET",
      path,
      scope: "webhooks:read",
      summary: "List webhook endpoints, the newest first",
      schema: { query: pageQuery, response: { 200: page(webhookEndpoint) } },
      handler: {
        kind: "transaction",
        handle: async ({ caller: { tenantId, mode }, query }, tx) => {
          const { limit = limitDefault, after } = query as PageQuery;
          const rows = await pageEndpoints(tx, [tenantId, mode, cursorOf("whe", after), limit + 1]);
          return { status: 200, body: pageOf(rows, limit, (row) => presentEndpoint(row, now())) };
        },
      },
    },
    {
      method: "GET",
      path: `${path}/:id`,
      scope: "webhooks:read",
      summary: "Read a webhook endpoint",
      schema: { response: { 200: webhookEndpoint } },
      handler: {
        kind: "transaction",
        handle: async (request, tx) => {
          const { tenantId, mode } = request.caller;
          const [row] = await readEndpoint(tx, [tenantId, mode, endpointIdIn(request)]);
          if (row === undefined) throw endpointNotFound();
          return { status: 200, body: presentEndpoint(row, now()) };
        },
      },
    },
    {
      method: "GET",
      path: `${path}/:id/figures`,
      scope: "webhooks:read",
      summary: "How a webhook endpoint fared in the last 24 hours: what arrived, how often and how fast",
      schema: { response: { 200: webhookEndpointFigures } },
      handler: { kind: "transaction", handle: count },
    },
  ];
}

/** Where counting stops: so many rows are read in some ten milliseconds. */
const countMax = 5_000;

async function count(request: RouteRequest, tx: Tx): Promise<Reply> {
  const { tenantId, mode } = request.caller;
  const [endpoint] = await readEndpoint(tx, [tenantId, mode, endpointIdIn(request)]);
  if (endpoint === undefined) throw endpointNotFound();
  const [row] = await readFigures(tx, [tenantId, endpoint.id, countMax]);
  if (row === undefined) throw new Error("a count has one row");
  const { p50_ms: p50, p95_ms: p95, ...counts } = row;
  const body: WebhookEndpointFigures = {
    ...counts,
    is_more: row.counted === countMax,
    answer_ms: { p50, p95 },
  };
  return { status: 200, body };
}

function changingRoutes(deps: EndpointRouteDeps): Route[] {
  return [
    {
      method: "POST",
      path,
      scope: "webhooks:write",
      audit: "webhook_endpoint.created",
      summary: "Make a webhook endpoint; its secret is shown once",
      schema: { body: createWebhookEndpoint, response: { 201: webhookEndpointCreated } },
      handler: {
        kind: "transaction",
        handle: async ({ caller, body }, tx) =>
          shownOnce(await makeEndpoint(deps, tx, caller, body as CreateWebhookEndpoint), deps.now()),
      },
    },
    {
      method: "PATCH",
      path: `${path}/:id`,
      scope: "webhooks:write",
      audit: "webhook_endpoint.updated",
      tellsChange: [
        "events",
        "senders",
        "campaigns",
        "payload",
        "ordered",
        "asymmetric_signature",
        "throttle",
        "state",
      ],
      summary: "Change a webhook endpoint, pause it, or enable it again",
      schema: { body: updateWebhookEndpoint, response: { 200: webhookEndpoint } },
      handler: {
        kind: "transaction",
        handle: async (request, tx) => {
          const wanted = request.body as UpdateWebhookEndpoint;
          const row = await changeEndpoint(deps, tx, request.caller, { id: endpointIdIn(request), wanted });
          if (row === null) throw endpointNotFound();
          return { status: 200, body: presentEndpoint(row, deps.now()) };
        },
      },
    },
    {
      method: "DELETE",
      path: `${path}/:id`,
      scope: "webhooks:write",
      audit: "webhook_endpoint.deleted",
      summary: "Delete a webhook endpoint; what waits for it is not delivered",
      schema: { response: { 204: Type.Null() } },
      handler: { kind: "transaction", handle: remove },
    },
  ];
}

function secretRoutes(deps: EndpointRouteDeps): Route[] {
  return [
    {
      method: "POST",
      path: `${path}/:id/rotate`,
      scope: "webhooks:write",
      stepUp: true,
      audit: "webhook_endpoint.rotated",
      summary: "Replace an endpoint's secret; both sign for a while",
      schema: { body: rotateWebhookSecret, response: { 201: webhookEndpointCreated } },
      handler: {
        kind: "transaction",
        handle: async (request, tx) => {
          const { overlap_hours: overlapHours } = request.body as RotateWebhookSecret;
          const wanted = { id: endpointIdIn(request), overlapHours };
          const made = await rotateSecret(deps, tx, request.caller, wanted);
          if (made === null) throw endpointNotFound();
          return shownOnce(made, deps.now());
        },
      },
    },
    {
      method: "POST",
      path: `${path}/:id/test`,
      scope: "webhooks:write",
      audit: "webhook_endpoint.tested",
      summary: "Tell an endpoint something now, and see what it answers",
      schema: { body: testWebhook, response: { 200: webhookDeliveryWithAttempts } },
      handler: {
        kind: "own",
        handle: async (request) => {
          const { type } = request.body as TestWebhook;
          const tried = await tryEndpoint(deps, request.caller, { id: endpointIdIn(request), type });
          if (tried === null) throw endpointNotFound();
          return { status: 200, body: tried };
        },
      },
    },
  ];
}

async function remove(request: RouteRequest, tx: Tx): Promise<Reply> {
  const { tenantId, mode } = request.caller;
  const [deleted] = await deleteEndpoint(tx, [tenantId, mode, endpointIdIn(request)]);
  if (deleted === undefined) throw endpointNotFound();
  return { status: 204, body: null };
}

/** A repetition finds the endpoint made, and not its secret: that is kept nowhere in the open. */
function shownOnce({ row, secret }: { row: EndpointRow; secret: string }, now: Date): Reply {
  const shown = presentEndpoint(row, now);
  return { status: 201, body: { ...shown, secret }, kept: { ...shown, secret: null } };
}

function endpointIdIn({ params }: RouteRequest): string {
  const id = parseId("whe", params["id"] ?? "");
  if (id === null) throw endpointNotFound();
  return id;
}

export function endpointNotFound(): AppError {
  return new AppError("not_found", "There is no such webhook endpoint.");
}
