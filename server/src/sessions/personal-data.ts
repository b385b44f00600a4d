// What sessions have of one person: the keys their chat is encrypted with, and what was remembered under their number.

import { noParts, type PersonalData, valuesOf } from "../kernel/personal-data.ts";
import { forgetInMemory, forgetRequests } from "./personal-data-store.ts";

/** Before messages and what was received, by which some of it is found. */
export const sessionsOfPerson: PersonalData = {
  name: "sessions",
  tables: ["session_memory", "session_request"],
  role: "waypost_app",
  // Keys say nothing about anybody; what was sent and heard is exported with its messages.
  export: noParts,
  erase: async (tx, person) => {
    const { tenantId, contactIds } = person;
    const digits = valuesOf(person, "phone", "lid").map((value) => value.replaceAll(/\D/g, ""));
    if (digits.length === 0) return { counts: {}, more: false, waitsFor: null };
    const pattern = `(^|[^0-9])(${digits.join("|")})([^0-9]|$)`;
    const rows = await forgetInMemory(tx, [tenantId, pattern, contactIds, valuesOf(person)]);
    const requests = await forgetRequests(tx, [tenantId, pattern]);
    const counts = { session_memory: rows.length, session_request: requests.length };
    return { counts, more: false, waitsFor: null };
  },
};
