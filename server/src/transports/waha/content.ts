// Reads what a person sent over WAHA (how-to/receive-messages) into the words of Meta's webhooks.

import { fields, words } from "../http/json.ts";
import type { InboundEvent } from "../transport.ts";
import { contactOf } from "../wording/read-vcard.ts";
import { bareIdOf } from "./message-id.ts";

export type Content = Pick<InboundEvent, "type" | "body">;

type Payload = Readonly<Record<string, unknown>>;

export function contentOf(payload: Payload): Content {
  const said = text(payload["body"]);
  const read =
    readFile(payload, said) ??
    readLocation(payload) ??
    readCards(payload) ??
    (said === null ? null : { type: "text", body: { text: { body: said } } });
  const quoted = fields(payload["replyTo"])["id"];
  const context = typeof quoted === "string" ? { context: { id: bareIdOf(quoted) ?? words(quoted) } } : {};
  if (read !== null) return { ...read, body: { ...read.body, ...context } };
  // What an engine cannot put into words comes as a message without any.
  const { _data: data, ...rest } = payload;
  const kind = words(fields(data)["type"]) ?? Object.keys(fields(fields(data)["message"]))[0] ?? null;
  return { type: "unsupported", body: { ...rest, unsupported: { type: kind }, ...context } };
}

/** `url` is on the WAHA server, for as long as that keeps it. */
function readFile({ hasMedia, media }: Payload, caption: string | null): Content | null {
  if (hasMedia !== true) return null;
  const { mimetype, filename, url, size } = fields(media);
  const type = mediaType(mimetype);
  const file = {
    mime_type: words(mimetype),
    filename: words(filename),
    url: words(url),
    file_size: typeof size === "number" ? size : null,
    caption,
    // Only what is recorded in the chat comes in this container.
    voice: /^audio\/ogg\b/.test(String(mimetype)) ? true : null,
  };
  return { type, body: { [type]: given(file) } };
}

function mediaType(mimetype: unknown): string {
  const kind = /^(image|video|audio)\//.exec(String(mimetype))?.[1] ?? "document";
  return mimetype === "image/webp" ? "sticker" : kind;
}

function readLocation({ location }: Payload): Content | null {
  const { latitude, longitude, name, address } = fields(location);
  const [lat, long] = [Number(latitude ?? Number.NaN), Number(longitude ?? Number.NaN)];
  if (!Number.isFinite(lat) || !Number.isFinite(long)) return null;
  const place = { latitude: lat, longitude: long, name: words(name), address: words(address) };
  return { type: "location", body: { location: given(place) } };
}

function readCards({ vCards }: Payload): Content | null {
  if (!Array.isArray(vCards) || vCards.length === 0) return null;
  return { type: "contacts", body: { contacts: vCards.map((card) => contactOf({ vcard: text(card) })) } };
}

function text(value: unknown): string | null {
  if (typeof value !== "string" || value === "") return null;
  return value.slice(0, 65_536).toWellFormed().replaceAll("\0", "");
}

function given(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
}
