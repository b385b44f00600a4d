// WAHA's webhooks (how-to/events): which session wants to hear what, and each event's body.
import { createHmac, randomBytes } from "node:crypto";
import { isObject, word } from "../json.ts";
import type { JsonObject } from "../json.ts";
import { stanzaIdOf } from "../ledger/wamid.ts";
import { entry } from "../ledger/index.ts";
import type { Network } from "../network.ts";
import { nameOf } from "../people/index.ts";
import type { InboundMessage } from "../people/inbound.ts";
import type { HookPoster } from "../webhooks/hook-poster.ts";
import type { Status } from "../webhooks/status.ts";
import { chatOf, meOf } from "./sessions.ts";
import type { WahaSession } from "./sessions.ts";

export const ACKS: Readonly<Record<Status, readonly [ack: number, name: string]>> = {
  failed: [-1, "ERROR"],
  sent: [1, "SERVER"],
  delivered: [2, "DEVICE"],
  read: [3, "READ"],
  played: [4, "PLAYED"],
};

/** Constant, 15 times every 2 seconds, unless the webhook says otherwise (Retries). */
const RETRIES = { attempts: 15, delaySeconds: 2 };

export function tell(
  { clock }: Network,
  poster: HookPoster,
  session: WahaSession,
  { event, payload }: { event: string; payload: JsonObject },
) {
  for (const hook of hooksOf(session)) {
    if (!hook.events.includes(event) && !hook.events.includes("*")) continue;
    const body = {
      id: `evt_${randomBytes(16).toString("hex")}`,
      timestamp: clock.now(),
      event,
      session: session.name,
      metadata: isObject(session.config["metadata"]) ? session.config["metadata"] : {},
      me: meOf(session),
      payload,
      environment: { version: "2026.8.2", engine: "NOWEB", tier: "CORE" },
      engine: "NOWEB",
    };
    poster.push({
      url: hook.url,
      body: Buffer.from(JSON.stringify(body)),
      headers: (raw, wrong) => headersOf(raw, wrong ? "not the key" : hook.key, clock.now()),
      retryMs: Array.from({ length: hook.attempts }, () => hook.delaySeconds * 1_000),
    });
  }
}

function headersOf(body: Buffer, key: string | null, now: number): Record<string, string> {
  return {
    "x-webhook-request-id": randomBytes(16).toString("hex"),
    "x-webhook-timestamp": String(now),
    ...(key !== null && {
      "x-webhook-hmac": createHmac("sha512", key).update(body).digest("hex"),
      "x-webhook-hmac-algorithm": "sha512",
    }),
  };
}

type Hook = { url: string; events: unknown[]; key: string | null; attempts: number; delaySeconds: number };

function hooksOf({ config }: WahaSession): Hook[] {
  const hooks = Array.isArray(config["webhooks"]) ? config["webhooks"].filter(isObject) : [];
  return hooks.flatMap(({ url, events, hmac, retries }) => {
    if (typeof url !== "string" || !Array.isArray(events)) return [];
    const key = isObject(hmac) && typeof hmac["key"] === "string" ? hmac["key"] : null;
    const { attempts, delaySeconds } = isObject(retries) ? retries : {};
    return [
      {
        url,
        events,
        key,
        attempts: typeof attempts === "number" ? attempts : RETRIES.attempts,
        delaySeconds: typeof delaySeconds === "number" ? delaySeconds : RETRIES.delaySeconds,
      },
    ];
  });
}

/** The least that all engines send with `message.ack`. */
export function ackPayload({ ledger }: Network, row: number, status: Status): JsonObject {
  const chat = chatOf(ledger.rows.phone.get(row));
  const [ack, ackName] = ACKS[status];
  const id = `true_${chat}_${entry.id(ledger, row)}`;
  return { id, from: chat, participant: null, fromMe: true, ack, ackName };
}

/** A message of a person's, as `message` and `message.any` carry it. */
export function inboundPayload(session: WahaSession, message: InboundMessage): JsonObject {
  const chat = chatOf(message.phone);
  const content = isObject(message.content) ? message.content : {};
  const media = MEDIA.has(message.type);
  const quoted = message.context?.["id"];
  return {
    id: `false_${chat}_${stanzaIdOf(message.id)}`,
    timestamp: Math.floor(message.at / 1_000),
    from: chat,
    fromMe: false,
    source: "app",
    to: chatOf(session.link.number?.digits ?? ""),
    participant: null,
    body: bodyOf(message.type, content),
    hasMedia: media,
    media: media ? mediaOf(content) : null,
    ack: 2,
    ackName: "DEVICE",
    vCards: [],
    ...(message.type === "location" && { location: content }),
    ...(typeof quoted === "string" && { replyTo: { id: quoted } }),
    _data: { pushName: nameOf(message.phone) },
  };
}

/** `message.reaction`: the message reacted to is the business's own. */
export function reactionPayload(session: WahaSession, message: InboundMessage): JsonObject {
  const { message_id, emoji } = isObject(message.content) ? message.content : {};
  const { id, timestamp, from, fromMe, to, _data } = inboundPayload(session, message);
  const messageId = `true_${chatOf(message.phone)}_${String(message_id)}`;
  return { id, timestamp, from, fromMe, to, _data, reaction: { text: emoji ?? "", messageId } };
}

const MEDIA: ReadonlySet<string> = new Set(["image", "video", "audio", "document", "sticker"]);

function bodyOf(type: string, content: JsonObject): string {
  if (typeof content["body"] === "string") return content["body"];
  if (typeof content["caption"] === "string") return content["caption"];
  const pressed = content["button_reply"] ?? content["list_reply"];
  return type === "interactive" && isObject(pressed) ? word(pressed["title"]) : "";
}

/** Not downloaded: type and name are known, an address is not (Receive messages, "Media Files"). */
function mediaOf({ mime_type, filename }: JsonObject): JsonObject {
  return { url: null, mimetype: mime_type ?? null, filename: filename ?? null, error: null };
}
