// What the audience has of one person: who they are, what they agreed to, and that nothing may be sent to them.

import type { Tx } from "../kernel/db.ts";
import type { ExportPart, Person, PersonalData } from "../kernel/personal-data.ts";
import { lockIdentities } from "./store/contact.ts";
import {
  dropMemberships,
  dropNames,
  dropNotes,
  readConsentRecords,
  readContactRecords,
  readSuppressionRecords,
  scrubConsents,
  scrubContacts,
  scrubSuppressions,
} from "./store/personal-data.ts";

export { readErasedWords, readMerged, readNames, readPhonesByHash } from "./store/personal-data.ts";

export const audienceOfPerson: PersonalData = {
  name: "audience",
  // A contact's words go with what they are the words of.
  tables: [
    "contact",
    "contact_alias",
    "contact_list_member",
    "contact_note",
    "contact_word",
    "consent_event",
    "suppression",
  ],
  role: "waypost_app",
  export: exportAudience,
  erase: async (tx, person) => {
    const { tenantId, contactIds } = person;
    const hashes = hashesOf(person);
    // So that nobody is given one of these names meanwhile.
    await lockIdentities(tx, [[tenantId]]);
    const contacts = await scrubContacts(tx, [tenantId, contactIds]);
    const memberships = await dropMemberships(tx, [tenantId, contactIds]);
    const notes = await dropNotes(tx, [tenantId, contactIds]);
    const names = await dropNames(tx, [tenantId, contactIds, hashes]);
    const consents = await scrubConsents(tx, [tenantId, contactIds, hashes]);
    const suppressions = await scrubSuppressions(tx, [tenantId, hashes]);
    const counts = {
      contact: contacts.length,
      contact_alias: names.length,
      contact_list_member: memberships.length,
      contact_note: notes.length,
      consent_event: consents.length,
      suppression: suppressions.length,
    };
    return { counts, more: false, waitsFor: null };
  },
};

/** Every consent and every suppression of a person, oldest first. */
export async function readConsentHistory(
  tx: Tx,
  person: Person,
): Promise<{ events: Record<string, unknown>[]; words: Record<string, unknown>[] }> {
  const { tenantId, contactIds } = person;
  const events = await readConsentRecords(tx, [tenantId, contactIds, hashesOf(person)]);
  const words = await readSuppressionRecords(tx, [tenantId, hashesOf(person)]);
  return { events: events.map(({ record }) => record), words: words.map(({ record }) => record) };
}

async function* exportAudience(tx: Tx, person: Person): AsyncGenerator<ExportPart> {
  const contacts = await readContactRecords(tx, [person.tenantId, person.contactIds]);
  const { events, words } = await readConsentHistory(tx, person);
  const all = [
    ["contacts", contacts.map(({ record }) => record)],
    ["consents", events],
    ["suppressions", words],
  ] as const;
  for (const [name, records] of all) if (records.length > 0) yield { kind: "records", name, records };
}

function hashesOf({ names }: Person): string[] {
  return names.map(({ hash }) => hash);
}
