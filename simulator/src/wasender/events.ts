// WasenderApi's webhooks (api-docs, "Webhooks"): the secret itself comes as X-Webhook-Signature.
import { isObject } from "../json.ts";
import type { JsonObject } from "../json.ts";
import { entry } from "../ledger/index.ts";
import { stanzaIdOf } from "../ledger/wamid.ts";
import type { Network } from "../network.ts";
import { nameOf } from "../people/index.ts";
import type { InboundMessage } from "../people/inbound.ts";
import type { HookPoster } from "../webhooks/hook-poster.ts";
import type { Status } from "../webhooks/status.ts";
import type { WasenderSession } from "./sessions.ts";

/** "Webhook: Message Status Update", as numbers. */
export const STATUSES: Readonly<Record<Status, number>> = {
  failed: 0,
  sent: 2,
  delivered: 3,
  read: 4,
  played: 5,
};

export const PENDING = 1;

/** How often it repeats is not documented; a few tries within a minute here. */
const RETRY_MS = [2_000, 10_000, 30_000];

export function jidOf(phone: number | string): string {
  return `${phone}@s.whatsapp.net`;
}

export function tell(
  { clock }: Network,
  poster: HookPoster,
  session: WasenderSession,
  { event, data }: { event: string; data: JsonObject },
) {
  const { url, enabled, events, secret } = session.webhook;
  if (!enabled || url === "" || !events.includes(event)) return;
  poster.push({
    url,
    body: Buffer.from(JSON.stringify({ event, sessionId: session.apiKey, data, timestamp: clock.now() })),
    headers: (_body, wrong) => ({ "x-webhook-signature": wrong ? "not the secret" : secret }),
    retryMs: RETRY_MS,
  });
}

export function updateOf({ ledger }: Network, row: number, status: Status): JsonObject {
  const key = {
    remoteJid: jidOf(ledger.rows.phone.get(row)),
    id: entry.id(ledger, row),
    fromMe: true,
  };
  return { update: { status: STATUSES[status] }, key };
}

/** "Webhook: Message Received": flattened text beside the message as WhatsApp Web has it. */
export function receivedOf({ id, phone, type, content }: InboundMessage): JsonObject {
  const object = isObject(content) ? content : {};
  const pressed = object["button_reply"] ?? object["list_reply"];
  const title = isObject(pressed) ? pressed["title"] : undefined;
  const words = object["body"] ?? object["caption"] ?? title ?? "";
  const key = {
    id: stanzaIdOf(id),
    fromMe: false,
    remoteJid: jidOf(phone),
    addressingMode: "pn",
    senderPn: jidOf(phone),
    cleanedSenderPn: String(phone),
  };
  return {
    messages: {
      key,
      pushName: nameOf(phone),
      messageBody: words,
      message: messageOf(type, object, words),
    },
  };
}

function messageOf(type: string, content: JsonObject, words: unknown): JsonObject {
  if (["image", "video", "audio", "document", "sticker"].includes(type)) {
    const { mime_type: mimetype, filename: fileName, caption } = content;
    return { [`${type}Message`]: { mimetype, fileName, caption } };
  }
  if (type === "location") {
    const { latitude, longitude, name } = content;
    return { locationMessage: { degreesLatitude: latitude, degreesLongitude: longitude, name } };
  }
  if (type === "reaction")
    return { reactionMessage: { key: { id: content["message_id"] }, text: content["emoji"] } };
  return { conversation: words };
}
