// One event on its way to one webhook endpoint, and each attempt to bring it there.

import Type from "typebox";
import { closed, freeObject, instant, nullable, text, words } from "../json-schema.ts";

export const webhookDeliveryState = words("waiting", "delivered", "failed");

const shown = {
  id: Type.String({ description: "whd_…" }),
  endpoint: Type.String({ description: "whe_…" }),
  event: Type.String({ description: "The `webhook-id` of every attempt." }),
  type: Type.String(),
  state: webhookDeliveryState,
  attempts: Type.Integer({ description: "Of the present round; a replay begins another." }),
  next_attempt_at: nullable(instant),
  last_status: nullable(Type.Integer({ description: "The HTTP status of the last answer." })),
  last_error: nullable(Type.String({ description: "Why there was no answer, in a word." })),
  event_at: instant,
  settled_at: nullable(instant),
};

export const webhookDelivery = closed(shown, { title: "WebhookDelivery" });
export type WebhookDeliveryResource = Type.Static<typeof webhookDelivery>;

export const webhookAttempt = closed(
  {
    at: instant,
    number: Type.Integer(),
    trigger: words("event", "replay", "test"),
    status: nullable(Type.Integer()),
    error: nullable(Type.String()),
    duration_ms: Type.Integer(),
    response: nullable(
      Type.String({ description: "The beginning of the answer, without numbers, addresses and secrets." }),
    ),
  },
  { title: "WebhookAttempt" },
);
export type WebhookAttempt = Type.Static<typeof webhookAttempt>;

export const webhookDeliveryWithAttempts = closed(
  {
    ...shown,
    request: closed({
      url: Type.String({ description: "Without what follows a question mark." }),
      body: Type.Unsafe<Record<string, unknown>>({
        ...freeObject,
        description: "What is told; the record of a full payload is not kept here.",
      }),
    }),
    attempt_log: Type.Array(webhookAttempt, { description: "The last thirty, oldest first." }),
  },
  { title: "WebhookDeliveryWithAttempts" },
);
export type WebhookDeliveryWithAttempts = Type.Static<typeof webhookDeliveryWithAttempts>;

export const webhookDeliveryQuery = closed({
  endpoint: Type.Optional(text(64)),
  type: Type.Optional(text(64)),
  state: Type.Optional(webhookDeliveryState),
  since: Type.Optional(instant),
  until: Type.Optional(instant),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  after: Type.Optional(text(512)),
});
export type WebhookDeliveryQuery = Type.Static<typeof webhookDeliveryQuery>;

/** These deliveries, or whatever an endpoint has missed in a span of time. */
export const replayWebhooks = closed(
  {
    ids: Type.Optional(Type.Array(text(64), { minItems: 1, maxItems: 1_000, uniqueItems: true })),
    endpoint: Type.Optional(text(64)),
    since: Type.Optional(instant),
    until: Type.Optional(instant),
    types: Type.Optional(
      Type.Array(text(64), { minItems: 1, maxItems: 50, uniqueItems: true, description: "As in `events`." }),
    ),
    include_delivered: Type.Optional(Type.Boolean()),
  },
  { title: "ReplayWebhooks", minProperties: 1 },
);
export type ReplayWebhooks = Type.Static<typeof replayWebhooks>;

export const webhooksReplayed = closed(
  {
    replayed: Type.Integer(),
    next_since: nullable(
      Type.String({ format: "date-time", description: "Ask again with it: there is more than fits once." }),
    ),
  },
  { title: "WebhooksReplayed" },
);
export type WebhooksReplayed = Type.Static<typeof webhooksReplayed>;
