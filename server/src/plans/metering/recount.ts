// Counting again: compares what is kept with what the ledger says, hour by hour, and repairs what differs.

import type { Database, Tx } from "../../kernel/db.ts";
import { type CellRow, listSlots, lockMeter, readCells, replaceCells, type SlotRow } from "../store/usage.ts";
import { readSlots } from "./read-slots.ts";
import { cellsOf, nameOf } from "./cells.ts";
import { meterUsage } from "./meter.ts";

export type Recounted = {
  slots: number;
  /** Hours that differed though nothing was marked in them: they are right now, and should have been. */
  repaired: SlotRow[];
};

const slotsPerRound = 100;

/** Of all tenants, from that moment on; not from before the ledger's oldest month, of which only the meter is left. */
export async function recountUsage(engine: Database, since: Date): Promise<Recounted> {
  const recounted: Recounted = { slots: 0, repaired: [] };
  await meterUsage(engine, { all: true });
  const slots = await listSlots(engine, [since]);
  for (let from = 0; from < slots.length; from += slotsPerRound) {
    const round = slots.slice(from, from + slotsPerRound);
    recounted.slots += round.length;
    recounted.repaired.push(...(await engine.transaction((tx) => recountSlots(tx, round))));
  }
  return recounted;
}

async function recountSlots(tx: Tx, slots: readonly SlotRow[]): Promise<SlotRow[]> {
  await lockMeter(tx, []);
  const counted = cellsOf(await readSlots(tx, slots));
  const kept = await readCells(tx, slots);
  const different = slots.filter((slot) => textOf(slot, counted) !== textOf(slot, kept));
  if (different.length > 0) {
    const wrong = new Set(different.map(({ tenant_id, slot }) => `${tenant_id} ${slot}`));
    const cells = counted.filter(({ tenant_id, slot }) => wrong.has(`${tenant_id} ${slot}`));
    await replaceCells(tx, different, cells);
  }
  return different;
}

function textOf({ tenant_id, slot }: SlotRow, cells: readonly CellRow[]): string {
  return cells
    .filter((cell) => cell.tenant_id === tenant_id && cell.slot === slot)
    .map(nameOf)
    .toSorted()
    .join("\n");
}
