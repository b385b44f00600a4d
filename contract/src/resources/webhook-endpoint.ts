// A webhook endpoint as the API shows it: an address of the tenant's that is told what happens.

import Type from "typebox";
import { closed, dictionary, httpUrl, instant, nullable, text, words } from "../json-schema.ts";

const eventPattern = Type.String({
  maxLength: 64,
  pattern: "^(\\*|[a-z_]{1,30}\\.(\\*|[a-z_]{1,32}))$",
  description: "A type such as `message.read`, all of a kind as `message.*`, or everything as `*`.",
  examples: ["message.*"],
});
const eventPatterns = Type.Array(eventPattern, { minItems: 1, maxItems: 50, uniqueItems: true });
const ids = (description: string) =>
  Type.Array(text(64), { minItems: 1, maxItems: 100, uniqueItems: true, description });
const senders = ids("`snd_…`: only what these numbers are named by; nothing that names no number.");
const campaigns = ids("`cmp_…`: only what these campaigns are named by.");
const payload = words("thin", "full", "twilio");
const legacySignature = words("x-hub-signature-256", "waha-sha512");
const asymmetricSignature = Type.Boolean({
  description: "Whether deliveries bear a `v1a` signature as well, which is checked with `public_key`.",
});
const throttle = Type.Integer({
  minimum: 1,
  maximum: 10_000,
  description: "At most so many deliveries a second, by each control process.",
});
const headers = dictionary({ minLength: 1, maxLength: 64 }, text(2_048), 20);

const given = {
  url: httpUrl,
  events: eventPatterns,
  description: text(500),
  headers,
  senders,
  campaigns,
  payload,
  ordered: Type.Boolean({ description: "What is about one conversation comes one after the other." }),
  asymmetric_signature: asymmetricSignature,
  legacy_signature: legacySignature,
  throttle,
};

export const createWebhookEndpoint = closed(
  {
    url: given.url,
    events: given.events,
    description: Type.Optional(given.description),
    headers: Type.Optional(given.headers),
    senders: Type.Optional(given.senders),
    campaigns: Type.Optional(given.campaigns),
    payload: Type.Optional(given.payload),
    ordered: Type.Optional(given.ordered),
    asymmetric_signature: Type.Optional(given.asymmetric_signature),
    legacy_signature: Type.Optional(given.legacy_signature),
    throttle: Type.Optional(given.throttle),
  },
  { title: "CreateWebhookEndpoint" },
);
export type CreateWebhookEndpoint = Type.Static<typeof createWebhookEndpoint>;

/** `headers` replaces all of the former ones; they are lost when `url` moves to another server without new ones. */
export const updateWebhookEndpoint = closed(
  {
    url: Type.Optional(given.url),
    events: Type.Optional(given.events),
    description: Type.Optional(nullable(given.description)),
    headers: Type.Optional(given.headers),
    senders: Type.Optional(nullable(given.senders)),
    campaigns: Type.Optional(nullable(given.campaigns)),
    payload: Type.Optional(given.payload),
    ordered: Type.Optional(given.ordered),
    asymmetric_signature: Type.Optional(given.asymmetric_signature),
    legacy_signature: Type.Optional(nullable(given.legacy_signature)),
    throttle: Type.Optional(nullable(given.throttle)),
    state: Type.Optional(words("enabled", "paused")),
  },
  { title: "UpdateWebhookEndpoint", minProperties: 1 },
);
export type UpdateWebhookEndpoint = Type.Static<typeof updateWebhookEndpoint>;

const shown = {
  id: Type.String({ description: "whe_…" }),
  mode: words("live", "test"),
  url: Type.String(),
  events: Type.Array(Type.String()),
  description: nullable(Type.String()),
  headers: Type.Array(Type.String(), { description: "Their names; what they say is not shown again." }),
  senders: nullable(Type.Array(Type.String())),
  campaigns: nullable(Type.Array(Type.String())),
  payload,
  ordered: Type.Boolean(),
  asymmetric_signature: asymmetricSignature,
  legacy_signature: nullable(legacySignature),
  throttle: nullable(Type.Integer()),
  public_key: Type.String({ description: "`whpk_…`: what the `v1a` signature is checked with." }),
  state: words("enabled", "paused", "disabled"),
  state_reason: nullable(Type.String()),
  state_since: instant,
  failing_since: nullable(instant),
  former_secret_until: nullable(
    Type.String({ format: "date-time", description: "Until then the secret before this one signs as well." }),
  ),
  created_at: instant,
  updated_at: instant,
};

export const webhookEndpoint = closed(shown, { title: "WebhookEndpoint" });
export type WebhookEndpointResource = Type.Static<typeof webhookEndpoint>;

export const webhookEndpointCreated = closed(
  {
    ...shown,
    secret: nullable(
      Type.String({
        description:
          "`whsec_…`, shown this once. Null when the request was repeated under its Idempotency-Key.",
      }),
    ),
  },
  { title: "WebhookEndpointCreated" },
);
export type WebhookEndpointCreated = Type.Static<typeof webhookEndpointCreated>;

const count = Type.Integer({ minimum: 0 });
const answeredWithin = (share: number) =>
  nullable(
    Type.Integer({ description: `${share} of 100 answers came within so many ms; null without any.` }),
  );

/** Of the last 24 hours, by when the events were. */
export const webhookEndpointFigures = closed(
  {
    counted: Type.Integer({
      minimum: 0,
      description: "How many deliveries were looked at, from the newest on.",
    }),
    is_more: Type.Boolean({ description: "Whether counting stopped there." }),
    delivered: count,
    failed: count,
    waiting: count,
    retried: Type.Integer({
      minimum: 0,
      description: "Whatever became of them, it took more than one attempt.",
    }),
    attempts: count,
    answer_ms: closed({ p50: answeredWithin(50), p95: answeredWithin(95) }),
  },
  { title: "WebhookEndpointFigures" },
);
export type WebhookEndpointFigures = Type.Static<typeof webhookEndpointFigures>;

export const rotateWebhookSecret = closed({
  overlap_hours: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 168,
      description: "How long the former secret signs as well; 24 when left out.",
    }),
  ),
});
export type RotateWebhookSecret = Type.Static<typeof rotateWebhookSecret>;

/** What is told in the place of an event. */
export const testWebhook = closed({
  type: Type.Optional(
    Type.String({
      maxLength: 64,
      pattern: "^[a-z_]{1,30}\\.[a-z_]{1,32}$",
      description: "The type it claims to be; `webhook_endpoint.test` when left out.",
    }),
  ),
});
export type TestWebhook = Type.Static<typeof testWebhook>;
