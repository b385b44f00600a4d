// Bad messages and the code each is refused with.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JsonObject } from "../json.ts";
import { startSandbox } from "../testing/sandbox.ts";
import type { Sandbox } from "../testing/sandbox.ts";

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

const long = (length: number) => "x".repeat(length);
const text = (body: unknown) => ({ type: "text", text: { body } });
const interactive = (type: string, action: object, rest: object = {}) => ({
  type: "interactive",
  interactive: { type, body: { text: "Choose" }, action, ...rest },
});
const button = (title: string, id = title) => ({ type: "reply", reply: { id, title } });
const row = (id: string, rest: object = {}) => ({ id, title: "9 AM", ...rest });
const list = (...sections: object[]) => interactive("list", { button: "Options", sections });
const flow = (parameters: object) =>
  interactive("flow", {
    name: "flow",
    parameters: { flow_message_version: "3", flow_cta: "Book", ...parameters },
  });
const card = (index: number, rest: object = {}) => ({
  card_index: index,
  type: "cta_url",
  header: { type: "image", image: { link: "https://x.example/a.jpg" } },
  action: { name: "cta_url", parameters: { display_text: "See", url: "https://x.example" } },
  ...rest,
});
const carousel = (...cards: object[]) => interactive("carousel", { cards });
const contact = (rest: object) => ({
  type: "contacts",
  contacts: [{ name: { formatted_name: "Asha Nair", first_name: "Asha" }, ...rest }],
});

const REFUSED: readonly [what: string, message: JsonObject, code: number][] = [
  ["an unknown type", { type: "telegram" }, 100],
  ["a missing text", { type: "text" }, 100],
  ["an empty text body", text(""), 100],
  ["a text body that is no text", text(7), 100],
  ["a text of 4097 characters", text(long(4_097)), 100],
  ["opaque data of 513 characters", { ...text("hi"), biz_opaque_callback_data: long(513) }, 100],
  ["a context without message_id", { ...text("hi"), context: {} }, 100],
  ["an unknown recipient_type", { ...text("hi"), recipient_type: "crowd" }, 100],
  ["a phone number of letters", { ...text("hi"), to: "call me" }, 100],
  ["a phone number that is too short", { ...text("hi"), to: "+12345" }, 100],
  ["the sender itself", { ...text("hi"), to: "+15550100000" }, 131021],
  ["a user id of nobody", { ...text("hi"), to: undefined, recipient: "US.1" }, 100],
  ["no recipient at all", { ...text("hi"), to: undefined }, 100],
  ["a foreign messaging_product", { ...text("hi"), messaging_product: "sms" }, 100],
  ["an image without id or link", { type: "image", image: {} }, 100],
  ["an image with id and link", { type: "image", image: { id: "7", link: "https://x.example/a.jpg" } }, 100],
  ["an image that was never uploaded", { type: "image", image: { id: "700000000999999" } }, 100],
  ["a link that is no URL", { type: "image", image: { link: "a.jpg" } }, 100],
  [
    "a caption of 1025 characters",
    { type: "image", image: { link: "https://x.example/a.jpg", caption: long(1_025) } },
    100,
  ],
  [
    "a caption on audio",
    { type: "audio", audio: { link: "https://x.example/a.ogg", caption: "Listen" } },
    100,
  ],
  [
    "a caption on a sticker",
    { type: "sticker", sticker: { link: "https://x.example/a.webp", caption: "Look" } },
    100,
  ],
  [
    "a file name on a video",
    { type: "video", video: { link: "https://x.example/a.mp4", filename: "a" } },
    100,
  ],
  ["a location without longitude", { type: "location", location: { latitude: 9.9 } }, 100],
  ["a latitude of 91", { type: "location", location: { latitude: 91, longitude: 0 } }, 100],
  ["no contacts", { type: "contacts", contacts: [] }, 100],
  [
    "a contact with nothing but a formatted name",
    { type: "contacts", contacts: [{ name: { formatted_name: "Asha" } }] },
    131009,
  ],
  ["a contact without a name", { type: "contacts", contacts: [{ phones: [] }] }, 131008],
  ["a birthday in words", contact({ birthday: "in May" }), 131009],
  ["a reaction to nothing", { type: "reaction", reaction: { emoji: "👍" } }, 100],
  [
    "a reaction to an unknown message",
    { type: "reaction", reaction: { message_id: "wamid.X", emoji: "👍" } },
    100,
  ],
  ["an unknown interactive type", interactive("poll", {}), 131009],
  [
    "an interactive message without body",
    { type: "interactive", interactive: { type: "button", action: { buttons: [button("A")] } } },
    131008,
  ],
  ["no buttons", interactive("button", {}), 131008],
  [
    "four buttons",
    interactive("button", { buttons: ["A", "B", "C", "D"].map((each) => button(each)) }),
    131009,
  ],
  ["a button title of 21 characters", interactive("button", { buttons: [button(long(21), "a")] }), 131009],
  [
    "two buttons with one title",
    interactive("button", { buttons: [button("A", "1"), button("A", "2")] }),
    131009,
  ],
  ["a button id that ends with a space", interactive("button", { buttons: [button("A", "a ")] }), 131009],
  ["a button id of 257 characters", interactive("button", { buttons: [button("A", long(257))] }), 131009],
  [
    "a footer of 61 characters",
    interactive("button", { buttons: [button("A")] }, { footer: { text: long(61) } }),
    131009,
  ],
  [
    "a header of 61 characters",
    interactive("button", { buttons: [button("A")] }, { header: { type: "text", text: long(61) } }),
    131009,
  ],
  [
    "a button body of 1025 characters",
    interactive("button", { buttons: [button("A")] }, { body: { text: long(1_025) } }),
    131009,
  ],
  ["a list without button", interactive("list", { sections: [{ rows: [row("1")] }] }), 131008],
  ["a list of eleven rows", list({ rows: Array.from({ length: 11 }, (_, at) => row(`r${at}`)) }), 131009],
  ["two sections without titles", list({ rows: [row("1")] }, { rows: [row("2")] }), 131008],
  ["a row title of 25 characters", list({ rows: [row("1", { title: long(25) })] }), 131009],
  ["a row description of 73 characters", list({ rows: [row("1", { description: long(73) })] }), 131009],
  ["two rows with one id", list({ rows: [row("1"), row("1")] }), 131009],
  [
    "an image header on a list",
    {
      ...list({ rows: [row("1")] }),
      interactive: {
        ...list({ rows: [row("1")] }).interactive,
        header: { type: "image", image: { link: "https://x.example/a.jpg" } },
      },
    },
    131009,
  ],
  [
    "a link button without url",
    interactive("cta_url", { name: "cta_url", parameters: { display_text: "See" } }),
    131008,
  ],
  [
    "a link text of 21 characters",
    interactive("cta_url", {
      name: "cta_url",
      parameters: { display_text: long(21), url: "https://x.example" },
    }),
    131009,
  ],
  ["a flow without id or name", flow({}), 131008],
  ["a flow of message version 2", flow({ flow_id: "1", flow_message_version: "2" }), 131009],
  [
    "a flow with empty data",
    flow({ flow_id: "1", flow_action_payload: { screen: "START", data: {} } }),
    131009,
  ],
  [
    "products without header",
    interactive("product_list", {
      catalog_id: "1",
      sections: [{ product_items: [{ product_retailer_id: "a" }] }],
    }),
    131008,
  ],
  ["a product without catalog", interactive("product", { product_retailer_id: "a" }), 131008],
  ["a location request by another name", interactive("location_request_message", { name: "ask" }), 131009],
  [
    "an address message without country",
    interactive("address_message", { name: "address_message", parameters: {} }),
    131008,
  ],
  ["a carousel of one card", carousel(card(0)), 131009],
  ["cards out of order", carousel(card(1), card(0)), 131009],
  [
    "cards with different headers",
    carousel(card(0), card(1, { header: { type: "video", video: { link: "https://x.example/a.mp4" } } })),
    131009,
  ],
  ["a card text of 161 characters", carousel(card(0, { body: { text: long(161) } }), card(1)), 131009],
];

