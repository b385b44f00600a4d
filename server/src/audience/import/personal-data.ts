// What imports have of one person for a while: a line of a file, and what they were before.

import type { ExportPart, PersonalData } from "../../kernel/personal-data.ts";
import { valuesOf } from "../../kernel/personal-data.ts";
import { countRunning, dropBefore, dropRejects, readBeforeRecords } from "./store/personal-data.ts";

export const importsOfPerson: PersonalData = {
  name: "imports",
  tables: ["contact_import_piece", "contact_import_reject", "contact_import_change"],
  role: "waypost_app",
  export: async function* (tx, { tenantId, contactIds }): AsyncGenerator<ExportPart> {
    const rows = await readBeforeRecords(tx, [tenantId, contactIds]);
    if (rows.length > 0) {
      yield { kind: "records", name: "before_imports", records: rows.map(({ record }) => record) };
    }
  },
  erase: async (tx, person) => {
    const { tenantId, contactIds } = person;
    const [open] = await countRunning(tx, [tenantId]);
    // A file that is still read may have them in it, and would bring them back.
    if ((open?.count ?? 0) > 0) return { counts: {}, more: false, waitsFor: "imports that are under way" };
    const before = await dropBefore(tx, [tenantId, contactIds]);
    const rejects = await dropRejects(tx, [tenantId, valuesOf(person, "phone").map(tailOf)]);
    const counts = { contact_import_change: before.length, contact_import_reject: rejects.length };
    return { counts, more: false, waitsFor: null };
  },
};

/** Files write a number with its country or without; these digits are in all of its spellings. */
function tailOf(phone: string): string {
  return phone.slice(1).slice(-7);
}
