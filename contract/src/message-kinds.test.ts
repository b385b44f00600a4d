// Which message objects Waypost takes: a good sample of every kind, and every limit crossed by one.

import { describe, expect, test } from "vitest";
import { parseMessageObject } from "./index.ts";

function pathsOf(message: Record<string, unknown>): string[] {
  const parsed = parseMessageObject(message);
  return parsed.ok ? [] : parsed.errors.map(({ path }) => path);
}

const long = (length: number) => "x".repeat(length);
const many = <Item>(count: number, item: (index: number) => Item) =>
  Array.from({ length: count }, (_, i) => item(i));

const reply = (id: string, title: string) => ({ type: "reply", reply: { id, title } });
const row = (id: string) => ({ id, title: "9 AM" });
const section = (title: string, rows: unknown[]) => ({ title, rows });
const card = (index: number, header: unknown = { type: "image", image: { id: "1" } }) => ({
  card_index: index,
  type: "cta_url",
  header,
  action: { name: "cta_url", parameters: { display_text: "See", url: "https://a.example" } },
});
const interactive = (fields: Record<string, unknown>) => ({
  interactive: { body: { text: "Choose" }, ...fields },
});
const buttons = (list: unknown[], more = {}) =>
  interactive({ type: "button", action: { buttons: list }, ...more });
const list = (sections: unknown[], more = {}) =>
  interactive({ type: "list", action: { button: "Options", sections }, ...more });
const flow = (parameters: Record<string, unknown>) =>
  interactive({
    type: "flow",
    action: {
      name: "flow",
      parameters: { flow_message_version: "3", flow_id: "8", flow_cta: "Book", ...parameters },
    },
  });
const link = (parameters: Record<string, unknown>) =>
  interactive({
    type: "cta_url",
    action: {
      name: "cta_url",
      parameters: { display_text: "See", url: "https://a.example", ...parameters },
    },
  });
const address = (parameters: Record<string, unknown>) =>
  interactive({ type: "address_message", action: { name: "address_message", parameters } });
