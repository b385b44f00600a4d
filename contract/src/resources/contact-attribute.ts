// What a tenant says that an attribute of its contacts is.

import Type from "typebox";
import { closed, instant, nullable, text, words } from "../json-schema.ts";

export const attributeType = words("text", "number", "boolean", "date", "datetime", "choice");

const choices = Type.Array(text(128), { minItems: 1, maxItems: 200, uniqueItems: true });

export const contactAttribute = closed(
  {
    name: Type.String(),
    type: attributeType,
    choices: nullable(Type.Array(Type.String())),
    description: nullable(Type.String()),
    searchable: Type.Boolean({ description: "`q` finds contacts by its words." }),
    created_at: instant,
    updated_at: instant,
  },
  { title: "ContactAttribute" },
);
export type ContactAttribute = Type.Static<typeof contactAttribute>;

export const contactAttributes = closed(
  { data: Type.Array(contactAttribute) },
  { title: "ContactAttributes" },
);

export const createContactAttribute = closed(
  {
    name: text(64),
    type: attributeType,
    choices: Type.Optional(choices),
    description: Type.Optional(nullable(text(1024))),
    searchable: Type.Optional(Type.Boolean({ default: false })),
  },
  { title: "CreateContactAttribute" },
);
export type CreateContactAttribute = Type.Static<typeof createContactAttribute>;

/** The type stays: values were checked by it. */
export const updateContactAttribute = closed(
  {
    choices: Type.Optional(choices),
    description: Type.Optional(nullable(text(1024))),
    searchable: Type.Optional(Type.Boolean()),
  },
  { title: "UpdateContactAttribute", minProperties: 1 },
);
export type UpdateContactAttribute = Type.Static<typeof updateContactAttribute>;
