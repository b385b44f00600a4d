// A message of ours in Twilio's words (https://www.twilio.com/docs/messaging/api/message-resource). Pure.

import type { MessageError, MessageResource, MessageStatus } from "@waypost/contract";
import { accountSid, messageSid } from "./account.ts";
import { withChannel } from "./address.ts";
import { messageErrorCode } from "./codes.ts";

export type Shown = Pick<MessageResource, "id" | "status" | "to" | "created_at"> & {
  updated_at?: string;
  error?: MessageError | null;
  type: string;
};

/** `from`: the sender's number, when it has one. */
export function presentMessage(tenantId: string, message: Shown, from: string | null): object {
  const [account, sid] = [accountSid(tenantId), messageSid(message.id)];
  const uri = `/2010-04-01/Accounts/${account}/Messages/${sid}.json`;
  const status = statusOf[message.status];
  const failure = failureOf(message);
  const updated = rfc2822(message.updated_at ?? message.created_at);
  return {
    account_sid: account,
    api_version: "2010-04-01",
    body: textOf(message),
    date_created: rfc2822(message.created_at),
    date_sent: hasLeft.has(message.status) ? updated : null,
    date_updated: updated,
    direction: "outbound-api",
    error_code: failure?.code ?? null,
    error_message: failure?.text ?? null,
    from: from === null ? null : withChannel(from),
    messaging_service_sid: null,
    num_media: message.type in fileTypes ? "1" : "0",
    num_segments: "1",
    price: null,
    price_unit: null,
    sid,
    status,
    subresource_uris: { media: uri.replace(/\.json$/, "/Media.json") },
    tags: null,
    to: withChannel(message.to),
    uri,
  };
}

/**
 * Twilio has no word for a doubt. What may have left is not `failed`, which asks to be sent again, and not `sent`,
 * which nobody has said: it is still `sending`.
 */
export const statusOf: Readonly<Record<MessageStatus, string>> = {
  scheduled: "scheduled",
  queued: "queued",
  sending: "sending",
  sent: "sent",
  delivered: "delivered",
  read: "read",
  played: "read",
  failed: "undelivered",
  expired: "failed",
  canceled: "canceled",
  skipped: "failed",
  unknown: "sending",
};

const hasLeft: ReadonlySet<MessageStatus> = new Set(["sent", "delivered", "read", "played"]);
const fileTypes: Readonly<Record<string, true>> = {
  image: true,
  video: true,
  audio: true,
  document: true,
  sticker: true,
};

function failureOf({ status, error }: Shown): { code: number; text: string } | null {
  if (status === "expired") return { code: 30036, text: "Validity Period Expired" };
  if (error === null || error === undefined) return null;
  return { code: messageErrorCode(error.code), text: error.detail };
}

function textOf(message: Shown): string {
  const content: unknown = (message as Readonly<Record<string, unknown>>)[message.type];
  if (typeof content !== "object" || content === null) return "";
  if ("body" in content && typeof content.body === "string") return content.body;
  return "caption" in content && typeof content.caption === "string" ? content.caption : "";
}

/** "Fri, 21 Nov 2026 17:00:00 +0000" (RFC 5322, which Twilio calls by its former number). */
function rfc2822(instant: string): string {
  return new Date(instant).toUTCString().replace("GMT", "+0000");
}
