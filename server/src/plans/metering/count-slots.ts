// Counts some hours that were taken for it: reads them in short statements, and writes what is still ours to write.

import type { Database, Tx } from "../../kernel/db.ts";
import { type CellRow, holdTaken, releaseTaken, type SlotRow } from "../store/usage.ts";
import { cellsOf } from "./cells.ts";
import { readSlots } from "./read-slots.ts";

/**
 * `round` is what the hours were taken under. `write` gets those that nobody has taken from us meanwhile, with what was
 * counted of them, in the transaction that gives them back.
 */
export async function countSlots(
  engine: Database,
  {
    round,
    slots,
    stopping,
  }: { round: string; slots: readonly SlotRow[]; stopping?: AbortSignal | undefined },
  write: (tx: Tx, own: readonly SlotRow[], cells: readonly CellRow[]) => Promise<void>,
): Promise<void> {
  const reading = async (): Promise<void> => {
    stopping?.throwIfAborted();
    await holdTaken(engine, [round]);
  };
  const cells = cellsOf(await readSlots(engine, slots, { reading }));
  await engine.transaction(async (tx) => {
    const own = await releaseTaken(tx, [round]);
    if (own.length > 0) await write(tx, own, cellsIn(own, cells));
  });
}

export function cellsIn(slots: readonly SlotRow[], cells: readonly CellRow[]): CellRow[] {
  const names = new Set(slots.map(keyOf));
  return cells.filter((cell) => names.has(keyOf(cell)));
}

export function keyOf({ tenant_id, slot }: SlotRow): string {
  return `${tenant_id} ${slot}`;
}
