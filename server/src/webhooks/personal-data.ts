// What webhooks have of one person: the payloads that are still on their way. All else names people by ids only.

import { needlesOf, noParts, type PersonalData } from "../kernel/personal-data.ts";
import { scrubBodies } from "./store/delivery.ts";

const biteRows = 500;

export const webhooksOfPerson: PersonalData = {
  name: "webhook deliveries",
  tables: ["webhook_delivery"],
  role: "waypost_app",
  // A copy of what is exported with the message, for a receiver of the tenant's own.
  export: noParts,
  erase: async (tx, person) => {
    const rows = await scrubBodies(tx, [person.tenantId, needlesOf(person), biteRows]);
    return { counts: { webhook_delivery: rows.length }, more: rows.length === biteRows, waitsFor: null };
  },
};
