// WAHA's send endpoints (how-to/send-messages): each body read into the shape the ledger shows.
import { isObject } from "../json.ts";
import type { JsonObject } from "../json.ts";
import type { Kind } from "../ledger/index.ts";
import { badRequest } from "./refused.ts";

export type Content = { kind: Kind; content: JsonObject | JsonObject[]; voice: boolean };

type Read = (body: JsonObject) => JsonObject | JsonObject[];

const KINDS: Readonly<Record<string, readonly [kind: Kind, read: Read]>> = {
  sendText: ["text", (body) => ({ body: textAt(body, "text") })],
  sendImage: ["image", captioned],
  sendVideo: ["video", captioned],
  sendVoice: ["audio", fileOf],
  sendFile: ["document", captioned],
  sendSticker: ["sticker", fileOf],
  sendLocation: ["location", locationOf],
  sendContactVcard: ["contacts", contactsOf],
  sendPoll: ["poll", pollOf],
};

export function contentOf(endpoint: string, body: JsonObject): Content | undefined {
  const found = KINDS[endpoint];
  if (!found) return undefined;
  const [kind, read] = found;
  const content = read(body);
  const replyTo = body["reply_to"];
  const quotes = typeof replyTo === "string" && !Array.isArray(content);
  return {
    kind,
    content: quotes ? { ...content, context: { message_id: bareId(replyTo) } } : content,
    voice: kind === "audio",
  };
}

/** `true_<chat>_<id>` names a message; the id alone is WhatsApp's. */
export function bareId(id: string): string {
  return /^(?:true|false)_[^_]+_([^_]+)/.exec(id)?.[1] ?? id;
}

function captioned(body: JsonObject): JsonObject {
  const { caption } = body;
  return { ...fileOf(body), ...(typeof caption === "string" && caption !== "" && { caption }) };
}

/** A URL that WAHA fetches, or base64. Nothing is fetched here. */
function fileOf({ file }: JsonObject): JsonObject {
  if (!isObject(file)) throw badRequest("file must be an object");
  const { url, data, mimetype, filename } = file;
  if (typeof url !== "string" && typeof data !== "string") throw badRequest("file must have url or data");
  return {
    ...(typeof url === "string" ? { link: url } : { bytes: Buffer.from(String(data), "base64").length }),
    ...(typeof mimetype === "string" && { mime_type: mimetype }),
    ...(typeof filename === "string" && { filename }),
  };
}

function locationOf({ latitude, longitude, title }: JsonObject): JsonObject {
  if (typeof latitude !== "number" || typeof longitude !== "number")
    throw badRequest("latitude and longitude must be numbers");
  return { latitude, longitude, ...(typeof title === "string" && { name: title }) };
}

function contactsOf({ contacts }: JsonObject): JsonObject[] {
  if (!Array.isArray(contacts)) throw badRequest("contacts must be an array");
  return contacts.map((contact) => {
    if (!isObject(contact)) throw badRequest("contacts must be objects");
    return { vcard: contact["vcard"] ?? null, name: { formatted_name: contact["fullName"] ?? "" } };
  });
}

function pollOf({ poll }: JsonObject): JsonObject {
  if (!isObject(poll) || !Array.isArray(poll["options"])) throw badRequest("poll must have options");
  return {
    name: textAt(poll, "name"),
    options: poll["options"],
    selectable: poll["multipleAnswers"] ? 0 : 1,
  };
}

function textAt(body: JsonObject, name: string): string {
  const text = body[name];
  if (typeof text !== "string") throw badRequest(`${name} must be a string`);
  return text;
}
