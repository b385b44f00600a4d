// A person as the API shows them: one id for all their addresses.

import Type from "typebox";
import { closed, dictionary, freeObject, instant, nullable, phone, text, words } from "../json-schema.ts";
import { pageQuery } from "./page.ts";

export const aliasKind = words("phone", "lid", "user_id");
export type AliasKind = Type.Static<typeof aliasKind>;

const alias = closed({
  kind: aliasKind,
  value: Type.String(),
  scope: nullable(Type.String({ description: "The business account in which a user_id holds." })),
  seen_at: instant,
});

export const contactResource = closed(
  {
    id: Type.String({ description: "con_…" }),
    name: nullable(Type.String()),
    profile_name: nullable(Type.String({ description: "As they call themselves on WhatsApp." })),
    phone: nullable(Type.String()),
    aliases: Type.Array(alias),
    attributes: freeObject,
    suppressed: Type.Array(words("marketing", "all"), {
      description: "What may not be sent to them.",
    }),
    created_at: instant,
    updated_at: instant,
  },
  { title: "Contact" },
);
export type ContactResource = Type.Static<typeof contactResource>;

/** Bounded, because attributes are read with every audience; a null takes the attribute away. */
const attributes = dictionary(
  { minLength: 1, maxLength: 64 },
  Type.Union([text(1024, 0), Type.Number(), Type.Boolean(), Type.Null()]),
  100,
);

/** Creates the person, or changes who has this number already; attributes not named stay. */
export const upsertContact = closed(
  {
    phone,
    name: Type.Optional(nullable(text(256))),
    attributes: Type.Optional(attributes),
  },
  { title: "UpsertContact" },
);
export type UpsertContact = Type.Static<typeof upsertContact>;

export const updateContact = closed(
  { name: Type.Optional(nullable(text(256))), attributes: Type.Optional(attributes) },
  { title: "UpdateContact", minProperties: 1 },
);
export type UpdateContact = Type.Static<typeof updateContact>;

export const contactQuery = closed({ ...pageQuery.properties, phone: Type.Optional(phone) });
export type ContactQuery = Type.Static<typeof contactQuery>;
