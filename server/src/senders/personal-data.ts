// What is remembered of one person's chats with the tenant's numbers, for protection and windows.

import { type ExportPart, type Person, type PersonalData, valuesOf } from "../kernel/personal-data.ts";
import type { Tx } from "../kernel/db.ts";
import {
  forgetChats,
  forgetEntryPoints,
  readChatsOfPerson,
  readEntryPointsOfPerson,
} from "./personal-data-store.ts";

export const chatsOfPerson: PersonalData = {
  name: "chats",
  tables: ["chat", "entry_point"],
  role: "waypost_app",
  export: exportChats,
  erase: async (tx, person) => {
    const which = [person.tenantId, valuesOf(person)];
    const chats = await forgetChats(tx, which);
    const entries = await forgetEntryPoints(tx, which);
    return { counts: { chat: chats.length, entry_point: entries.length }, more: false, waitsFor: null };
  },
};

async function* exportChats(tx: Tx, person: Person): AsyncGenerator<ExportPart> {
  const which = [person.tenantId, valuesOf(person)];
  for (const [name, rows] of [
    ["chats", await readChatsOfPerson(tx, which)],
    ["ad_entries", await readEntryPointsOfPerson(tx, which)],
  ] as const) {
    if (rows.length > 0) yield { kind: "records", name, records: rows.map(({ record }) => record) };
  }
}
