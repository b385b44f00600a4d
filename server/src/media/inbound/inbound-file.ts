// Which of people's messages carry a file, and when a file that could not be fetched is tried again. Pure.

import { type MediaKind, mediaKinds } from "@waypost/contract";
import { plainType } from "../whatsapp-types.ts";

/** A message as intake keeps it: `body` holds the file under the name of its type, in Meta's words. */
export type HeardMessage = {
  tenant_id: string;
  sender_id: string;
  provider_message_id: string;
  type: string;
  body: Readonly<Record<string, unknown>>;
};

export type InboundFile = Pick<HeardMessage, "tenant_id" | "sender_id" | "provider_message_id"> & {
  provider_media_id: string;
  kind: MediaKind;
  declared_type: string | null;
  filename: string | null;
};

/** Meta spells a voice message `audio`; older webhooks said `voice`. */
export function inboundFileOf({ type, body, ...message }: HeardMessage): InboundFile | null {
  const kind = mediaKinds.find((one) => one === (type === "voice" ? "audio" : type));
  const part = body[type];
  if (kind === undefined || typeof part !== "object" || part === null) return null;
  const { id, mime_type, filename } = part as Readonly<Record<string, unknown>>;
  if (typeof id !== "string" || id === "" || id.length > 512) return null;
  const { tenant_id, sender_id, provider_message_id } = message;
  return {
    tenant_id,
    sender_id,
    provider_message_id,
    provider_media_id: id,
    kind,
    declared_type: typeof mime_type === "string" ? plainType(mime_type) : null,
    filename: typeof filename === "string" ? filename.slice(0, 1024) : null,
  };
}

const minute = 60_000;
/** What cannot be had for hours is seldom had by asking more often, and each try may be a whole download. */
const pausesMs = [5_000, 30_000, 2 * minute, 10 * minute, 60 * minute, 6 * 60 * minute];
/** Meta keeps people's files for 7 days (Cloud API, "Media"); WhatsApp's own hosts for about as long. */
const keptByProviderMs = 7 * 24 * 60 * minute;

/** Null when the provider has given it up by then. */
export function nextTry(attempts: number, heardAt: Date, now: Date): Date | null {
  const pause = pausesMs[Math.min(attempts, pausesMs.length) - 1] ?? pausesMs[0] ?? 0;
  const next = new Date(now.getTime() + pause);
  return next.getTime() - heardAt.getTime() > keptByProviderMs ? null : next;
}
