// Writes a contact as a vCard 3.0, the form in which WhatsApp carries contacts.

import type { MessageObject } from "@waypost/contract";

type Contact = Extract<MessageObject, { type: "contacts" }>["contacts"][number];

export function vcardOf(contact: Contact): string {
  const { name, phones = [], emails = [], addresses = [], urls = [], org, birthday } = contact;
  const { last_name, first_name, middle_name, prefix, suffix } = name;
  return [
    "BEGIN:VCARD",
    "VERSION:3.0",
    `N:${[last_name, first_name, middle_name, prefix, suffix].map(escape).join(";")}`,
    `FN:${escape(name.formatted_name)}`,
    ...(org ? [`ORG:${[org.company, org.department].map(escape).join(";")}`] : []),
    ...(org?.title === undefined ? [] : [`TITLE:${escape(org.title)}`]),
    ...phones.map(({ phone, type, wa_id }) => `TEL;${kind(type)}${account(wa_id)}:${escape(phone ?? wa_id)}`),
    ...emails.map(({ email, type }) => `EMAIL;${kind(type)}:${escape(email)}`),
    ...addresses.map(({ street, city, state, zip, country, type }) => {
      const parts = [undefined, undefined, street, city, state, zip, country].map(escape);
      return `ADR;${kind(type)}:${parts.join(";")}`;
    }),
    ...urls.map(({ url, type }) => `URL;${kind(type)}:${escape(url)}`),
    ...(birthday === undefined ? [] : [`BDAY:${birthday}`]),
    "END:VCARD",
  ].join("\n");
}

/** With `waid` the app offers to write to the contact. */
function account(waId: string | undefined): string {
  const digits = waId?.replace(/\D/g, "") ?? "";
  return digits === "" ? "" : `;waid=${digits}`;
}

function kind(type: string | undefined): string {
  const word = (type ?? "").replace(/[^A-Za-z0-9-]/g, "").toUpperCase();
  return `type=${word === "" ? "CELL" : word}`;
}

/** A line break would let a name write properties of its own. */
function escape(text: string | undefined): string {
  return (text ?? "").replace(/[\\;,]/g, (sign) => `\\${sign}`).replace(/\r\n|\r|\n/g, "\\n");
}
