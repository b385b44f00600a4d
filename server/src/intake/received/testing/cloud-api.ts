// Recorded messages of Meta's webhooks (WhatsApp Cloud API, "Messages webhooks reference", 2026), one of each type.

import { type Golden, hash, replyTo } from "./golden.ts";

const item = (type: string, rest: object): object => ({
  from: "919000000001",
  from_user_id: "IN.1349",
  id: "wamid.IN1",
  timestamp: "1795000000",
  type,
  ...rest,
});
const file = { id: "700000000000001", mime_type: "image/jpeg", sha256: hash.base64 };
const known = { mime_type: "image/jpeg", sha256: hash.hex, size: null };

export const cloudApiGoldens: readonly Golden[] = [
  {
    name: "a text from an advertisement",
    payload: item("text", {
      text: { body: "Is the tour still on?" },
      referral: {
        source_url: "https://fb.me/ad1",
        source_id: "120210000000001",
        source_type: "ad",
        headline: "Tours",
        body: "See Kochi",
        media_type: "image",
        image_url: "https://scontent.example/1.jpg",
        ctwa_clid: "ARAk",
        welcome_message: { text: "Hello" },
      },
    }),
    type: "text",
    content: { body: "Is the tour still on?" },
    referral: {
      source_type: "ad",
      source_id: "120210000000001",
      source_url: "https://fb.me/ad1",
      headline: "Tours",
      body: "See Kochi",
      media_type: "image",
      image_url: "https://scontent.example/1.jpg",
      ctwa_clid: "ARAk",
      welcome_text: "Hello",
    },
  },
  {
    name: "a question about a product",
    payload: item("text", {
      text: { body: "Is it waterproof?" },
      context: {
        from: "914840000000",
        id: "wamid.OUT1",
        referred_product: { catalog_id: "cat1", product_retailer_id: "sku1" },
      },
    }),
    type: "text",
    content: { body: "Is it waterproof?" },
    context: {
      message_id: "wamid.OUT1",
      forwarded: false,
      frequently_forwarded: false,
      referred_product: { catalog_id: "cat1", product_retailer_id: "sku1" },
    },
  },
  {
    name: "a picture that was forwarded many times",
    payload: item("image", { image: { ...file, caption: "Look" }, context: { frequently_forwarded: true } }),
    type: "image",
    content: { caption: "Look" },
    context: { message_id: null, forwarded: true, frequently_forwarded: true, referred_product: null },
    file: known,
  },
  { name: "a video", payload: item("video", { video: file }), type: "video", content: {}, file: known },
  {
    name: "a voice note",
    payload: item("audio", { audio: { ...file, mime_type: "audio/ogg; codecs=opus", voice: true } }),
    type: "audio",
    content: { voice: true },
    file: { ...known, mime_type: "audio/ogg; codecs=opus" },
  },
  {
    name: "a document",
    payload: item("document", { document: { ...file, filename: "ticket.pdf", file_size: 2048 } }),
    type: "document",
    content: { filename: "ticket.pdf" },
    file: { ...known, size: 2048 },
  },
  {
    name: "a sticker",
    payload: item("sticker", { sticker: { ...file, animated: true } }),
    type: "sticker",
    content: { animated: true },
    file: known,
  },
  {
    name: "a place",
    payload: item("location", { location: { latitude: 9.93, longitude: 76.26, name: "Fort Kochi" } }),
    type: "location",
    content: { latitude: 9.93, longitude: 76.26, name: "Fort Kochi" },
  },
  {
    name: "contact cards",
    payload: item("contacts", {
      contacts: [
        {
          name: { formatted_name: "Ravi", first_name: "Ravi" },
          phones: [{ phone: "+91900", wa_id: "91900" }],
        },
      ],
    }),
    type: "contacts",
    content: [
      { name: { formatted_name: "Ravi", first_name: "Ravi" }, phones: [{ phone: "+91900", wa_id: "91900" }] },
    ],
  },
  {
    name: "a reaction",
    payload: item("reaction", { reaction: { message_id: "wamid.OUT1", emoji: "👍" } }),
    type: "reaction",
    content: { message_id: "wamid.OUT1", emoji: "👍" },
  },
  {
    name: "a reaction that is taken back",
    payload: item("reaction", { reaction: { message_id: "wamid.OUT1" } }),
    type: "reaction",
    content: { message_id: "wamid.OUT1", emoji: null },
  },
  {
    name: "a template's quick reply",
    payload: item("button", {
      context: { from: "914840000000", id: "wamid.OUT1" },
      button: { payload: "CANCEL_MG17", text: "Cancel" },
    }),
    type: "button",
    content: { text: "Cancel", payload: "CANCEL_MG17" },
    context: replyTo("wamid.OUT1"),
  },
  {
    name: "a reply button",
    payload: item("interactive", {
      context: { from: "914840000000", id: "wamid.OUT1" },
      interactive: { type: "button_reply", button_reply: { id: "chg", title: "Change" } },
    }),
    type: "interactive",
    content: { type: "button_reply", button_reply: { id: "chg", title: "Change" } },
    context: replyTo("wamid.OUT1"),
  },
  {
    name: "a line of a list",
    payload: item("interactive", {
      interactive: { type: "list_reply", list_reply: { id: "s1", title: "9 AM", description: "Fort" } },
    }),
    type: "interactive",
    content: { type: "list_reply", list_reply: { id: "s1", title: "9 AM", description: "Fort" } },
  },
  {
    name: "a flow that was filled in",
    payload: item("interactive", {
      interactive: {
        type: "nfm_reply",
        nfm_reply: { name: "flow", body: "Sent", response_json: '{"flow_token":"t-1","seats":2}' },
      },
    }),
    type: "interactive",
    content: {
      type: "nfm_reply",
      nfm_reply: { name: "flow", body: "Sent", response: { flow_token: "t-1", seats: 2 } },
    },
  },
  {
    name: "an order",
    payload: item("order", {
      order: {
        catalog_id: "cat1",
        text: "Please",
        product_items: [{ product_retailer_id: "sku1", quantity: 2, item_price: 19.5, currency: "INR" }],
      },
    }),
    type: "order",
    content: {
      catalog_id: "cat1",
      text: "Please",
      product_items: [{ product_retailer_id: "sku1", quantity: 2, item_price: 19.5, currency: "INR" }],
    },
  },
  {
    name: "a new number",
    payload: item("system", {
      system: {
        body: "Asha changed from 919000000001 to 919000000002",
        type: "user_changed_number",
        wa_id: "919000000002",
      },
    }),
    type: "system",
    content: {
      type: "user_changed_number",
      body: "Asha changed from 919000000001 to 919000000002",
      phone: "+919000000002",
      user_id: null,
      previous_user_id: null,
    },
  },
  {
    name: "an edit",
    payload: item("edit", {
      edit: { original_message_id: "wamid.IN0", message: { type: "text", text: { body: "At ten" } } },
    }),
    type: "edited",
    content: { message_id: "wamid.IN0", message: { type: "text", text: { body: "At ten" } } },
  },
  {
    name: "a deletion",
    payload: item("revoke", { revoke: { original_message_id: "wamid.IN0" } }),
    type: "revoked",
    content: { message_id: "wamid.IN0" },
  },
  {
    name: "what Meta does not pass on",
    payload: item("unsupported", {
      errors: [{ code: 131051, title: "Message type unknown" }],
      unsupported: { type: "poll_creation" },
    }),
    type: "unsupported",
    content: {
      type: "poll_creation",
      raw: {
        errors: [{ code: 131051, title: "Message type unknown" }],
        unsupported: { type: "poll_creation" },
      },
    },
  },
  {
    name: "a type of next year",
    payload: item("hologram", { hologram: { beam: true } }),
    type: "unsupported",
    content: { type: "hologram", raw: { hologram: { beam: true } } },
  },
];
