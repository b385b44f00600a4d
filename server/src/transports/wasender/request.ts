// Writes the body of POST /api/send-message for one message (api-docs, "Messages").

import type { MessageObject } from "@waypost/contract";
import type { TransportError } from "../transport.ts";
import { textAlone } from "../wording/choices.ts";

/** Reactions are not in its documents; templates are Meta's. */
export const supportedTypes: ReadonlySet<MessageObject["type"]> = new Set([
  "text",
  "image",
  "video",
  "audio",
  "document",
  "sticker",
  "location",
  "contacts",
  "interactive",
] as const);

export type WrittenRequest = { ok: true; body: object } | { ok: false; error: TransportError };

/** `to` in E.164 with "+", so that it is never taken for a group's id. */
export function writeRequest(to: string, message: MessageObject): WrittenRequest {
  if ("context" in message && message.context !== undefined) {
    // Its `replyTo` wants a number of its own, which messages of people come without.
    return unsupported("WasenderApi cannot quote a message by its WhatsApp id.");
  }
  const part = partOf(message);
  return "refusal" in part ? unsupported(part.refusal) : { ok: true, body: { to, ...part.fields } };
}

type Part = { fields: object } | { refusal: string };

function partOf(message: MessageObject): Part {
  switch (message.type) {
    case "text":
      return { fields: { text: message.text.body } };
    case "image":
      return media("imageUrl", message.image);
    case "video":
      return media("videoUrl", message.video);
    case "audio":
      return media("audioUrl", message.audio);
    case "sticker":
      return media("stickerUrl", message.sticker);
    case "document":
      return media("documentUrl", message.document);
    case "location": {
      const { latitude, longitude, name, address } = message.location;
      const place = { latitude: Number(latitude), longitude: Number(longitude), name, address };
      return { fields: { location: place } };
    }
    case "contacts":
      return contact(message.contacts);
    case "interactive": {
      const text = textAlone(message.interactive);
      if (text !== null) return { fields: { text } };
      return {
        refusal: `WasenderApi cannot send an interactive message of type ${message.interactive.type}.`,
      };
    }
    default:
      return { refusal: `WasenderApi cannot send messages of type ${message.type}.` };
  }
}

type Media = { link?: string; caption?: string; filename?: string };

function media(field: string, { link, caption, filename }: Media): Part {
  if (link === undefined) return { refusal: "WasenderApi takes media by link, not by upload id." };
  return {
    fields: {
      [field]: link,
      ...(caption !== undefined && { text: caption }),
      ...(filename !== undefined && { fileName: filename }),
    },
  };
}

/** One card, with a name and a number. */
function contact(contacts: Extract<MessageObject, { type: "contacts" }>["contacts"]): Part {
  const [first, ...others] = contacts;
  const phone = first?.phones?.find((each) => each.phone !== undefined)?.phone;
  if (first === undefined || others.length > 0 || phone === undefined)
    return { refusal: "WasenderApi sends one contact at a time, with a phone number." };
  return { fields: { contact: { name: first.name.formatted_name, phone } } };
}

function unsupported(detail: string): WrittenRequest {
  return { ok: false, error: { code: "type_not_supported", providerCode: null, detail } };
}
