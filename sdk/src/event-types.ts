// What Waypost tells of by itself, over webhooks and over the event stream.

import type { Message, Session } from "./generated/schemas.ts";

export type EventType =
  | `message.${Exclude<Message["status"], "scheduled" | "sending">}`
  | "message.received"
  | `session.${Session["state"]}`
  | "sender.health"
  | `template.${string}`
  | `campaign.${string}`
  | `contact.opted_${"out" | "in"}`
  | "usage.alert"
  | "webhook_endpoint.disabled";

/** What a webhook brings. */
export type WebhookEvent = {
  type: EventType;
  /** When it happened, RFC 3339. */
  timestamp: string;
  data: Readonly<Record<string, unknown>>;
};

/** What the event stream tells: which thing, and what became of it. Ask for the thing itself to know more. */
export type LiveEvent = {
  id: string;
  type: EventType;
  status?: string;
} & Readonly<Record<string, unknown>>;
