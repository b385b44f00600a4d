// Reads one of WAHA's webhooks (how-to/events): evidence about our messages, and what people write.

import { fields, words } from "../http/json.ts";
import type { InboundEvent, MessageEvent, StatusEvent } from "../transport.ts";
import { bareIdOf, correlationOf } from "./message-id.ts";
import { contentOf } from "./content.ts";
import { phoneOf } from "./state.ts";

export type ReadWebhook = { events: readonly MessageEvent[]; problem: string | null };

/** Events nobody asked for are no mistake: WAHA adds kinds at will. */
export function parseWebhook(body: unknown, now: Date): ReadWebhook {
  const { event, payload, timestamp } = fields(body);
  const at = instantOf(timestamp) ?? now;
  switch (event) {
    case "message.ack":
      return readAck(fields(payload), at);
    case "message.any":
    case "message":
      return readMessage(fields(payload), at);
    case "message.reaction":
      return readReaction(fields(payload), at);
    case "message.edited":
      return readEdit(fields(payload), at);
    case "message.revoked":
      return readRevoke(fields(payload), at);
    default:
      return none;
  }
}

const none: ReadWebhook = { events: [], problem: null };

function unreadable(problem: string): ReadWebhook {
  return { events: [], problem };
}

/** "message.ack"; PENDING (0) proves nothing. */
const statuses: ReadonlyMap<unknown, StatusEvent["status"]> = new Map([
  [-1, "failed"],
  [1, "sent"],
  [2, "delivered"],
  [3, "read"],
  [4, "played"],
]);

function readAck(payload: Payload, at: Date): ReadWebhook {
  const { id, ack, fromMe, from } = payload;
  // A message of a person's that we have read is acknowledged too; in groups each member does.
  if (fromMe !== true || !isPerson(from)) return none;
  const status = statuses.get(ack);
  const bare = typeof id === "string" ? bareIdOf(id) : null;
  if (bare === null) return unreadable("an ack without a message id");
  return status === undefined ? none : { events: [statusEvent(bare, status, at)], problem: null };
}

function statusEvent(id: string, status: StatusEvent["status"], at: Date): StatusEvent {
  const isFailure = status === "failed";
  return {
    kind: "status",
    status,
    providerMessageId: id,
    // A failure speaks of one attempt, and the id does not say which: the attempt that has the id is meant.
    correlation: isFailure ? null : correlationOf(id),
    at,
    error: isFailure ? failed : null,
    retry: null,
  };
}

const failed = {
  code: "provider_error",
  providerCode: "ERROR",
  detail: "WAHA reports that WhatsApp did not take the message.",
} as const;

type Payload = Readonly<Record<string, unknown>>;

/** `message` and, for all messages, `message.any`: told by both, it is kept once, by its id. */
function readMessage(payload: Payload, at: Date): ReadWebhook {
  const { id, from, fromMe, ack } = payload;
  const bare = typeof id === "string" ? bareIdOf(id) : null;
  if (bare === null) return unreadable("a message without an id");
  if (fromMe === true) {
    const status = statuses.get(ack);
    const isProof = status !== undefined && isPerson(payload["to"]);
    return isProof ? { events: [statusEvent(bare, status, at)], problem: null } : none;
  }
  if (!isPerson(from)) return none;
  return inbound(payload, { providerMessageId: bare, ...contentOf(payload), at });
}

function readReaction(payload: Payload, at: Date): ReadWebhook {
  const { id, from, fromMe, reaction } = payload;
  const bare = typeof id === "string" ? bareIdOf(id) : null;
  const { text, messageId } = fields(reaction);
  if (fromMe === true || !isPerson(from)) return none;
  if (bare === null || typeof messageId !== "string") return unreadable("a reaction without its message");
  const content = { message_id: bareIdOf(messageId), emoji: words(text) ?? "" };
  return inbound(payload, { providerMessageId: bare, type: "reaction", body: { reaction: content }, at });
}

/** how-to/events, "message.edited": the message as it is now, and the id it was sent under. */
function readEdit(payload: Payload, at: Date): ReadWebhook {
  const { id, from, fromMe, editedMessageId } = payload;
  const [bare, original_message_id] = [idIn(id), idIn(editedMessageId)];
  if (fromMe === true || !isPerson(from)) return none;
  if (bare === null || original_message_id === null) return unreadable("an edit without its message");
  const { type, body } = contentOf(payload);
  const edit = { original_message_id, message: { type, ...body } };
  return inbound(payload, { providerMessageId: bare, type: "edit", body: { edit }, at });
}

/** "message.revoked": what was there before, where the engine knows it, and the notice that took its place. */
function readRevoke({ before, after, revokedMessageId }: Payload, at: Date): ReadWebhook {
  const notice = fields(after ?? before);
  if (notice["fromMe"] === true || !isPerson(notice["from"])) return none;
  const original_message_id = idIn(revokedMessageId) ?? idIn(fields(before)["id"]);
  const own = idIn(fields(after)["id"]);
  if (original_message_id === null) return unreadable("a deletion without its message");
  // The notice may come under the id of what it took away, which is another message here.
  const isOwn = own !== null && own !== original_message_id;
  const providerMessageId = isOwn ? own : `${original_message_id}.revoked`;
  return inbound(notice, {
    providerMessageId,
    type: "revoke",
    body: { revoke: { original_message_id } },
    at,
  });
}

/** Whole ("false_1415…@c.us_3EB0…") or bare, as the engines differ. */
function idIn(value: unknown): string | null {
  return typeof value === "string" ? (bareIdOf(value) ?? words(value)) : null;
}

function inbound(
  { from, _data: data }: Payload,
  rest: Pick<InboundEvent, "providerMessageId" | "type" | "body" | "at">,
): ReadWebhook {
  const person = phoneOf(from) ?? phoneBehind(fields(data));
  const lid = typeof from === "string" && from.endsWith("@lid") ? from : null;
  if (person === null && lid === null) return unreadable("a message that does not say who sent it");
  const name = nameIn(fields(data));
  const who = { from: person, fromLid: lid, fromUserId: null, account: null, name };
  return { events: [{ kind: "inbound", ...who, ...rest }], problem: null };
}

/** People who write under a hidden number: engines give it beside the id (GOWS `SenderAlt`, NOWEB `remoteJidAlt`). */
function phoneBehind(data: Payload): string | null {
  const { remoteJidAlt, senderPn } = fields(data["key"]);
  return phoneOf(fields(data["Info"])["SenderAlt"]) ?? phoneOf(remoteJidAlt) ?? phoneOf(senderPn);
}

/** NOWEB, WEBJS, GOWS. */
function nameIn(data: Payload): string | null {
  const { pushName, notifyName } = data;
  const name = words(pushName) ?? words(notifyName) ?? words(fields(data["Info"])["PushName"]);
  return name?.slice(0, 256) ?? null;
}

/** Groups, channels and status posts are not conversations with a person. */
function isPerson(chat: unknown): boolean {
  return typeof chat === "string" && /@(c\.us|s\.whatsapp\.net|lid)$/.test(chat);
}

/** Milliseconds; versions before 2025.3 send none. */
function instantOf(timestamp: unknown): Date | null {
  if (typeof timestamp !== "number") return null;
  return timestamp > Date.UTC(2009, 0) && timestamp < Date.UTC(2100, 0) ? new Date(timestamp) : null;
}
