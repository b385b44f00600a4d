// What a person can do with an interactive message: buttons, rows, a link, a flow, products, an address form.

import Type from "typebox";
import { closed, dictionary, freeObject, httpUrl, text, words } from "../json-schema.ts";

const button = closed({
  type: Type.Literal("reply"),
  reply: closed({ id: text(256), title: text(20) }),
});

export const replyButtons = closed({ buttons: Type.Array(button, { minItems: 1, maxItems: 3 }) });

const row = closed({ id: text(200), title: text(24), description: Type.Optional(text(72)) });

const rows = closed({
  title: Type.Optional(text(24)),
  rows: Type.Array(row, { minItems: 1, maxItems: 10 }),
});

export const listOfRows = closed({
  button: text(20),
  sections: Type.Array(rows, { minItems: 1, maxItems: 10 }),
});

export const openUrl = closed({
  name: Type.Literal("cta_url"),
  parameters: closed({ display_text: text(20), url: httpUrl }),
});

const flowStart = closed({
  screen: text(200),
  data: Type.Optional(Type.Unsafe<Record<string, unknown>>({ ...freeObject, minProperties: 1 })),
});

/** Exactly one of flow_id and flow_name names the flow. */
export const openFlow = closed({
  name: Type.Literal("flow"),
  parameters: closed({
    flow_message_version: text(8),
    flow_id: Type.Optional(text(128)),
    flow_name: Type.Optional(text(200)),
    flow_cta: text(30),
    flow_token: Type.Optional(text(512)),
    mode: Type.Optional(words("draft", "published")),
    flow_action: Type.Optional(words("navigate", "data_exchange")),
    flow_action_payload: Type.Optional(flowStart),
  }),
});

const retailerId = text(100);

export const oneProduct = closed({ catalog_id: text(128), product_retailer_id: retailerId });

const shelf = closed({
  title: Type.Optional(text(24)),
  product_items: Type.Array(closed({ product_retailer_id: retailerId }), {
    minItems: 1,
    maxItems: 30,
  }),
});

export const listOfProducts = closed({
  catalog_id: text(128),
  sections: Type.Array(shelf, { minItems: 1, maxItems: 10 }),
});

export const openCatalog = closed({
  name: Type.Literal("catalog_message"),
  parameters: Type.Optional(closed({ thumbnail_product_retailer_id: Type.Optional(retailerId) })),
});

export const sendLocation = closed({ name: Type.Literal("send_location") });

export const shareContact = closed({ name: Type.Literal("request_contact_info") });

const formFields = dictionary({ minLength: 1, maxLength: 64 }, text(256), 30);

export const fillAddress = closed({
  name: Type.Literal("address_message"),
  parameters: closed({
    country: Type.String({ pattern: "^[A-Z]{2}$" }),
    values: Type.Optional(formFields),
    saved_addresses: Type.Optional(
      Type.Array(closed({ id: text(128), value: formFields }), { minItems: 1, maxItems: 20 }),
    ),
    validation_errors: Type.Optional(formFields),
  }),
});
