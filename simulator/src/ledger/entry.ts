// Reads one row of the ledger.
import { present } from "../present.ts";
import type { Ledger } from "./index.ts";
import { CATEGORIES, contentPart, FLAG, KINDS, opaquePart, OUTCOMES } from "./rows.ts";
import type { Category, Kind, Outcome } from "./rows.ts";

export function id(ledger: Ledger, row: number): string {
  if (has(ledger, row, "web")) return opaque(ledger, row);
  return ledger.wamids.of(row, ledger.rows.phone.get(row), "out");
}

/** The row of a message sent in this run, when the id is one. */
export function rowOf({ wamids, counts }: Ledger, messageId: string): number | undefined {
  const row = wamids.rowOf(messageId, "out");
  return row !== undefined && row < counts.accepted ? row : undefined;
}

export function kind({ rows }: Ledger, row: number): Kind {
  return present(KINDS[rows.kind.get(row)], "kind");
}

export function category({ rows }: Ledger, row: number): Category {
  return present(CATEGORIES[rows.category.get(row)], "category");
}

export function outcome({ rows }: Ledger, row: number): Outcome {
  return present(OUTCOMES[rows.outcome.get(row)], "outcome");
}

export function has({ rows }: Ledger, row: number, flag: keyof typeof FLAG): boolean {
  return (rows.flags.get(row) & FLAG[flag]) !== 0;
}

/** Of a message by WhatsApp Web: the id its sender chose. */
export function opaque({ rows }: Ledger, row: number): string {
  const { start, length } = opaquePart(rows, row);
  return rows.text.read(start, length);
}

/** The message object as it was sent, as JSON text. */
export function content({ rows }: Ledger, row: number): string {
  const { start, length } = contentPart(rows, row);
  return rows.text.read(start, length);
}

/** The row this one repeats for the same person, by opaque data. */
export function duplicateOf({ rows }: Ledger, row: number): number | undefined {
  const link = rows.duplicateOf.get(row);
  return link === 0 ? undefined : link - 1;
}

/** The row that said the same before, word for word. */
export function sameContentAs({ rows }: Ledger, row: number): number | undefined {
  const link = rows.sameContentAs.get(row);
  return link === 0 ? undefined : link - 1;
}
