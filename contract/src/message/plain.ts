// The message bodies without media or buttons: text, location, contact cards and reactions.

import Type from "typebox";
import { closed, httpUrl, providerMessageId, text } from "../json-schema.ts";

export const textBody = closed(
  {
    body: Type.String({ minLength: 1, maxLength: 4096, examples: ["Your order 1042 is on its way."] }),
    preview_url: Type.Optional(Type.Boolean()),
  },
  { title: "TextBody" },
);

/** Meta takes degrees as a number or as text; the range is one of the rules. */
const degrees = Type.Union([
  Type.Number({ minimum: -180, maximum: 180 }),
  Type.String({ pattern: "^-?\\d{1,3}(\\.\\d{1,18})?$" }),
]);

export const location = closed(
  {
    latitude: degrees,
    longitude: degrees,
    name: Type.Optional(text(1000)),
    address: Type.Optional(text(1000)),
  },
  { title: "Location" },
);

/** An empty emoji takes the reaction back. */
export const reaction = closed({ message_id: providerMessageId, emoji: text(32, 0) }, { title: "Reaction" });

const word = Type.Optional(text(256));

const name = closed({
  formatted_name: text(256),
  first_name: word,
  last_name: word,
  middle_name: word,
  suffix: word,
  prefix: word,
});

const address = closed({
  street: word,
  city: word,
  state: word,
  zip: word,
  country: word,
  country_code: word,
  type: word,
});

const few = { maxItems: 50 };

const contact = closed(
  {
    name,
    phones: Type.Optional(Type.Array(closed({ phone: word, type: word, wa_id: word }), few)),
    emails: Type.Optional(Type.Array(closed({ email: word, type: word }), few)),
    org: Type.Optional(closed({ company: word, department: word, title: word })),
    addresses: Type.Optional(Type.Array(address, few)),
    urls: Type.Optional(Type.Array(closed({ url: httpUrl, type: word }), few)),
    birthday: Type.Optional(Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" })),
  },
  { title: "ContactCard" },
);

export const contacts = Type.Array(contact, { minItems: 1, maxItems: 257 });
