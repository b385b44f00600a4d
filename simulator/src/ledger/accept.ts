// Writes a message the Graph API accepted into the ledger.
import type { Ledger } from "./index.ts";
import { CATEGORIES, KINDS } from "./rows.ts";
import type { Category, Kind } from "./rows.ts";

export type Acceptance = {
  phone: number;
  /** Index of the sending number in the network's list. */
  number: number;
  kind: Kind;
  category: Category;
  opaque: string;
  content: string;
  flags: number;
  at: number;
};

/** Returns the row, from which everything else is read. */
export function acceptMessage({ rows, counts, lastAccepted }: Ledger, message: Acceptance): number {
  const row = counts.accepted++;
  rows.phone.set(row, message.phone);
  rows.number.set(row, message.number);
  rows.kind.set(row, KINDS.indexOf(message.kind));
  rows.category.set(row, CATEGORIES.indexOf(message.category));
  rows.flags.set(row, message.flags);
  rows.acceptedAt.set(row, message.at);
  // One append keeps opaque data and content side by side in one chunk.
  rows.textStart.set(row, rows.text.append(message.opaque + message.content));
  const opaqueLength = Buffer.byteLength(message.opaque);
  rows.opaqueLength.set(row, opaqueLength);
  rows.contentLength.set(row, rows.text.lastLength() - opaqueLength);
  rows.previousAccepted.set(row, lastAccepted.get(message.phone) ?? 0);
  lastAccepted.set(message.phone, row + 1);
  return row;
}
