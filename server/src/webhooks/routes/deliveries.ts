// The routes about deliveries: what became of each, every attempt, and telling it again.

import {
  page,
  type ReplayWebhooks,
  replayWebhooks,
  webhookDelivery,
  type WebhookDeliveryQuery,
  webhookDeliveryQuery,
  webhookDeliveryWithAttempts,
  webhooksReplayed,
} from "@waypost/contract";
import type { Tx } from "../../kernel/db.ts";
import { AppError } from "../../kernel/errors.ts";
import { parseId, presentId } from "../../kernel/ids.ts";
import { limitDefault, noCursor } from "../../kernel/listing.ts";
import type { Caller, Reply, Route, RouteRequest } from "../../kernel/route.ts";
import { deliveryIdOf, partsOfDeliveryId } from "../endpoint.ts";
import { presentDelivery, presentWholeDelivery } from "../present.ts";
import { replay } from "../replay.ts";
import { pageDeliveries, readDelivery } from "../store/delivery.ts";
import { readEndpoint } from "../store/endpoint.ts";
import { endpointNotFound } from "./endpoints.ts";

const path = "/v1/webhook-deliveries";

export function deliveryRoutes({ now }: { now(): Date }): Route[] {
  return [
    {
      method: "GET",
      path,
      scope: "webhooks:read",
      summary: "List webhook deliveries of the last thirty days, the newest event first",
      schema: { query: webhookDeliveryQuery, response: { 200: page(webhookDelivery) } },
      handler: { kind: "transaction", handle: list },
    },
    {
      method: "GET",
      path: `${path}/:id`,
      scope: "webhooks:read",
      summary: "Read a webhook delivery with its attempts",
      schema: { response: { 200: webhookDeliveryWithAttempts } },
      handler: { kind: "transaction", handle: readOne },
    },
    {
      method: "POST",
      path: `${path}/replay`,
      scope: "webhooks:write",
      audit: "webhook_deliveries.replayed",
      summary: "Deliver again: these, or what an endpoint has missed since a time",
      schema: { body: replayWebhooks, response: { 202: webhooksReplayed } },
      handler: {
        kind: "transaction",
        handle: async ({ caller, body }, tx) => ({
          status: 202,
          body: await replay(tx, caller, body as ReplayWebhooks, now()),
        }),
      },
    },
  ];
}

async function list({ caller, query }: RouteRequest, tx: Tx): Promise<Reply> {
  const { tenantId, mode } = caller;
  const { endpoint, type, state, since, until, after, limit = limitDefault } = query as WebhookDeliveryQuery;
  const endpointId = endpoint === undefined ? null : await endpointOf(tx, caller, endpoint);
  const cursor = after === undefined ? null : cursorIn(after);
  const rows = await pageDeliveries(tx, [
    tenantId,
    mode,
    endpointId,
    type ?? null,
    state ?? null,
    since ?? null,
    until ?? null,
    cursor?.eventId ?? null,
    cursor?.place ?? null,
    limit + 1,
  ]);
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const next =
    rows.length > limit && last !== undefined
      ? presentId("whd", deliveryIdOf(last.place, last.event_id))
      : null;
  return { status: 200, body: { data: data.map(presentDelivery), next } };
}

async function readOne({ caller: { tenantId, mode }, params }: RouteRequest, tx: Tx): Promise<Reply> {
  const parts = partsIn(params["id"] ?? "");
  const [row] = parts === null ? [] : await readDelivery(tx, [tenantId, mode, parts.place, parts.eventId]);
  if (row === undefined) throw new AppError("not_found", "There is no such webhook delivery.");
  return { status: 200, body: presentWholeDelivery(row) };
}

async function endpointOf(tx: Tx, { tenantId, mode }: Caller, text: string): Promise<string> {
  const id = parseId("whe", text);
  const [row] = id === null ? [] : await readEndpoint(tx, [tenantId, mode, id]);
  if (row === undefined) throw endpointNotFound();
  return row.id;
}

function cursorIn(after: string): { place: number; eventId: string } {
  const parts = partsIn(after);
  if (parts === null) throw noCursor();
  return parts;
}

function partsIn(text: string): { place: number; eventId: string } | null {
  const id = parseId("whd", text);
  return id === null ? null : partsOfDeliveryId(id);
}
