// WasenderApi's sessions (api-docs, "Sessions"): made under the account's token, each with a key of its own.
import { randomBytes } from "node:crypto";
import type { createLinks, Link } from "../gateway/index.ts";
import type { JsonObject } from "../json.ts";
import { word } from "../json.ts";

export type WasenderSession = {
  id: number;
  name: string;
  phoneNumber: string;
  status: "disconnected" | "need_scan" | "connected";
  apiKey: string;
  link: Link;
  webhook: { url: string; enabled: boolean; events: readonly string[]; secret: string };
  /** Messages by the number they are known by here: where each is in the ledger. */
  messages: Map<number, { phone: number; id: string }>;
};

export type WasenderSessions = ReturnType<typeof createWasenderSessions>;

export function createWasenderSessions(links: ReturnType<typeof createLinks>) {
  const sessions = new Map<number, WasenderSession>();
  let nextId = 1;
  return {
    all: () => [...sessions.values()],
    find: (id: number) => sessions.get(id),
    byKey: (apiKey: string) => [...sessions.values()].find((session) => session.apiKey === apiKey),
    create(fields: JsonObject): WasenderSession {
      const session: WasenderSession = {
        id: nextId++,
        name: word(fields["name"]),
        phoneNumber: word(fields["phone_number"]),
        status: "disconnected",
        apiKey: randomBytes(32).toString("hex"),
        link: links.none(),
        webhook: { url: "", enabled: false, events: [], secret: randomBytes(16).toString("hex") },
        messages: new Map(),
      };
      sessions.set(session.id, session);
      update(session, fields);
      return session;
    },
    delete: (id: number) => sessions.delete(id),
    clear: () => sessions.clear(),
  };
}

export function update(session: WasenderSession, fields: JsonObject) {
  const { webhook_url: url, webhook_enabled: enabled, webhook_events: events } = fields;
  if (typeof fields["name"] === "string") session.name = fields["name"];
  if (typeof url === "string") session.webhook.url = url;
  if (typeof enabled === "boolean") session.webhook.enabled = enabled;
  if (Array.isArray(events)) session.webhook.events = events.map(String);
}

export function shown(session: WasenderSession): JsonObject {
  const { id, name, phoneNumber, status, apiKey, webhook } = session;
  return {
    id,
    name,
    phone_number: phoneNumber,
    status,
    account_protection: false,
    webhook_url: webhook.url,
    webhook_enabled: webhook.enabled,
    webhook_events: webhook.events,
    api_key: apiKey,
    webhook_secret: webhook.secret,
  };
}
