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
    phone: nullable(Type.String({ description: "The number they are written to." })),
    aliases: Type.Array(alias),
    language: nullable(Type.String({ description: "BCP 47." })),
    time_zone: nullable(Type.String({ description: "IANA; null: by the number." })),
    tags: Type.Array(Type.String()),
    lists: Type.Array(Type.String(), { description: "lst_…" }),
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

/** Values by their definition, or any JSON where there is none; a null takes the attribute away. */
const attributes = dictionary({ minLength: 1, maxLength: 64 }, Type.Unknown(), 100);

export const tag = Type.String({
  minLength: 1,
  maxLength: 128,
  description: "At most 64 characters once trimmed; kept in lower case.",
});
const tags = Type.Array(tag, { maxItems: 100 });

const fields = {
  name: Type.Optional(nullable(text(256))),
  language: Type.Optional(nullable(Type.String({ minLength: 2, maxLength: 35, description: "BCP 47." }))),
  time_zone: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 64, description: "IANA." }))),
  attributes: Type.Optional(attributes),
};

/** Creates the person, or changes who has one of these names already; what is not named stays, tags are added. */
export const upsertContact = closed(
  {
    phone: Type.Optional(phone),
    lid: Type.Optional(Type.String({ pattern: "^\\d{5,20}@lid$", description: "<digits>@lid" })),
    user_id: Type.Optional(text(128)),
    account: Type.Optional(
      Type.String({ minLength: 1, maxLength: 64, description: "In which the user_id holds." }),
    ),
    ...fields,
    tags: Type.Optional(tags),
  },
  { title: "UpsertContact" },
);
export type UpsertContact = Type.Static<typeof upsertContact>;

/** Tags are replaced by these. */
export const updateContact = closed(
  { ...fields, tags: Type.Optional(tags) },
  { title: "UpdateContact", minProperties: 1 },
);
export type UpdateContact = Type.Static<typeof updateContact>;

const filters = {
  q: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: "Words that begin like this in names, tags and searchable attributes; digits of a number.",
    }),
  ),
  tag: Type.Optional(tag),
  list: Type.Optional(Type.String({ maxLength: 40, description: "lst_…" })),
  created_since: Type.Optional(instant),
};

export const contactQuery = closed({ ...pageQuery.properties, phone: Type.Optional(phone), ...filters });
export type ContactQuery = Type.Static<typeof contactQuery>;

export const contactExportQuery = closed({
  ...filters,
  columns: Type.Optional(
    Type.String({
      maxLength: 2048,
      description: "Names of columns with commas between them; `attributes.<name>` for an attribute.",
    }),
  ),
});
export type ContactExportQuery = Type.Static<typeof contactExportQuery>;

/** Contacts that are named by their ids. */
export const chosenContacts = Type.Array(Type.String({ maxLength: 40, description: "con_…" }), {
  minItems: 1,
  maxItems: 1000,
});

export const changeTags = closed(
  {
    contacts: chosenContacts,
    add: Type.Optional(Type.Array(tag, { maxItems: 20 })),
    remove: Type.Optional(Type.Array(tag, { maxItems: 20 })),
  },
  { title: "ChangeTags" },
);
export type ChangeTags = Type.Static<typeof changeTags>;

export const tagsChanged = closed(
  {
    changed: Type.Integer(),
    not_found: Type.Array(Type.String(), { description: "Ids of nobody who stands." }),
  },
  { title: "TagsChanged" },
);
export type TagsChanged = Type.Static<typeof tagsChanged>;

export const tagCounts = closed(
  {
    data: Type.Array(closed({ tag: Type.String(), contacts: Type.Integer() })),
    next: nullable(Type.String()),
  },
  { title: "TagCounts" },
);
export type TagCounts = Type.Static<typeof tagCounts>;

export const renameTag = closed({ from: tag, to: tag }, { title: "RenameTag" });
export type RenameTag = Type.Static<typeof renameTag>;

export const tagRenamed = closed(
  {
    changed: Type.Integer(),
    done: Type.Boolean({ description: "False when there are more: ask again." }),
  },
  { title: "TagRenamed" },
);
export type TagRenamed = Type.Static<typeof tagRenamed>;

export const createNote = closed({ body: text(4096) }, { title: "CreateNote" });
export type CreateNote = Type.Static<typeof createNote>;

export const noteResource = closed(
  {
    id: Type.String({ description: "nte_…" }),
    contact: Type.String({ description: "con_…" }),
    author: Type.String({ description: "usr_… or key_…" }),
    body: Type.String(),
    created_at: instant,
  },
  { title: "Note" },
);
export type NoteResource = Type.Static<typeof noteResource>;
