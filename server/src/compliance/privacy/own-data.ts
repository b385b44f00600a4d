// What this room has of one person: holds that stop an erasure, and what other requests of theirs have left.

import { noParts, type Person, type PersonalData, valuesOf } from "../../kernel/personal-data.ts";
import { countOtherArchives, endOtherRequests, markLiftedHolds, readHolds } from "./store.ts";

/** Comes first: what a court may ask for is not erased. */
export const legalHolds: PersonalData = {
  name: "legal holds",
  tables: ["legal_hold"],
  role: "waypost_app",
  // A hold is the tenant's and its lawyers' matter.
  export: noParts,
  erase: async (tx, person) => {
    const { tenantId, names } = person;
    const holds = await readHolds(tx, [tenantId, valuesOf(person, "phone")]);
    const values = names.map(({ value }) => value);
    const marks = names.map(({ mark }) => mark);
    const marked = holds.length > 0 ? [] : await markLiftedHolds(tx, [tenantId, values, marks]);
    const waitsFor = holds.length > 0 ? "a legal hold to be lifted" : null;
    return { counts: { legal_hold: marked.length }, more: false, waitsFor };
  },
};

/** `requestId`: the one that is being met. */
export function otherRequests(requestId: string): PersonalData {
  return {
    name: "privacy requests",
    tables: ["privacy_request", "erase_journal"],
    role: "waypost_app",
    export: noParts,
    erase: async (tx, { tenantId, names }: Person) => {
      const hashes = names.map(({ hash }) => hash);
      const ended = await endOtherRequests(tx, [tenantId, requestId, hashes]);
      const [left] = await countOtherArchives(tx, [tenantId, requestId, hashes]);
      return {
        counts: { privacy_request: ended.length },
        more: false,
        waitsFor: (left?.count ?? 0) > 0 ? "files of earlier exports that are still to be thrown away" : null,
      };
    },
  };
}
