// Which interactive messages Waypost takes: a good sample of each, and every limit crossed by one.

import { describe, expect, test } from "vitest";
import { parseMessageObject } from "../index.ts";

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

const good: Record<string, Record<string, unknown>> = {
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
};

const bad: Record<string, [message: Record<string, unknown>, path: string]> = {
  "four buttons": [buttons(many(4, (i) => reply(`${i}`, `B${i}`))), "/interactive/action/buttons"],
  "no buttons": [buttons([]), "/interactive/action/buttons"],
  "a long button title": [buttons([reply("a", long(21))]), "/interactive/action/buttons/0/reply/title"],
  "a long button id": [buttons([reply(long(257), "A")]), "/interactive/action/buttons/0/reply/id"],
  "a button id with spaces": [buttons([reply(" a", "A")]), "/interactive/action/buttons/0/reply/id"],
  "two buttons alike": [
    buttons([reply("a", "A"), reply("b", "A")]),
    "/interactive/action/buttons/1/reply/title",
  ],
  "two button ids alike": [
    buttons([reply("a", "A"), reply("a", "B")]),
    "/interactive/action/buttons/1/reply/id",
  ],
  "a long footer": [buttons([reply("a", "A")], { footer: { text: long(61) } }), "/interactive/footer/text"],
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
  "eleven sections": [list(many(11, (i) => section(`S${i}`, [row(`${i}`)]))), "/interactive/action/sections"],
  "an untitled second section": [
    list([section("A", [row("a")]), { rows: [row("b")] }]),
    "/interactive/action/sections/1/title",
  ],
  "two rows alike": [list([{ rows: [row("a"), row("a")] }]), "/interactive/action/sections/0/rows/1/id"],
  "a long row title": [
    list([{ rows: [{ id: "a", title: long(25) }] }]),
    "/interactive/action/sections/0/rows/0/title",
  ],
  "a long row description": [
    list([{ rows: [{ ...row("a"), description: long(73) }] }]),
    "/interactive/action/sections/0/rows/0/description",
  ],
  "a long row id": [list([{ rows: [row(long(201))] }]), "/interactive/action/sections/0/rows/0/id"],
  "a long section title": [list([section(long(25), [row("a")])]), "/interactive/action/sections/0/title"],
  "a picture over a list": [
    list([{ rows: [row("a")] }], { header: { type: "image", image: { id: "7" } } }),
    "/interactive/header/type",
  ],
  "a long list body": [
    list([{ rows: [row("a")] }], { body: { text: long(4097) } }),
    "/interactive/body/text",
  ],
  "a long link label": [link({ display_text: long(21) }), "/interactive/action/parameters/display_text"],
  "a link to a script": [link({ url: "javascript:alert(1)" }), "/interactive/action/parameters/url"],
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
  "a product list without header": [products([{ product_items: items(1) }], {}), "/interactive/header"],
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
};

describe("interactive messages", () => {
  test.each(Object.entries(good))("takes %s", (_, message) => {
    expect(parseMessageObject(message)).toMatchObject({ ok: true, value: message });
  });

  test.each(Object.entries(bad))("refuses %s", (_, [message, path]) => {
    expect(pathsOf(message)).toContain(path);
  });
});
