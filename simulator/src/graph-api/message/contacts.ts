// A contacts message (Meta: messages): vCards as objects.
import { invalid, objectAt, optionalObjectAt, optionalTextAt, textAt, listAt } from "./fields.ts";
import type { Spot } from "./fields.ts";

const NAME_PARTS = ["first_name", "last_name", "middle_name", "suffix", "prefix"];
const TYPED_LISTS = { phones: "phone", emails: "email", urls: "url" } as const;

export function checkContacts(contacts: readonly Spot[]) {
  for (const contact of contacts) {
    const name = objectAt(contact, "name");
    textAt(name, "formatted_name");
    for (const part of NAME_PARTS) optionalTextAt(name, part);
    if (!NAME_PARTS.some((part) => name.object[part])) {
      throw invalid(contact, "name", "must have formatted_name and at least one other name part");
    }
    for (const [list, key] of Object.entries(TYPED_LISTS)) {
      if (contact.object[list] === undefined) continue;
      for (const each of listAt(contact, list)) optionalTextAt(each, key);
    }
    if (contact.object["addresses"] !== undefined) listAt(contact, "addresses");
    optionalObjectAt(contact, "org");
    const birthday = optionalTextAt(contact, "birthday");
    if (birthday !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(birthday)) {
      throw invalid(contact, "birthday", "must be YYYY-MM-DD");
    }
  }
}
