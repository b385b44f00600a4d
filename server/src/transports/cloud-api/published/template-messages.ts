// Template messages as Meta publishes them, under Meta's own titles and with its placeholders.
//
// From the examples of `sendMessage` in business-messaging-api_v23.0.yaml of github.com/facebook/openapi, at commit
// 231e184578bf86f5024149dd8d5ec234e340f6cb. Copyright (c) Meta Platforms, Inc. and affiliates, MIT licence.

import { type Example, person, whatsapp } from "./messages.ts";

const dateTime = {
  type: "date_time",
  date_time: {
    calendar: "GREGORIAN",
    day_of_month: 25,
    day_of_week: 5,
    fallback_value: "February 25, 1977",
    hour: 15,
    minute: 33,
    month: 2,
    year: 1977,
  },
} as const;

/** The parameters of nearly all template examples. */
const bodyParameters = [
  { type: "text", text: "text-string" },
  { type: "currency", currency: { amount_1000: 100_990, code: "USD", fallback_value: "$100.99" } },
  dateTime,
] as const;

const quickReply = (index: string, payload: string) => ({
  type: "button",
  sub_type: "quick_reply",
  index,
  parameters: [{ type: "payload", payload }],
});

export const templates: Readonly<Record<string, Example>> = {
  "Send Test Message": {
    ...whatsapp,
    to: "{{Recipient-Phone-Number}}",
    type: "template",
    template: { name: "hello_world", language: { code: "en_US" } },
  },
  "Send Message Template Text": {
    ...person,
    type: "template",
    template: {
      name: "template-name",
      language: { code: "language-and-locale-code" },
      components: [{ type: "body", parameters: bodyParameters }],
    },
  },
  "Send Message Template Interactive": {
    ...person,
    type: "template",
    template: {
      name: "template-name",
      language: { code: "language-and-locale-code" },
      components: [
        { type: "header", parameters: [{ type: "image", image: { link: "http(s)://the-image-url" } }] },
        { type: "body", parameters: bodyParameters },
        quickReply("0", "aGlzIHRoaXMgaXMgY29v"),
        quickReply("1", "9rwnB8RbYmPF5t2Mn09x4h"),
      ],
    },
  },
  "Send Catalog Template Message": {
    ...person,
    to: "+16505551234",
    type: "template",
    template: {
      name: "intro_catalog_offer",
      language: { code: "en_US" },
      components: [
        { type: "body", parameters: ["100", "400", "3"].map((text) => ({ type: "text", text })) },
        {
          type: "button",
          sub_type: "CATALOG",
          index: 0,
          parameters: [{ type: "action", action: { thumbnail_product_retailer_id: "2lc20305pt" } }],
        },
      ],
    },
  },
  "Send Flow Template Message": {
    ...whatsapp,
    to: "{{Recipient-Phone-Number}}",
    type: "template",
    template: {
      name: "<TEMPLATE_NAME>",
      language: { code: "en_US" },
      components: [
        {
          type: "button",
          sub_type: "flow",
          index: "0",
          parameters: [
            {
              type: "action",
              action: {
                flow_action_data: { "<CUSTOM_KEY>": "<CUSTOM_VALUE>" },
                flow_token: "<FLOW_TOKEN>",
              },
            },
          ],
        },
      ],
    },
  },
};
