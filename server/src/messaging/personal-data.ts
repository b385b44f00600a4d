// What messaging has of one person: what was sent to them, what waits for them, what was told of it.

import type { Tx } from "../kernel/db.ts";
import {
  needlesOf,
  noParts,
  type Person,
  type PersonalData,
  recordsOf,
  valuesOf,
} from "../kernel/personal-data.ts";
import {
  cancelForPerson,
  countInFlight,
  dropParkedOfPerson,
  readMediaOfOthers,
  readMediaOfRecipients,
  readMessagesOfPerson,
  readParkedOfPerson,
  scrubMessages,
} from "./store/personal-data.ts";

export { dropParked, readParkedSince, readRecipients } from "./store/personal-data.ts";

const pageRows = 200;
const biteRows = 500;

/** Comes before everything else: nothing leaves for somebody who is being erased, and what is on its way arrives. */
export const waitingMessages: PersonalData = {
  name: "waiting messages",
  tables: ["lane_entry"],
  // Whether the installation is in quarantine is not for tenants to read.
  role: "waypost_engine",
  // Each is exported with its message.
  export: noParts,
  erase: async (tx, person) => {
    const people = valuesOf(person);
    const canceled = await cancelForPerson(tx, [person.tenantId, people, biteRows]);
    const [flight] = await countInFlight(tx, [person.tenantId, people]);
    const more = canceled.length === biteRows;
    const isUnderWay = !more && (flight?.count ?? 0) > 0;
    return {
      counts: { lane_entry: canceled.length },
      more,
      waitsFor: isUnderWay ? "messages that are on their way" : null,
    };
  },
};

export const sentMessages: PersonalData = {
  name: "messages",
  tables: ["message", "attempt", "evidence", "client_reference", "parked_status"],
  role: "waypost_app",
  export: async function* exportMessages(tx, person) {
    const { tenantId } = person;
    yield* recordsOf("messages", (after) =>
      readMessagesOfPerson(tx, [tenantId, valuesOf(person), after, pageRows]),
    );
    yield* recordsOf("parked_statuses", (after) =>
      readParkedOfPerson(tx, [tenantId, needlesOf(person), after, pageRows]),
    );
  },
  erase: async (tx, person) => {
    const { tenantId, names } = person;
    const [scrubbed] = await scrubMessages(tx, [
      tenantId,
      names.map(({ value }) => value),
      names.map(({ mark }) => mark),
      biteRows,
    ]);
    const parked = await dropParkedOfPerson(tx, [tenantId, needlesOf(person)]);
    return {
      counts: { ...scrubbed, parked_status: parked.length },
      more: (scrubbed?.message ?? 0) >= biteRows,
      waitsFor: null,
    };
  },
};

/** The files that messages to this person name, as presented ids. */
export async function mediaSentTo(tx: Tx, person: Person): Promise<string[]> {
  return (await readMediaOfRecipients(tx, [person.tenantId, valuesOf(person)])).map(({ id }) => id);
}

/** Those of these files that somebody else was sent as well. `since`: when the oldest of them was made. */
export async function mediaSentToOthers(
  tx: Tx,
  person: Person,
  ids: readonly string[],
  since: Date,
): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await readMediaOfOthers(tx, [person.tenantId, valuesOf(person), ids, lowestId(since)]);
  return rows.map(({ id }) => id);
}

/** Ids carry their time in the first 48 bits (RFC 9562 §5.7). */
function lowestId(at: Date): string {
  const digits = at.getTime().toString(16).padStart(12, "0");
  return `${digits.slice(0, 8)}-${digits.slice(8)}-0000-0000-000000000000`;
}
