// The settings document: limits, and what Meta leaves undocumented with the likeliest as default.
import { boolean, integer, number, oneOf, orNull, range, record } from "./document.ts";
import type { Range, Reader } from "./document.ts";

export type Settings = {
  limits: LimitSettings;
  messages: MessageSettings;
  webhooks: WebhookSettings;
  templates: TemplateSettings;
  pricing: PricingSettings;
  media: MediaSettings;
  web: WebSettings;
};

export type LimitSettings = {
  /** Messages per second and number (Meta: limits); null lifts the limit. */
  throughput_per_second: number | null;
  /** One message per `pair_interval_ms` to one user, `pair_burst` ahead; null lifts the limit. */
  pair_interval_ms: number | null;
  pair_burst: number;
  /** Graph calls per rolling hour, app and WABA, sends excepted (80007); null lifts the limit. */
  management_calls_per_hour: number | null;
};

export type MessageSettings = {
  /** Where 131047 appears: Meta's page does not say, practice says async (Meta: error codes). */
  window: "async" | "sync" | "off";
  /** A `to` without "+": Meta's page prepends the business's country code, practice keeps it. */
  missing_plus: "keep" | "prepend";
  /** Delivered and read webhooks for reactions (Meta seems to send `sent` only, unverified). */
  reaction_receipts: boolean;
  /** Meta delivers no marketing templates to US numbers; off so that +1 numbers can be tried. */
  withhold_us_marketing: boolean;
  /** The code of a call without a token: 104 and 190 are both seen (Meta: Graph API). */
  missing_token_code: 104 | 190;
};

export type WebhookSettings = {
  flush_ms: number;
  flush_at: number;
  max_updates: number;
  concurrency: number;
  /** `number`: one change per sender holding many statuses; `none`: one change per update. */
  grouping: "number" | "none";
  /** Non-ASCII as \uXXXX, so that only the raw bytes verify (Meta: webhooks, unverified for WhatsApp). */
  escape_non_ascii: boolean;
  retry: RetrySettings;
};

export type RetrySettings = {
  first_ms: number;
  max_ms: number;
  give_up_ms: number;
  timeout_ms: number;
  /** Updates kept while the receiver is down; the oldest go first. */
  max_waiting: number;
};

export type TemplateSettings = {
  review_ms: Range;
  /** `name`: a template whose name contains "reject" is rejected, others approved. */
  verdict: "name" | "approve" | "reject";
  creations_per_hour: number | null;
  limit: number;
};

export type PricingSettings = {
  /** Free service messages per number and month since October 2026 (Meta: limits); null: all free. */
  free_service_per_month: number | null;
  utility_in_window_billable: boolean;
};

/** How people's messages arrive on WhatsApp Web: by hidden identity, as most do by now, or by number. */
export type WebSettings = {
  addressing: "lid" | "pn";
  /** How the phone sends its history to a new device: within a message, or as a file of the media host. */
  history: "inline" | "media";
};

export type MediaSettings = { url_ttl_ms: number; upload_ttl_ms: number };

const DAY_MS = 86_400_000;
const count = (fallback: number) => integer({ min: 1, max: 10_000_000, default: fallback });
const span = (fallback: number) => number({ min: 0, max: 60 * DAY_MS, default: fallback });

const limits: Reader<LimitSettings> = record({
  throughput_per_second: orNull(count(80), 80),
  pair_interval_ms: orNull(number({ min: 1, max: DAY_MS, default: 6_000 }), 6_000),
  pair_burst: count(45),
  management_calls_per_hour: orNull(count(5_000), 5_000),
});

const messages: Reader<MessageSettings> = record({
  window: oneOf<MessageSettings["window"]>(["async", "sync", "off"], "async"),
  missing_plus: oneOf<MessageSettings["missing_plus"]>(["keep", "prepend"], "keep"),
  reaction_receipts: boolean(false),
  withhold_us_marketing: boolean(false),
  missing_token_code: oneOf<MessageSettings["missing_token_code"]>([104, 190], 104),
});

const retry: Reader<RetrySettings> = record({
  first_ms: span(1_000),
  max_ms: span(60_000),
  give_up_ms: number({ min: 0, max: 60 * DAY_MS, default: 7 * DAY_MS }),
  timeout_ms: number({ min: 1, max: 600_000, default: 10_000 }),
  max_waiting: count(1_000_000),
});

const webhooks: Reader<WebhookSettings> = record({
  flush_ms: number({ min: 0, max: 60_000, default: 5 }),
  flush_at: integer({ min: 1, max: 1_000, default: 500 }),
  max_updates: integer({ min: 1, max: 1_000, default: 1_000 }),
  concurrency: integer({ min: 1, max: 64, default: 4 }),
  grouping: oneOf<WebhookSettings["grouping"]>(["number", "none"], "number"),
  escape_non_ascii: boolean(true),
  retry,
});

const templates: Reader<TemplateSettings> = record({
  review_ms: range({ min: 300, max: 1_000 }),
  verdict: oneOf<TemplateSettings["verdict"]>(["name", "approve", "reject"], "name"),
  creations_per_hour: orNull(count(100), 100),
  limit: count(6_000),
});

const pricing: Reader<PricingSettings> = record({
  free_service_per_month: orNull(count(1_000), 1_000),
  utility_in_window_billable: boolean(true),
});

const media: Reader<MediaSettings> = record({
  url_ttl_ms: span(5 * 60_000),
  upload_ttl_ms: span(30 * DAY_MS),
});

const web: Reader<WebSettings> = record({
  addressing: oneOf<WebSettings["addressing"]>(["lid", "pn"], "lid"),
  history: oneOf<WebSettings["history"]>(["inline", "media"], "inline"),
});

export const readSettings: Reader<Settings> = record({
  limits,
  messages,
  webhooks,
  templates,
  pricing,
  media,
  web,
});
