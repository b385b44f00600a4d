// Which plain and media messages Waypost takes: a good sample of each, and every limit crossed by one.

import { describe, expect, test } from "vitest";
import { parseMessageObject } from "../index.ts";

function pathsOf(message: Record<string, unknown>): string[] {
  const parsed = parseMessageObject(message);
  return parsed.ok ? [] : parsed.errors.map(({ path }) => path);
}

const long = (length: number) => "x".repeat(length);
const many = <Item>(count: number, item: (index: number) => Item) =>
  Array.from({ length: count }, (_, i) => item(i));

const contact = (fields: Record<string, unknown>) => ({
  contacts: [{ name: { formatted_name: "Asha Nair", first_name: "Asha" }, ...fields }],
});

const good: Record<string, Record<string, unknown>> = {
  "a text": { type: "text", text: { body: "Hi", preview_url: true } },
  "a text of 4,096 characters": { text: { body: long(4096) } },
  "a text of 4,096 emoji": { text: { body: "👍".repeat(4096) } },
  "a right-to-left text with bidi controls": { text: { body: "\u202bمرحبا\u202c" } },
  "a text that quotes": { text: { body: "Hi" }, context: { message_id: "wamid.1" } },
  "a picture by id": { image: { id: "7", caption: long(1024) } },
  "a film by link": { video: { link: "https://cdn.example/v.mp4" } },
  "a voice note": { audio: { id: "7", voice: true } },
  "a document": { document: { id: "7", filename: "ticket.pdf", caption: "E-ticket" } },
  "a sticker": { sticker: { id: "7" } },
  "a location in text": { location: { latitude: "9.9312", longitude: "76.2673", name: "Fort" } },
  "a location in numbers": { location: { latitude: -90, longitude: 180 } },
  "a contact card": contact({
    phones: [{ phone: "+919000000009", type: "CELL", wa_id: "919000000009" }],
    emails: [{ email: "a@x.example", type: "WORK" }],
    org: { company: "Marigold" },
    addresses: [{ city: "Kochi", country_code: "in" }],
    urls: [{ url: "https://a.example", type: "WORK" }],
    birthday: "1990-01-31",
  }),
  "a reaction": { reaction: { message_id: "wamid.X", emoji: "👍" } },
  "a reaction taken back": { reaction: { message_id: "wamid.X", emoji: "" } },
};

const bad: Record<string, [message: Record<string, unknown>, path: string]> = {
  "an unknown type": [{ type: "poll", poll: {} }, "/type"],
  "no body": [{}, "/type"],
  "two bodies and no type": [{ text: { body: "a" }, image: { id: "7" } }, "/type"],
  "two bodies and a type": [{ type: "text", text: { body: "a" }, image: { id: "7" } }, "/image"],
  "a body of another type": [{ type: "text", image: { id: "7" } }, "/text"],
  "an unknown field": [{ text: { body: "a" }, colour: "red" }, "/colour"],
  "an unknown field inside": [{ text: { body: "a", bold: true } }, "/text/bold"],
  "an empty text": [{ text: { body: "" } }, "/text/body"],
  "a text that is too long": [{ text: { body: long(4097) } }, "/text/body"],
  "a picture without source": [{ image: { caption: "a" } }, "/image"],
  "a picture with two sources": [{ image: { id: "7", link: "https://a.example" } }, "/image"],
  "a caption that is too long": [{ image: { id: "7", caption: long(1025) } }, "/image/caption"],
  "a caption on a voice note": [{ audio: { id: "7", caption: "a" } }, "/audio/caption"],
  "a caption on a sticker": [{ sticker: { id: "7", caption: "a" } }, "/sticker/caption"],
  "a file name on a film": [{ video: { id: "7", filename: "a" } }, "/video/filename"],
  "a link that is no address": [{ image: { link: "ftp://a.example/x" } }, "/image/link"],
  "a relative link": [{ image: { link: "/x.png" } }, "/image/link"],
  "a latitude beyond the pole": [{ location: { latitude: "90.01", longitude: 1 } }, "/location/latitude"],
  "a longitude beyond the line": [{ location: { latitude: 1, longitude: 181 } }, "/location/longitude"],
  "a latitude in words": [{ location: { latitude: "north", longitude: 1 } }, "/location/latitude"],
  "no contact": [{ contacts: [] }, "/contacts"],
  "258 contacts": [{ contacts: many(258, () => contact({}).contacts[0]) }, "/contacts"],
  "a contact with a formatted name alone": [
    contact({ name: { formatted_name: "Asha" } }),
    "/contacts/0/name",
  ],
  "a birthday in words": [contact({ birthday: "January" }), "/contacts/0/birthday"],
  "a reaction that quotes": [
    { reaction: { message_id: "wamid.X", emoji: "👍" }, context: { message_id: "wamid.Y" } },
    "/context",
  ],
  "a reaction to nothing": [{ reaction: { emoji: "👍" } }, "/reaction/message_id"],
};

describe("plain and media messages", () => {
  test.each(Object.entries(good))("takes %s", (_, message) => {
    expect(parseMessageObject(message)).toMatchObject({ ok: true, value: message });
  });

  test.each(Object.entries(bad))("refuses %s", (_, [message, path]) => {
    expect(pathsOf(message)).toContain(path);
  });
});
