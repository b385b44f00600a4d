// What the ledger says of some hours, read in pieces: an hour may have millions of messages, a statement has a limit.

import type { Tx } from "../../kernel/db.ts";
import { cutPieces, type LedgerRow, readLedger, type SlotRow } from "../store/usage.ts";

/**
 * A statement's share: some tenths of a second. While one runs nothing that is deleted anywhere can be cleaned up, and
 * every claim of a lane reads through what is left of those that went before.
 */
const messagesPerRead = 5_000;

/** `messagesMax` of one statement, over all hours; `reading` is called before each. */
export async function readSlots(
  tx: Tx,
  slots: readonly SlotRow[],
  {
    messagesMax = messagesPerRead,
    reading = () => Promise.resolve(),
  }: { messagesMax?: number; reading?(): Promise<void> } = {},
): Promise<LedgerRow[]> {
  const rows: LedgerRow[] = [];
  let left: readonly (SlotRow & { low: string | null })[] = slots.map((slot) => ({ ...slot, low: null }));
  while (left.length > 0) {
    await reading();
    const pieces = await cutPieces(tx, [JSON.stringify(left), Math.ceil(messagesMax / left.length)]);
    rows.push(...(await readLedger(tx, [JSON.stringify(pieces)])));
    left = pieces
      .filter((piece) => !piece.is_last)
      .map(({ tenant_id, slot, high }) => ({ tenant_id, slot, low: high }));
  }
  return rows;
}