test.each(REFUSED)("refuses %s", async (_, message, code) => {
  const reply = await sandbox.send("+14155550123", message);
  expect(reply.body).toMatchObject({
    error: { code, type: "OAuthException", fbtrace_id: expect.stringMatching(/^A/) },
  });
});

const ACCEPTED: readonly [what: string, message: JsonObject][] = [
  ["4096 emoji", text("😀".repeat(4_096))],
  ["a text without a type", { text: { body: "hi" } }],
  ["a phone number with brackets", { ...text("hi"), to: "+1 (415) 555-0123" }],
  ["coordinates as text", { type: "location", location: { latitude: "9.9312", longitude: "76.2673" } }],
  ["a full contact", contact({ phones: [{ phone: "+919000000009", type: "CELL" }], birthday: "1990-01-31" })],
  ["a carousel of two cards", carousel(card(0), card(1))],
  [
    "a flow with its first screen",
    flow({
      flow_id: "1",
      flow_action: "navigate",
      flow_action_payload: { screen: "START", data: { a: 1 } },
    }),
  ],
];

test.each(ACCEPTED)("accepts %s", async (_, message) => {
  const reply = await sandbox.send("+14155550123", message);
  expect(reply.body).toMatchObject({ messages: [{ id: expect.stringMatching(/^wamid\./) }] });
});

test("says what is wrong in Meta's own words", async () => {
  const { body: envelope } = await sandbox.send("+14155550123", text(long(4_097)));
  expect(envelope).toMatchObject({
    error: { message: "(#100) Param text['body'] must be at most 4096 characters long", code: 100 },
  });
});

test("a body that is no JSON is the caller's mistake", async () => {
  const response = await fetch(
    `${sandbox.config.graph_url}/v25.0/${sandbox.config.phone_number_id}/messages`,
    {
      method: "POST",
      headers: { authorization: `Bearer ${sandbox.config.access_token}` },
      body: "{",
    },
  );
  expect(response.status).toBe(400);
});
