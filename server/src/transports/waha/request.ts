// Writes the call that sends one message: WAHA has an endpoint for each kind (how-to/send-messages).

import { messageTypes } from "@waypost/contract";
import type { MessageObject } from "@waypost/contract";
import type { TransportError } from "../transport.ts";
import { textAlone } from "../wording/choices.ts";
import { vcardOf } from "../wording/vcard.ts";
import type { ApiRequest } from "./api.ts";
import { wahaIdOf } from "./message-id.ts";

/** Templates are Meta's. */
export const supportedTypes: ReadonlySet<MessageObject["type"]> = new Set(
  messageTypes.filter((type) => type !== "template"),
);

export type Envelope = { session: string; chatId: string; id: string };

export type WrittenRequest =
  | { ok: true; request: ApiRequest & { body: object } }
  | { ok: false; error: TransportError };

export function writeRequest(message: MessageObject, envelope: Envelope): WrittenRequest {
  if (message.type === "template") return unsupported("Templates belong to the Cloud API.");
  if (message.type === "reaction") {
    const { message_id, emoji } = message.reaction;
    const { session, chatId } = envelope;
    const body = { session, messageId: wahaIdOf(chatId, message_id), reaction: emoji };
    return { ok: true, request: { method: "PUT", path: "/reaction", body } };
  }
  const part = partOf(message);
  if ("refusal" in part) return unsupported(part.refusal);
  const quoted = message.context?.message_id;
  const body = {
    ...envelope,
    ...part.body,
    ...(quoted !== undefined && { reply_to: wahaIdOf(envelope.chatId, quoted) }),
  };
  return { ok: true, request: { method: "POST", path: `/${part.endpoint}`, body } };
}

type Part = { endpoint: string; body: object } | { refusal: string };

type Plain = Exclude<MessageObject, { type: "template" | "reaction" }>;

function partOf(message: Plain): Part {
  switch (message.type) {
    case "text": {
      const { body: text, preview_url: linkPreview = false } = message.text;
      return { endpoint: "sendText", body: { text, linkPreview } };
    }
    case "image":
      return captioned("sendImage", message.image, "image/jpeg");
    case "video":
      return captioned("sendVideo", message.video, "video/mp4");
    case "document":
      return captioned("sendFile", message.document, "application/octet-stream");
    case "audio":
      // WAHA has voice messages only; `convert` makes one of any sound.
      return withFile("sendVoice", message.audio, { mimetype: "audio/ogg; codecs=opus", convert: true });
    case "sticker":
      return withFile("sendSticker", message.sticker, { mimetype: "image/webp" });
    case "location": {
      const { latitude, longitude, name, address } = message.location;
      const title = [name, address].filter((part) => part !== undefined).join("\n");
      const place = { latitude: Number(latitude), longitude: Number(longitude), title };
      return { endpoint: "sendLocation", body: place };
    }
    case "contacts":
      return {
        endpoint: "sendContactVcard",
        body: { contacts: message.contacts.map((contact) => ({ vcard: vcardOf(contact) })) },
      };
    case "interactive": {
      const text = textAlone(message.interactive);
      if (text !== null) return { endpoint: "sendText", body: { text, linkPreview: false } };
      return { refusal: `WAHA cannot send this interactive message of type ${message.interactive.type}.` };
    }
  }
}

type Media = { link?: string; caption?: string; filename?: string };

function captioned(endpoint: string, media: Media, mimetype: string): Part {
  const part = withFile(endpoint, media, { mimetype });
  if ("refusal" in part || media.caption === undefined) return part;
  return { ...part, body: { ...part.body, caption: media.caption } };
}

function withFile(
  endpoint: string,
  { link, filename }: Media,
  { mimetype, convert }: { mimetype: string; convert?: boolean },
): Part {
  // WAHA fetches the file itself; an id is of a file at Meta.
  if (link === undefined) return { refusal: "WAHA takes media by link, not by upload id." };
  const file = {
    url: link,
    mimetype: mimetypeOf(link) ?? mimetype,
    ...(filename !== undefined && { filename }),
  };
  return { endpoint, body: { file, ...(convert && { convert }) } };
}

const mimetypes: Readonly<Record<string, string>> = {
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  mp4: "video/mp4",
  "3gp": "video/3gpp",
  ogg: "audio/ogg; codecs=opus",
  mp3: "audio/mpeg",
  pdf: "application/pdf",
  csv: "text/csv",
  txt: "text/plain",
};

function mimetypeOf(link: string): string | null {
  const ending = /\.([a-z0-9]{2,4})$/i.exec(URL.parse(link)?.pathname ?? "")?.[1]?.toLowerCase();
  return ending === undefined ? null : (mimetypes[ending] ?? null);
}

function unsupported(detail: string): WrittenRequest {
  return { ok: false, error: { code: "type_not_supported", providerCode: null, detail } };
}
