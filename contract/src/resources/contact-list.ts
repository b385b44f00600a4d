// Lists of contacts, and who is put on them.

import Type from "typebox";
import { closed, instant, nullable, text } from "../json-schema.ts";
import { chosenContacts } from "./contact.ts";

export const contactListResource = closed(
  {
    id: Type.String({ description: "lst_…" }),
    name: Type.String(),
    description: nullable(Type.String()),
    contacts: Type.Integer({ description: "How many people are on it." }),
    created_at: instant,
    updated_at: instant,
  },
  { title: "ContactList" },
);
export type ContactListResource = Type.Static<typeof contactListResource>;

export const createContactList = closed(
  { name: text(128), description: Type.Optional(nullable(text(1024))) },
  { title: "CreateContactList" },
);
export type CreateContactList = Type.Static<typeof createContactList>;

export const updateContactList = closed(
  { name: Type.Optional(text(128)), description: Type.Optional(nullable(text(1024))) },
  { title: "UpdateContactList", minProperties: 1 },
);
export type UpdateContactList = Type.Static<typeof updateContactList>;

export const changeMembers = closed(
  { add: Type.Optional(chosenContacts), remove: Type.Optional(chosenContacts) },
  { title: "ChangeMembers", minProperties: 1 },
);
export type ChangeMembers = Type.Static<typeof changeMembers>;

export const membersChanged = closed(
  {
    added: Type.Integer(),
    removed: Type.Integer(),
    not_found: Type.Array(Type.String(), { description: "Ids of nobody who stands, among those to add." }),
    contacts: Type.Integer({ description: "How many people are on the list now." }),
  },
  { title: "MembersChanged" },
);
export type MembersChanged = Type.Static<typeof membersChanged>;
