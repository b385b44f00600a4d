// What Meta's limits made us remember of one person: conversations that were begun, marketing that Meta withheld.

import type { Tx } from "../kernel/db.ts";
import { type ExportPart, type Person, type PersonalData, valuesOf } from "../kernel/personal-data.ts";
import { forgetRests, markInitiated, readLimitsOfPerson } from "./store/personal-data.ts";

export const limitsOfPerson: PersonalData = {
  name: "limits",
  tables: ["initiated_chat", "marketing_rest"],
  role: "waypost_app",
  export: exportLimits,
  erase: async (tx, { tenantId, names }) => {
    const values = names.map(({ value }) => value);
    const begun = await markInitiated(tx, [tenantId, values, names.map(({ mark }) => mark)]);
    const rests = await forgetRests(tx, [tenantId, values]);
    const counts = { initiated_chat: begun.length, marketing_rest: rests.length };
    return { counts, more: false, waitsFor: null };
  },
};

async function* exportLimits(tx: Tx, person: Person): AsyncGenerator<ExportPart> {
  const rows = await readLimitsOfPerson(tx, [person.tenantId, valuesOf(person)]);
  if (rows.length > 0) yield { kind: "records", name: "limits", records: rows.map(({ record }) => record) };
}
