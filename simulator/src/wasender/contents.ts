// WasenderApi's one send endpoint (api-docs, "Messages"): its body read into the shape the ledger shows.
import { isObject } from "../json.ts";
import type { JsonObject } from "../json.ts";
import type { Kind } from "../ledger/index.ts";

export type Content = { kind: Kind; content: JsonObject | JsonObject[]; voice: boolean };

const FILES: readonly (readonly [field: string, kind: Kind])[] = [
  ["imageUrl", "image"],
  ["videoUrl", "video"],
  ["documentUrl", "document"],
  ["audioUrl", "audio"],
  ["stickerUrl", "sticker"],
];

/** Undefined when there is nothing to send: text is required where nothing else is. */
export function contentOf(body: JsonObject): Content | undefined {
  const { text, contact, location, fileName } = body;
  const words = typeof text === "string" && text !== "" ? text : undefined;
  const file = FILES.find(([field]) => typeof body[field] === "string");
  if (file) {
    const [field, kind] = file;
    const caption = words !== undefined && { caption: words };
    const filename = kind === "document" && typeof fileName === "string" && { filename: fileName };
    return { kind, content: { link: body[field], ...caption, ...filename }, voice: kind === "audio" };
  }
  if (isObject(location)) return { kind: "location", content: location, voice: false };
  if (isObject(contact)) {
    const { name, phone } = contact;
    return {
      kind: "contacts",
      content: [{ name: { formatted_name: name }, phones: [{ phone }] }],
      voice: false,
    };
  }
  return words === undefined ? undefined : { kind: "text", content: { body: words }, voice: false };
}
