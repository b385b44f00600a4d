// The API's plain routes, JSON in and JSON out: by which names they are asked, and what each answers.

import { randomUUID } from "node:crypto";
import type {
  CampaignAnalytics,
  CampaignResource,
  ContactImportResource,
  DeadLetter,
  DeadLetterReasons,
  Page,
  SenderResource,
  SessionExport,
  SessionResource,
  WebhookDeliveryResource,
  WebhookEndpointResource,
  WebhooksReplayed,
} from "@waypost/contract";
import type { Call } from "./request.ts";

export type PlainRoutes = {
  "GET /v1/senders": Page<SenderResource>;
  "GET /v1/senders/:id": SenderResource;
  "GET /v1/senders/:id/session": SessionResource;
  "GET /v1/senders/:id/session/qr": { qr: string; expires_at: string };
  "POST /v1/senders/:id/session/start": SessionResource;
  "POST /v1/senders/:id/session/pairing-code": { code: string };
  "POST /v1/senders/:id/session/export": SessionExport;
  "POST /v1/senders/:id/session/import": SessionResource;
  "GET /v1/contacts/import/:id": ContactImportResource;
  "GET /v1/dead-letters": Page<DeadLetter>;
  "GET /v1/dead-letters/reasons": DeadLetterReasons;
  "POST /v1/dead-letters/replay": { replayed: number };
  "DELETE /v1/dead-letters/:id": null;
  "GET /v1/webhook-endpoints": Page<WebhookEndpointResource>;
  "GET /v1/webhook-deliveries": Page<WebhookDeliveryResource>;
  "POST /v1/webhook-deliveries/replay": WebhooksReplayed;
  "GET /v1/campaigns": Page<CampaignResource>;
  "GET /v1/campaigns/:id": CampaignResource;
  "GET /v1/campaigns/:id/analytics": CampaignAnalytics;
  "POST /v1/campaigns/:id/launch": CampaignResource;
  "POST /v1/campaigns/:id/pause": CampaignResource;
  "POST /v1/campaigns/:id/resume": CampaignResource;
  "POST /v1/campaigns/:id/cancel": CampaignResource;
};

export type PlainRoute = keyof PlainRoutes;

/** `id` is put into the path; `body` is for a POST. */
export type Wish = { id?: string; query?: NonNullable<Call["query"]>; body?: unknown };

/** Every asking is a request of its own: its key is good for its own repetitions only. */
export function callOf(route: PlainRoute, { id = "", query = {}, body = {} }: Wish = {}): Call {
  const [method, pattern = ""] = route.split(" ");
  const path = pattern.replace(":id", encodeURIComponent(id));
  if (method === "POST") return { path, query, post: { body, idempotencyKey: randomUUID() } };
  return method === "DELETE" ? { path, query, isDelete: true } : { path, query };
}
