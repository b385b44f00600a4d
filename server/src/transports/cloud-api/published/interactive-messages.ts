// Interactive messages as Meta publishes them, under Meta's own titles and with its placeholders.
//
// From the examples of `sendMessage` in business-messaging-api_v23.0.yaml of github.com/facebook/openapi, at commit
// 231e184578bf86f5024149dd8d5ec234e340f6cb. Copyright (c) Meta Platforms, Inc. and affiliates, MIT licence.

import { type Example, person } from "./messages.ts";

const flow = (parameters: Example, text: Record<"body" | "footer" | "header", string>): Example => ({
  ...person,
  type: "interactive",
  interactive: {
    type: "flow",
    header: { type: "text", text: text.header },
    body: { text: text.body },
    footer: { text: text.footer },
    action: {
      name: "flow",
      parameters: {
        flow_action: "navigate",
        flow_action_payload: { data: { "<CUSTOM_KEY>": "<CUSTOM_VALUE>" }, screen: "<SCREEN_ID>" },
        flow_message_version: "3",
        flow_token: "<FLOW_TOKEN>",
        ...parameters,
      },
    },
  },
});

const drafted = "Not shown in draft mode";

const row = (section: number, at: number) => ({
  description: `<SECTION_${section}_ROW_${at}_DESC>`,
  id: `<LIST_SECTION_${section}_ROW_${at}_ID>`,
  title: `<SECTION_${section}_ROW_${at}_TITLE>`,
});

const button = (at: number) => ({
  type: "reply",
  reply: { id: `<UNIQUE_BUTTON_ID_${at}>`, title: `<BUTTON_TITLE_${at}>` },
});

export const interactive: Readonly<Record<string, Example>> = {
  "Send Reply Button": {
    ...person,
    type: "interactive",
    interactive: {
      type: "button",
      body: { text: "<BUTTON_TEXT>" },
      action: { buttons: [button(1), button(2)] },
    },
  },
  "Send List Message": {
    ...person,
    type: "interactive",
    interactive: {
      type: "list",
      header: { type: "text", text: "<HEADER_TEXT>" },
      body: { text: "<BODY_TEXT>" },
      footer: { text: "<FOOTER_TEXT>" },
      action: {
        button: "<BUTTON_TEXT>",
        sections: [
          { title: "<LIST_SECTION_1_TITLE>", rows: [row(1, 1), row(1, 2)] },
          { title: "<LIST_SECTION_2_TITLE>", rows: [row(2, 1), row(2, 2)] },
        ],
      },
    },
  },
  "Send Single Product Message": {
    ...person,
    type: "interactive",
    interactive: {
      type: "product",
      body: { text: "<OPTIONAL_BODY_TEXT>" },
      footer: { text: "<OPTIONAL_FOOTER_TEXT>" },
      action: { catalog_id: "367025965434465", product_retailer_id: "<ID_TEST_ITEM_1>" },
    },
  },
  "Send Multi-Product Message": {
    ...person,
    type: "interactive",
    interactive: {
      type: "product_list",
      header: { type: "<HEADER_TYPE>", text: "<YOUR_TEXT_HEADER_CONTENT>" },
      body: { text: "<YOUR_TEXT_BODY_CONTENT>" },
      footer: { text: "<YOUR_TEXT_FOOTER_CONTENT>" },
      action: {
        catalog_id: "146265584024623",
        sections: [
          {
            title: "<SECTION1_TITLE>",
            product_items: [
              { product_retailer_id: "<YOUR_PRODUCT1_SKU_IN_CATALOG>" },
              { product_retailer_id: "<YOUR_SECOND_PRODUCT1_SKU_IN_CATALOG>" },
            ],
          },
          {
            title: "<SECTION2_TITLE>",
            product_items: [
              { product_retailer_id: "<YOUR_PRODUCT2_SKU_IN_CATALOG>" },
              { product_retailer_id: "<YOUR_SECOND_PRODUCT2_SKU_IN_CATALOG>" },
            ],
          },
        ],
      },
    },
  },
  "Send Catalog Message": {
    ...person,
    to: "+16505551234",
    type: "interactive",
    interactive: {
      type: "catalog_message",
      body: {
        text:
          "Hello! Thanks for your interest. Ordering is easy. " +
          "Just visit our catalog and add items to purchase.",
      },
      footer: { text: "Best grocery deals on WhatsApp!" },
      action: { name: "catalog_message", parameters: { thumbnail_product_retailer_id: "2lc20305pt" } },
    },
  },
  "Send Published Flow by ID": flow(
    { flow_cta: "Open Flow!", flow_id: "{{Flow-ID}}" },
    { header: "<HEADER_TEXT>", body: "<BODY_TEXT>", footer: "<FOOTER_TEXT>" },
  ),
  "Send Draft Flow by Name": flow(
    { flow_cta: drafted, flow_name: "{{Flow-Name}}", mode: "draft" },
    { header: drafted, body: drafted, footer: drafted },
  ),
};

const rupees = (value: number) => ({ offset: 100, value });
const noted = (value: number) => ({ description: "optional_text", ...rupees(value) });
const bread =
  "https://upload.wikimedia.org/wikipedia/commons/thumb/3/3b/Home_made_sour_dough_bread.jpg/" +
  "640px-Home_made_sour_dough_bread.jpg";

/** Payments, which only India has; our own messages have none of them. */
export const payments: Readonly<Record<string, Example>> = {
  "Send Order Details Message": {
    ...person,
    type: "interactive",
    interactive: {
      type: "order_details",
      header: { type: "image", image: { link: bread } },
      body: { text: "your-text-body-content" },
      footer: { text: "your-text-footer-content" },
      action: {
        name: "review_and_pay",
        parameters: {
          currency: "INR",
          order: {
            discount: { ...noted(100), discount_program_name: "optional_text" },
            items: [
              {
                amount: rupees(1_500),
                name: "bread",
                quantity: 1,
                retailer_id: "1234567",
                sale_amount: rupees(1_000),
              },
            ],
            shipping: noted(100),
            status: "pending",
            subtotal: rupees(1_000),
            tax: noted(100),
          },
          payment_configuration: "my-payment-config-name",
          payment_type: "upi",
          reference_id: "unique-reference-id",
          total_amount: rupees(1_100),
          type: "digital-goods",
        },
      },
    },
  },
  "Send Order Status Message": {
    ...person,
    type: "interactive",
    interactive: {
      type: "order_status",
      body: { text: "your-text-body-content" },
      action: {
        name: "review_order",
        parameters: {
          order: { description: "optional-text", status: "processing" },
          reference_id: "unique-reference-id-from-order-details-msg",
        },
      },
    },
  },
};
