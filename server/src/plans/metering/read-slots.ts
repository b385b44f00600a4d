// What the ledger says of some hours, read in pieces: an hour may have millions of messages, a statement has a limit.

import type { Tx } from "../../kernel/db.ts";
import { cutPieces, type LedgerRow, readLedger, type SlotRow } from "../store/usage.ts";

/** A statement's share: a few seconds on a busy machine, of the thirty it may take. */
const messagesPerRead = 20_000;

/** `messagesMax` of one statement, over all hours. */
export async function readSlots(
  tx: Tx,
  slots: readonly SlotRow[],
  messagesMax = messagesPerRead,
): Promise<LedgerRow[]> {
  const rows: LedgerRow[] = [];
  let left: readonly (SlotRow & { low: string | null })[] = slots.map((slot) => ({ ...slot, low: null }));
  while (left.length > 0) {
    const pieces = await cutPieces(tx, [JSON.stringify(left), Math.ceil(messagesMax / left.length)]);
    rows.push(...(await readLedger(tx, [JSON.stringify(pieces)])));
    left = pieces
      .filter((piece) => !piece.is_last)
      .map(({ tenant_id, slot, high }) => ({ tenant_id, slot, low: high }));
  }
  return rows;
}
