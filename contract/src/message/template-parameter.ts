// The values a template is filled with, as Meta spells them; named templates carry `parameter_name`.

import Type from "typebox";
import { closed, freeObject, text, variants } from "../json-schema.ts";
import { headerDocument, headerMedia } from "./media.ts";
import { location } from "./plain.ts";

const parameter_name = Type.Optional(text(64));

/** Up to 2,000: a url button's suffix is the longest text a template takes. */
const textValue = closed({ type: Type.Literal("text"), parameter_name, text: text(2000) });

const currency = closed({
  type: Type.Literal("currency"),
  parameter_name,
  currency: closed({
    fallback_value: text(256),
    code: Type.String({ pattern: "^[A-Z]{3}$" }),
    amount_1000: Type.Integer(),
  }),
});

const dateTime = closed({
  type: Type.Literal("date_time"),
  parameter_name,
  date_time: closed({ fallback_value: text(256) }),
});

const image = closed({ type: Type.Literal("image"), parameter_name, image: headerMedia });
const video = closed({ type: Type.Literal("video"), parameter_name, video: headerMedia });
const file = closed({ type: Type.Literal("document"), parameter_name, document: headerDocument });
const place = closed({ type: Type.Literal("location"), parameter_name, location });

const payload = closed({ type: Type.Literal("payload"), payload: text(256) });

const coupon = closed({
  type: Type.Literal("coupon_code"),
  coupon_code: Type.String({ pattern: "^[A-Za-z0-9]{1,15}$" }),
});

const productItem = closed({ product_retailer_id: text(100) });

const shelf = closed({
  title: Type.Optional(text(24)),
  product_items: Type.Array(productItem, { minItems: 1, maxItems: 30 }),
});

const action = closed({
  type: Type.Literal("action"),
  action: closed({
    flow_token: Type.Optional(text(512)),
    flow_action_data: Type.Optional(freeObject),
    thumbnail_product_retailer_id: Type.Optional(text(100)),
    sections: Type.Optional(Type.Array(shelf, { minItems: 1, maxItems: 10 })),
  }),
});

const product = closed({
  type: Type.Literal("product"),
  product: closed({ product_retailer_id: text(100), catalog_id: text(128) }),
});

const offer = closed({
  type: Type.Literal("limited_time_offer"),
  limited_time_offer: closed({ expiration_time_ms: Type.Integer({ minimum: 0 }) }),
});

export const templateParameter = variants(
  "type",
  [textValue, currency, dateTime, image, video, file, place, payload, coupon, action, product, offer],
  { title: "TemplateParameter" },
);

export type TemplateParameter = Type.Static<typeof templateParameter>;
