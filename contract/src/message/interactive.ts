// Interactive messages of every kind Meta knows, with the limits its reference states for each.

import Type from "typebox";
import { closed, text, variants } from "../json-schema.ts";
import {
  fillAddress,
  listOfProducts,
  listOfRows,
  oneProduct,
  openCatalog,
  openFlow,
  openUrl,
  replyButtons,
  sendLocation,
  shareContact,
} from "./interactive-action.ts";
import { headerDocument, headerMedia } from "./media.ts";

const textHeader = closed({ type: Type.Literal("text"), text: text(60) });
const imageHeader = closed({ type: Type.Literal("image"), image: headerMedia });
const videoHeader = closed({ type: Type.Literal("video"), video: headerMedia });
const documentHeader = closed({ type: Type.Literal("document"), document: headerDocument });

const anyHeader = Type.Optional(variants("type", [textHeader, imageHeader, videoHeader, documentHeader]));
const body = closed({ text: text(1024) });
const longBody = closed({ text: text(4096) });
const footer = Type.Optional(closed({ text: text(60) }));

const buttons = closed({
  type: Type.Literal("button"),
  header: anyHeader,
  body,
  footer,
  action: replyButtons,
});

const list = closed({
  type: Type.Literal("list"),
  header: Type.Optional(textHeader),
  body: longBody,
  footer,
  action: listOfRows,
});

const url = closed({
  type: Type.Literal("cta_url"),
  header: anyHeader,
  body,
  footer,
  action: openUrl,
});

const flow = closed({
  type: Type.Literal("flow"),
  header: anyHeader,
  body,
  footer,
  action: openFlow,
});

const product = closed({
  type: Type.Literal("product"),
  body: Type.Optional(body),
  footer,
  action: oneProduct,
});

const products = closed({
  type: Type.Literal("product_list"),
  header: textHeader,
  body,
  footer,
  action: listOfProducts,
});

const catalog = closed({
  type: Type.Literal("catalog_message"),
  body,
  footer,
  action: openCatalog,
});

const locationRequest = closed({
  type: Type.Literal("location_request_message"),
  body,
  action: sendLocation,
});

const address = closed({
  type: Type.Literal("address_message"),
  header: anyHeader,
  body,
  footer,
  action: fillAddress,
});

const contactRequest = closed({
  type: Type.Literal("contact_request"),
  header: anyHeader,
  body,
  footer,
  action: shareContact,
});

/** Two line breaks at most, all cards with the same kind of header: see rules.ts. */
const card = closed({
  card_index: Type.Integer({ minimum: 0, maximum: 9 }),
  type: Type.Literal("cta_url"),
  header: variants("type", [imageHeader, videoHeader]),
  body: Type.Optional(closed({ text: text(160) })),
  action: openUrl,
});

const carousel = closed({
  type: Type.Literal("carousel"),
  body,
  action: closed({ cards: Type.Array(card, { minItems: 2, maxItems: 10 }) }),
});

export const interactive = variants(
  "type",
  [buttons, list, url, flow, product, products, catalog, locationRequest, address, carousel, contactRequest],
  { title: "Interactive" },
);

export type Interactive = Type.Static<typeof interactive>;
