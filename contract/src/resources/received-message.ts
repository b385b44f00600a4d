// A message from a person as the API shows it: the same for every transport, in the words of Meta's webhooks.

import Type from "typebox";
import { closed, contentRemoved, freeObject, instant, nullable, text, words } from "../json-schema.ts";
import { pageQuery } from "./page.ts";

export const receivedTypes = [
  "text",
  "image",
  "video",
  "audio",
  "document",
  "sticker",
  "location",
  "contacts",
  "reaction",
  "button",
  "interactive",
  "order",
  "system",
  "edited",
  "revoked",
  "unsupported",
] as const;
export type ReceivedType = (typeof receivedTypes)[number];

const said = Type.Optional(Type.String());

const caption = { caption: said };

/** What a person said, by type; exactly the member that the type names is there. */
export const receivedContent = {
  text: closed({ body: Type.String() }),
  image: closed(caption),
  video: closed(caption),
  audio: closed({ voice: Type.Boolean({ description: "A voice note, recorded in the chat." }) }),
  document: closed({ ...caption, filename: said }),
  sticker: closed({ animated: Type.Boolean() }),
  location: closed({
    latitude: Type.Number(),
    longitude: Type.Number(),
    name: said,
    address: said,
    url: said,
  }),
  contacts: Type.Array(
    Type.Object(
      { name: Type.Object({ formatted_name: Type.String() }, { additionalProperties: true }) },
      {
        additionalProperties: true,
        description: "A contact card, with whatever else the provider has of it.",
      },
    ),
  ),
  reaction: closed({
    message_id: Type.String({ description: "The provider's id of the message reacted to." }),
    emoji: nullable(Type.String({ description: "Null when the reaction was taken back." })),
  }),
  button: closed({ text: nullable(Type.String()), payload: nullable(Type.String()) }),
  interactive: Type.Union([
    closed({
      type: words("button_reply"),
      button_reply: closed({ id: Type.String(), title: Type.String() }),
    }),
    closed({
      type: words("list_reply"),
      list_reply: closed({ id: Type.String(), title: Type.String(), description: said }),
    }),
    closed({
      type: words("nfm_reply"),
      nfm_reply: closed({
        name: nullable(Type.String({ description: "flow or address_message" })),
        body: nullable(Type.String()),
        response: nullable(freeObject),
      }),
    }),
  ]),
  order: closed({
    catalog_id: nullable(Type.String()),
    text: nullable(Type.String()),
    product_items: Type.Array(
      closed({
        product_retailer_id: Type.String(),
        quantity: nullable(Type.Number()),
        item_price: nullable(Type.Number()),
        currency: nullable(Type.String()),
      }),
    ),
  }),
  system: closed({
    type: Type.String({
      description: "user_changed_number, user_changed_user_id, customer_identity_changed",
    }),
    body: nullable(Type.String()),
    phone: nullable(Type.String({ description: "The person's new number." })),
    user_id: nullable(Type.String()),
    previous_user_id: nullable(Type.String()),
  }),
  edited: closed({
    message_id: Type.String({ description: "The provider's id of the message that was edited." }),
    message: nullable(freeObject),
  }),
  revoked: closed({
    message_id: Type.String({ description: "The provider's id of the message that was deleted." }),
  }),
  unsupported: closed({
    type: nullable(Type.String({ description: "The provider's word for it, where it has one." })),
    raw: freeObject,
  }),
} as const satisfies Record<ReceivedType, Type.TSchema>;

/** What it refers to: a message replied to, a product asked about; whether it was forwarded. */
export const receivedContext = closed({
  message_id: nullable(Type.String()),
  forwarded: Type.Boolean(),
  frequently_forwarded: Type.Boolean(),
  referred_product: nullable(closed({ catalog_id: said, product_retailer_id: said })),
});

/** The advertisement or post that began the conversation (click to WhatsApp). */
export const receivedReferral = closed({
  source_type: said,
  source_id: said,
  source_url: said,
  headline: said,
  body: said,
  media_type: said,
  image_url: said,
  video_url: said,
  thumbnail_url: said,
  ctwa_clid: said,
  welcome_text: said,
});

/**
 * `remote`: it lies at the provider only. `waiting`: it is about to be fetched. `stored`: it is kept here, under `id`.
 * The others will not come any more.
 */
export const receivedMediaState = words("remote", "waiting", "stored", "gone", "refused");

export const receivedMedia = closed({
  state: receivedMediaState,
  id: nullable(Type.String()),
  mime_type: nullable(Type.String()),
  sha256: nullable(Type.String({ description: "Hexadecimal, of the file as it was sent." })),
  size: nullable(Type.Integer({ minimum: 0, description: "Bytes." })),
});
export type ReceivedMedia = Type.Static<typeof receivedMedia>;

const contactOfMessage = closed({
  id: Type.String({ description: "con_…; stays the same for this person, on every transport." }),
  name: nullable(Type.String()),
  phone: nullable(Type.String()),
  lid: nullable(Type.String()),
  user_id: nullable(Type.String({ description: "Meta's business-scoped id." })),
});

export const receivedMessage = closed(
  {
    id: Type.String({ description: "inb_…" }),
    sender: Type.String({ description: "The sender that was written to, snd_…" }),
    contact: nullable(contactOfMessage),
    provider_message_id: Type.String(),
    type: words(...receivedTypes),
    ...Type.Partial(Type.Object(receivedContent)).properties,
    content_removed: contentRemoved,
    media: nullable(receivedMedia),
    context: nullable(receivedContext),
    referral: nullable(receivedReferral),
    at: instant,
    received_at: instant,
  },
  { title: "ReceivedMessage" },
);
export type ReceivedMessage = Type.Static<typeof receivedMessage>;

/** Newest first. */
export const receivedQuery = closed({
  ...pageQuery.properties,
  sender: Type.Optional(text(64)),
  contact: Type.Optional(text(64)),
  since: Type.Optional(instant),
});
export type ReceivedQuery = Type.Static<typeof receivedQuery>;