const products = (
  sections: unknown[],
  more: Record<string, unknown> = { header: { type: "text", text: "Shop" } },
) => interactive({ type: "product_list", action: { catalog_id: "1", sections }, ...more });
const items = (count: number) => many(count, (index) => ({ product_retailer_id: `sku${index}` }));
const carousel = (cards: unknown[]) => interactive({ type: "carousel", action: { cards } });
const template = (fields: Record<string, unknown>) => ({
  template: { name: "trip_reminder", language: { code: "en_US" }, ...fields },
});
const body = (...parameters: unknown[]) => ({ type: "body", parameters });
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
  "three buttons": buttons([reply("a", "A"), reply("b", "B"), reply("c", "C")], {
    header: { type: "document", document: { link: "https://a.example/x.pdf", filename: "x.pdf" } },
    footer: { text: long(60) },
  }),
  "a list of ten rows": list([
    section(
      "AM",
      many(5, (i) => row(`a${i}`)),
    ),
    section(
      "PM",
      many(5, (i) => row(`p${i}`)),
    ),
  ]),
  "an untitled list": list([{ rows: [{ ...row("a"), description: long(72) }] }], {
    body: { text: long(4096) },
  }),
  "a link button": link({}),
  "a flow": flow({
    mode: "draft",
    flow_action: "navigate",
    flow_action_payload: { screen: "START", data: { a: [1] } },
  }),
  "a product": {
    interactive: { type: "product", action: { catalog_id: "1", product_retailer_id: "sku1" } },
  },
  "a product list": products([{ title: "A", product_items: items(30) }]),
  "a catalogue": interactive({ type: "catalog_message", action: { name: "catalog_message" } }),
  "a request for a location": interactive({
    type: "location_request_message",
    action: { name: "send_location" },
  }),
  "a request for an address": address({ country: "IN", values: { name: "Asha" } }),
  "a request for a contact": interactive({
    type: "contact_request",
    action: { name: "request_contact_info" },
  }),
  "a carousel of ten cards": carousel(many(10, (i) => card(i))),
  "a template without variables": template({}),
  "a template with a language by name": template({ language: "en_US" }),
  "a template with variables": template({ variables: { first_name: "Asha", trip_code: "MG-17" } }),
  "a positional template": template({ variables: { 2: "b", 1: "a" } }),
  "a template with Meta's components": template({
    language: { code: "en_US", policy: "deterministic" },
    components: [
      { type: "header", parameters: [{ type: "image", image: { id: "7" } }] },
      body({ type: "text", parameter_name: "first_name", text: "Asha" }),
      {
        type: "button",
        sub_type: "quick_reply",
        index: "0",
        parameters: [{ type: "payload", payload: "NO" }],
      },
      { type: "button", sub_type: "url", index: 1, parameters: [{ type: "text", text: "MG-17" }] },
    ],
  }),
  "a template with money, a date and a place": template({
    components: [
      {
        type: "header",
        parameters: [{ type: "location", location: { latitude: 1, longitude: 2 } }],
      },
      body(
        {
          type: "currency",
          currency: { fallback_value: "₹100", code: "INR", amount_1000: 100000 },
        },
        { type: "date_time", date_time: { fallback_value: "tomorrow" } },
      ),
    ],
  }),
  "a coupon with an offer": template({
    components: [
      {
        type: "limited_time_offer",
        parameters: [
          {
            type: "limited_time_offer",
            limited_time_offer: { expiration_time_ms: 1_798_761_600_000 },
          },
        ],
      },
      {
        type: "button",
        sub_type: "copy_code",
        index: 0,
        parameters: [{ type: "coupon_code", coupon_code: "SAVE20" }],
      },
    ],
  }),
  "a template carousel": template({
    components: [
      {
        type: "carousel",
        cards: [
          {
            card_index: 0,
            components: [{ type: "header", parameters: [{ type: "image", image: { id: "7" } }] }],
          },
        ],
      },
    ],
  }),
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
  "a latitude beyond the pole": [
    { location: { latitude: "90.01", longitude: 1 } },
    "/location/latitude",
  ],
  "a longitude beyond the line": [
    { location: { latitude: 1, longitude: 181 } },
    "/location/longitude",
  ],
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
  "four buttons": [buttons(many(4, (i) => reply(`${i}`, `B${i}`))), "/interactive/action/buttons"],
  "no buttons": [buttons([]), "/interactive/action/buttons"],
  "a long button title": [
    buttons([reply("a", long(21))]),
    "/interactive/action/buttons/0/reply/title",
  ],
  "a long button id": [buttons([reply(long(257), "A")]), "/interactive/action/buttons/0/reply/id"],
  "a button id with spaces": [
    buttons([reply(" a", "A")]),
    "/interactive/action/buttons/0/reply/id",
  ],
  "two buttons alike": [
    buttons([reply("a", "A"), reply("b", "A")]),
    "/interactive/action/buttons/1/reply/title",
  ],
  "two button ids alike": [
    buttons([reply("a", "A"), reply("a", "B")]),
    "/interactive/action/buttons/1/reply/id",
  ],
  "a long footer": [
    buttons([reply("a", "A")], { footer: { text: long(61) } }),
    "/interactive/footer/text",
  ],
  "a long header": [
    buttons([reply("a", "A")], { header: { type: "text", text: long(61) } }),
    "/interactive/header/text",
  ],
  "a header without source": [
    buttons([reply("a", "A")], { header: { type: "image", image: {} } }),
    "/interactive/header/image",
  ],
  "a long body under buttons": [
    buttons([reply("a", "A")], { body: { text: long(1025) } }),
    "/interactive/body/text",
  ],
  "an interactive message without body": [
    { interactive: { type: "button", action: { buttons: [reply("a", "A")] } } },
    "/interactive/body",
  ],
  "an unknown interactive kind": [interactive({ type: "poll", action: {} }), "/interactive/type"],
  "eleven rows": [
    list([
      section(
        "A",
        many(6, (i) => row(`a${i}`)),
      ),
      section(
        "B",
        many(5, (i) => row(`b${i}`)),
      ),
    ]),
    "/interactive/action/sections",
  ],
  "eleven sections": [
    list(many(11, (i) => section(`S${i}`, [row(`${i}`)]))),
    "/interactive/action/sections",
  ],
  "an untitled second section": [
    list([section("A", [row("a")]), { rows: [row("b")] }]),
    "/interactive/action/sections/1/title",
  ],
  "two rows alike": [
    list([{ rows: [row("a"), row("a")] }]),
    "/interactive/action/sections/0/rows/1/id",
  ],
  "a long row title": [
    list([{ rows: [{ id: "a", title: long(25) }] }]),
    "/interactive/action/sections/0/rows/0/title",
  ],
  "a long row description": [
    list([{ rows: [{ ...row("a"), description: long(73) }] }]),
    "/interactive/action/sections/0/rows/0/description",
  ],
  "a long row id": [list([{ rows: [row(long(201))] }]), "/interactive/action/sections/0/rows/0/id"],
  "a long section title": [
    list([section(long(25), [row("a")])]),
    "/interactive/action/sections/0/title",
  ],
  "a picture over a list": [
    list([{ rows: [row("a")] }], { header: { type: "image", image: { id: "7" } } }),
    "/interactive/header/type",
  ],
  "a long list body": [
    list([{ rows: [row("a")] }], { body: { text: long(4097) } }),
    "/interactive/body/text",
  ],
  "a long link label": [
    link({ display_text: long(21) }),
    "/interactive/action/parameters/display_text",
  ],
  "a link to a script": [
    link({ url: "javascript:alert(1)" }),
    "/interactive/action/parameters/url",
  ],
  "a flow named twice": [flow({ flow_name: "book" }), "/interactive/action/parameters"],
  "a long flow label": [flow({ flow_cta: long(31) }), "/interactive/action/parameters/flow_cta"],
  "empty flow data": [
    flow({ flow_action_payload: { screen: "A", data: {} } }),
    "/interactive/action/parameters/flow_action_payload/data",
  ],
  "a header over a product": [
    interactive({
      type: "product",
      header: { type: "text", text: "a" },
      action: { catalog_id: "1", product_retailer_id: "s" },
    }),
    "/interactive/header",
  ],
  "a product list without header": [
    products([{ product_items: items(1) }], {}),
    "/interactive/header",
  ],
  "31 products": [
    products([
      { title: "A", product_items: items(16) },
      { title: "B", product_items: items(15) },
    ]),
    "/interactive/action/sections",
  ],
  "an address without country": [address({}), "/interactive/action/parameters/country"],
  "one card": [carousel([card(0)]), "/interactive/action/cards"],
  "eleven cards": [carousel(many(11, (i) => card(i))), "/interactive/action/cards"],
  "cards of two kinds": [
    carousel([card(0), card(1, { type: "video", video: { id: "1" } })]),
    "/interactive/action/cards/1/header/type",
  ],
  "cards out of order": [carousel([card(0), card(2)]), "/interactive/action/cards/1/card_index"],
  "a card with three line breaks": [
    carousel([card(0), { ...card(1), body: { text: "a\nb\nc\nd" } }]),
    "/interactive/action/cards/1/body/text",
  ],
  "a card with a long body": [
    carousel([card(0), { ...card(1), body: { text: long(161) } }]),
    "/interactive/action/cards/1/body/text",
  ],
  "a template name in capitals": [template({ name: "Trip" }), "/template/name"],
  "a template without language": [{ template: { name: "trip" } }, "/template/language"],
  "a language with a dash": [template({ language: "en-US" }), "/template/language"],
  "components and variables": [template({ components: [], variables: {} }), "/template"],
  "a gap in the numbers": [template({ variables: { 1: "a", 3: "c" } }), "/template/variables"],
  "numbers and names": [template({ variables: { 1: "a", name: "c" } }), "/template/variables"],
  "a variable that is no text": [
    template({ variables: { amount: 42 } }),
    "/template/variables/amount",
  ],
  "a variable with a strange name": [
    template({ variables: { "first name": "a" } }),
    "/template/variables/first name",
  ],
  "an unknown component": [
    template({ components: [{ type: "footer" }] }),
    "/template/components/0/type",
  ],
  "an unknown parameter": [
    template({ components: [body({ type: "emoji" })] }),
    "/template/components/0/parameters/0/type",
  ],
  "two bodies in a template": [
    template({
      components: [body({ type: "text", text: "a" }), body({ type: "text", text: "b" })],
    }),
    "/template/components/1",
  ],
  "a template picture without source": [
    template({ components: [{ type: "header", parameters: [{ type: "image", image: {} }] }] }),
    "/template/components/0/parameters/0/image",
  ],
  "a coupon that is too long": [
    template({
      components: [
        {
          type: "button",
          sub_type: "copy_code",
          index: 0,
          parameters: [{ type: "coupon_code", coupon_code: long(16) }],
        },
      ],
    }),
    "/template/components/0/parameters/0/coupon_code",
  ],
  "an eleventh button": [
    template({ components: [{ type: "button", sub_type: "url", index: 10 }] }),
    "/template/components/0/index",
  ],
};

describe("message kinds", () => {
  test.each(Object.entries(good))("takes %s", (_, message) => {
    expect(parseMessageObject(message)).toMatchObject({ ok: true, value: message });
  });

  test.each(Object.entries(bad))("refuses %s", (_, [message, path]) => {
    expect(pathsOf(message)).toContain(path);
  });
});
