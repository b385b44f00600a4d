// Reads one row of the ledger.
import type { Ledger } from "./index.ts";
import { CATEGORIES, FLAG, KINDS, OUTCOMES } from "./rows.ts";
import type { Category, Kind, Outcome } from "./rows.ts";

export function id({ rows, wamids }: Ledger, row: number): string {
  return wamids.of(row, rows.phone.get(row), "out");
}

/** The row of a message sent in this run, when the id is one. */
export function rowOf({ wamids, counts }: Ledger, messageId: string): number | undefined {
  const row = wamids.rowOf(messageId, "out");
  return row !== undefined && row < counts.accepted ? row : undefined;
}

export function kind({ rows }: Ledger, row: number): Kind {
  return KINDS[rows.kind.get(row)]!;
}

export function category({ rows }: Ledger, row: number): Category {
  return CATEGORIES[rows.category.get(row)]!;
}

export function outcome({ rows }: Ledger, row: number): Outcome {
  return OUTCOMES[rows.outcome.get(row)]!;
}

export function has({ rows }: Ledger, row: number, flag: keyof typeof FLAG): boolean {
  return (rows.flags.get(row) & FLAG[flag]) !== 0;
}

export function opaque({ rows }: Ledger, row: number): string {
  const length = rows.opaqueLength.get(row);
  return length === 0 ? "" : rows.text.read(rows.textStart.get(row), length);
}

/** The message object as it was sent, as JSON text. */
export function content({ rows }: Ledger, row: number): string {
  return rows.text.read(rows.textStart.get(row) + rows.opaqueLength.get(row), rows.contentLength.get(row));
}

/** The row this one repeats for the same person. */
export function duplicateOf({ rows }: Ledger, row: number): number | undefined {
  const link = rows.duplicateOf.get(row);
  return link === 0 ? undefined : link - 1;
}
