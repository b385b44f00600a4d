// What Twilio's callbacks say of a message
// (https://www.twilio.com/docs/messaging/guides/track-outbound-message-status). Pure.

import type { MessageStatus } from "@waypost/contract";
import { accountSid, messageSid } from "./account.ts";
import { withChannel } from "./address.ts";
import { messageErrorCode } from "./codes.ts";
import { statusOf } from "./present-message.ts";

/** `id`: `msg_…`. `status` and `code` are the event's: the message may have moved on since. */
export type Told = { tenantId: string; id: string; status: MessageStatus; code: string | null };

/** Numbers, as far as they may be told. */
export type Between = { to: string | null; from: string | null };

/** A form, each name once. */
export function statusCallback({ tenantId, id, status, code }: Told, { to, from }: Between): string {
  const [sid, word] = [messageSid(id), statusOf[status]];
  const error = errorCode(status, code);
  return new URLSearchParams({
    AccountSid: accountSid(tenantId),
    ApiVersion: "2010-04-01",
    ChannelPrefix: "whatsapp",
    ...(from === null ? {} : { From: withChannel(from) }),
    ...(to === null ? {} : { To: withChannel(to) }),
    MessageSid: sid,
    MessageStatus: word,
    SmsSid: sid,
    SmsStatus: word,
    ...(error === null ? {} : { ErrorCode: String(error) }),
  }).toString();
}

/** "Validity Period Expired". */
const expired = 30036;

function errorCode(status: MessageStatus, code: string | null): number | null {
  if (status === "expired") return expired;
  return code === null ? null : messageErrorCode(code);
}
