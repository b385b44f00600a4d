// What a person said, in the contract's words: one reader for each type. Null where it is not what its type says.

import type { ReceivedType } from "@waypost/contract";
import { readInteractive } from "./interactive.ts";
import { type Fields, fieldsOf, given, listOf, numberOf, storableValue, textOf } from "./values.ts";

type Content = Record<string, unknown> | readonly unknown[];

/** By the provider's name of the type; Meta's webhooks are what every transport reads its messages into. */
export function readContent(type: string, body: Fields): [ReceivedType, Content] | null {
  const reader = readers.get(type);
  if (reader === undefined) return null;
  const content = reader.read(body[type] ?? body[reader.type]);
  return content === null ? null : [reader.type, content];
}

type Reader = { type: ReceivedType; read(value: unknown): Content | null };

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["text", { type: "text", read: readText }],
  ["image", { type: "image", read: readCaption }],
  ["video", { type: "video", read: readCaption }],
  ["audio", { type: "audio", read: (value) => whereFile(value, ({ voice }) => ({ voice: voice === true })) }],
  ["voice", { type: "audio", read: (value) => whereFile(value, () => ({ voice: true })) }],
  ["document", { type: "document", read: readDocument }],
  [
    "sticker",
    {
      type: "sticker",
      read: (value) => whereFile(value, ({ animated }) => ({ animated: animated === true })),
    },
  ],
  ["location", { type: "location", read: readLocation }],
  ["contacts", { type: "contacts", read: readCards }],
  ["reaction", { type: "reaction", read: readReaction }],
  ["button", { type: "button", read: readButton }],
  ["interactive", { type: "interactive", read: readInteractive }],
  ["order", { type: "order", read: readOrder }],
  ["system", { type: "system", read: readSystem }],
  ["edit", { type: "edited", read: readEdit }],
  ["revoke", { type: "revoked", read: readRevoke }],
]);

function readText(value: unknown): Content | null {
  const { body } = fieldsOf(value);
  return typeof body === "string" ? { body: textOf(body) ?? "" } : null;
}

/** A file is announced by an object, be it empty. */
function whereFile(value: unknown, read: (file: Fields) => Content): Content | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? read(fieldsOf(value)) : null;
}

function readCaption(value: unknown): Content | null {
  return whereFile(value, ({ caption }) => given({ caption: textOf(caption) }));
}

function readDocument(value: unknown): Content | null {
  return whereFile(value, ({ caption, filename }) =>
    given({ caption: textOf(caption), filename: textOf(filename) }),
  );
}

function readLocation(value: unknown): Content | null {
  const { latitude, longitude, name, address, url } = fieldsOf(value);
  const place = { latitude: numberOf(latitude), longitude: numberOf(longitude) };
  if (place.latitude === null || place.longitude === null) return null;
  return given({ ...place, name: textOf(name), address: textOf(address), url: textOf(url) });
}

/** A card keeps whatever it has; a name is the one thing that is always there. */
function readCards(value: unknown): Content | null {
  if (!Array.isArray(value)) return null;
  return listOf(value).map((card) => {
    const { name, ...rest } = fieldsOf(storableValue(card));
    const parts = fieldsOf(name);
    return { ...rest, name: { ...parts, formatted_name: textOf(parts["formatted_name"]) ?? "" } };
  });
}

/** Meta leaves the emoji out, or empty, when a reaction is taken back. */
function readReaction(value: unknown): Content | null {
  const { message_id, emoji } = fieldsOf(value);
  const id = textOf(message_id);
  return id === null ? null : { message_id: id, emoji: textOf(emoji) };
}

function readButton(value: unknown): Content | null {
  const { text, payload } = fieldsOf(value);
  const button = { text: textOf(text), payload: textOf(payload) };
  return button.text === null && button.payload === null ? null : button;
}

function readOrder(value: unknown): Content | null {
  const { catalog_id, text, product_items } = fieldsOf(value);
  if (!Array.isArray(product_items)) return null;
  const items = listOf(product_items).flatMap((item) => {
    const { product_retailer_id, quantity, item_price, currency } = fieldsOf(item);
    const product = textOf(product_retailer_id);
    if (product === null) return [];
    return [
      {
        product_retailer_id: product,
        quantity: numberOf(quantity),
        item_price: numberOf(item_price),
        currency: textOf(currency),
      },
    ];
  });
  return { catalog_id: textOf(catalog_id), text: textOf(text), product_items: items };
}

/** Meta named the new number `new_wa_id` until 2024, and the kind `customer_changed_number`. */
function readSystem(value: unknown): Content | null {
  const { type, body, wa_id, new_wa_id, user_id, previous_user_id } = fieldsOf(value);
  const kind = textOf(type);
  if (kind === null) return null;
  return {
    type: kind === "customer_changed_number" ? "user_changed_number" : kind,
    body: textOf(body),
    phone: phoneOf(wa_id) ?? phoneOf(new_wa_id),
    user_id: textOf(user_id),
    previous_user_id: textOf(previous_user_id),
  };
}

function phoneOf(value: unknown): string | null {
  const digits = /^\+?(\d{5,20})$/.exec(textOf(value) ?? "")?.[1];
  return digits === undefined ? null : `+${digits}`;
}

function readEdit(value: unknown): Content | null {
  const { original_message_id, message } = fieldsOf(value);
  const id = textOf(original_message_id);
  if (id === null) return null;
  const { type, ...body } = fieldsOf(message);
  // An edit of an edit is nothing WhatsApp has.
  const known = typeof type === "string" && type !== "edit" ? readContent(type, body) : null;
  return { message_id: id, message: known === null ? null : { type: known[0], [known[0]]: known[1] } };
}

function readRevoke(value: unknown): Content | null {
  const id = textOf(fieldsOf(value)["original_message_id"]);
  return id === null ? null : { message_id: id };
}
