// Reads one of WasenderApi's webhooks (api-docs, "Webhooks"): evidence about our messages, and what people write.

import { fields, words } from "../http/json.ts";
import type { MessageEvent, StatusEvent } from "../transport.ts";
import { contentOf } from "./content.ts";

export type ReadWebhook = { events: readonly MessageEvent[]; problem: string | null };

/** Events nobody asked for are no mistake. */
export function parseWebhook(body: unknown, now: Date): ReadWebhook {
  const { event, data, timestamp } = fields(body);
  const at = instantOf(timestamp) ?? now;
  if (event === "messages.update") return gather(listOf(data), (item) => readUpdate(item, at));
  // The latter tells of people's messages alone; told by both, a message is kept once, by its id.
  if (event === "messages.received" || event === "messages-personal.received") {
    return gather(listOf(fields(data)["messages"]), (item) => readMessage(item, at));
  }
  return { events: [], problem: null };
}

/** The documents show one where WhatsApp Web's own events have several, and `messages.upsert` does. */
function listOf(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

type Item = MessageEvent | "nothing" | { problem: string };

function gather(items: readonly unknown[], read: (item: unknown) => Item): ReadWebhook {
  const found = items.map(read).filter((item) => item !== "nothing");
  return {
    events: found.flatMap((item) => ("problem" in item ? [] : [item])),
    problem: found.find((item) => "problem" in item)?.problem ?? null,
  };
}

/** "Webhook: Message Status Update"; 1, PENDING, proves nothing. */
const statuses: ReadonlyMap<unknown, StatusEvent["status"]> = new Map([
  [0, "failed"],
  [2, "sent"],
  [3, "delivered"],
  [4, "read"],
  [5, "played"],
]);

function readUpdate(item: unknown, at: Date): Item {
  const { key, update } = fields(item);
  const { id, remoteJid } = fields(key);
  // Its own example says `fromMe: false` of a message that was sent, so that is not asked about.
  if (!isPerson(remoteJid)) return "nothing";
  if (!isId(id)) return { problem: "an update without a message id" };
  const status = statuses.get(fields(update)["status"]);
  if (status === undefined) return "nothing";
  const error = status === "failed" ? failed : null;
  return { kind: "status", status, providerMessageId: id, correlation: null, at, error, retry: null };
}

const failed = {
  code: "provider_error",
  providerCode: "0",
  detail: "WasenderApi reports that the message failed to send.",
} as const;

function readMessage(item: unknown, at: Date): Item {
  const { key, messageBody, message, pushName } = fields(item);
  const { id, fromMe, remoteJid, senderPn, cleanedSenderPn, senderLid } = fields(key);
  if (fromMe === true || !isPerson(remoteJid)) return "nothing";
  if (!isId(id)) return { problem: "a message without an id" };
  const from = phoneOf(cleanedSenderPn) ?? phoneOf(senderPn) ?? phoneOf(remoteJid);
  const lid = [senderLid, remoteJid].find((jid) => typeof jid === "string" && jid.endsWith("@lid"));
  if (from === null && lid === undefined) return { problem: "a message that does not say who sent it" };
  return {
    kind: "inbound",
    providerMessageId: id,
    from,
    fromLid: typeof lid === "string" ? lid : null,
    fromUserId: null,
    account: null,
    name: words(pushName)?.slice(0, 256) ?? null,
    ...contentOf(fields(message), messageBody),
    at,
  };
}

function isId(id: unknown): id is string {
  return typeof id === "string" && /^[A-Za-z0-9.-]{1,128}$/.test(id);
}

/** Groups, channels and status posts are not conversations with a person. */
function isPerson(jid: unknown): boolean {
  return typeof jid === "string" && /@(s\.whatsapp\.net|c\.us|lid)$/.test(jid);
}

function phoneOf(value: unknown): string | null {
  const digits =
    typeof value === "string"
      ? /^\+?(\d{5,15})(?::\d+)?(?:@s\.whatsapp\.net|@c\.us)?$/.exec(value)?.[1]
      : null;
  return digits ? `+${digits}` : null;
}

/** Milliseconds in most of its examples, seconds in some. */
function instantOf(timestamp: unknown): Date | null {
  if (typeof timestamp !== "number") return null;
  const ms = timestamp < 100_000_000_000 ? timestamp * 1_000 : timestamp;
  return ms > Date.UTC(2009, 0) && ms < Date.UTC(2100, 0) ? new Date(ms) : null;
}
