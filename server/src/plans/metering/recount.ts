// Counting again: compares what is kept with what the ledger says, hour by hour, and repairs what differs.

import { randomUUID } from "node:crypto";
import type { Database } from "../../kernel/db.ts";
import {
  type CellRow,
  listSlots,
  readCells,
  readMarked,
  replaceCells,
  type SlotRow,
  takeSlots,
} from "../store/usage.ts";
import { nameOf } from "./cells.ts";
import { cellsIn, countSlots, keyOf } from "./count-slots.ts";
import { meterUsage } from "./meter.ts";

export type Recounted = {
  slots: number;
  /** Hours that differed though nothing was marked in them: they are right now, and should have been. */
  repaired: SlotRow[];
};

const slotsPerRound = 20;

/** Of all tenants, from that moment on; not from before the ledger's oldest month, of which only the meter is left. */
export async function recountUsage(
  engine: Database,
  since: Date,
  stopping?: AbortSignal,
): Promise<Recounted> {
  const recounted: Recounted = { slots: 0, repaired: [] };
  await meterUsage(engine, { all: true, stopping });
  const slots = await listSlots(engine, [since]);
  for (let from = 0; from < slots.length; from += slotsPerRound) {
    const round = slots.slice(from, from + slotsPerRound);
    recounted.slots += round.length;
    recounted.repaired.push(...(await recountSlots(engine, round, stopping)));
  }
  return recounted;
}

/** What has changed meanwhile is left to the meter. */
async function recountSlots(
  engine: Database,
  slots: readonly SlotRow[],
  stopping: AbortSignal | undefined,
): Promise<SlotRow[]> {
  const round = randomUUID();
  const repaired: SlotRow[] = [];
  await takeSlots(engine, [JSON.stringify(slots), round]);
  await countSlots(engine, { round, slots, stopping }, async (tx, own, cells) => {
    const marked = new Set((await readMarked(tx, [JSON.stringify(own)])).map(keyOf));
    const kept = await readCells(tx, own);
    const different = own.filter(
      (slot) => !marked.has(keyOf(slot)) && textOf(slot, cells) !== textOf(slot, kept),
    );
    if (different.length > 0) await replaceCells(tx, different, cellsIn(different, cells));
    repaired.push(...different);
  });
  return repaired;
}

function textOf(slot: SlotRow, cells: readonly CellRow[]): string {
  return cellsIn([slot], cells).map(nameOf).toSorted().join("\n");
}
