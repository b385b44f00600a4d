// Metering: hours that have changed are counted anew from the ledger, and what was kept of them is replaced.

import type { Database, Tx } from "../../kernel/db.ts";
import { lockMeter, replaceCells, type SlotRow, takeMarks } from "../store/usage.ts";
import { readSlots } from "./read-slots.ts";
import { cellsOf } from "./cells.ts";

/** Some hours at a time: a quarter of a second where each has thousands of messages. */
const slotsPerRound = 20;

/**
 * Until nothing is marked. Marks go in the transaction that counts, and what it counts is read after they were taken:
 * every change whose mark is gone is committed and counted, and a change that commits later brings a mark of its own.
 * Killed at any point, it has done a round or it has not. `all`: also what is usually left to gather.
 */
export async function meterUsage(engine: Database, { all = false } = {}): Promise<number> {
  let metered = 0;
  for (;;) {
    const count = await engine.transaction(async (tx) => {
      await lockMeter(tx, []);
      const slots = await takeMarks(tx, [slotsPerRound, !all]);
      if (slots.length > 0) await meterSlots(tx, slots);
      return slots.length;
    });
    metered += count;
    if (count < slotsPerRound) return metered;
  }
}

async function meterSlots(tx: Tx, slots: readonly SlotRow[]): Promise<void> {
  const cells = cellsOf(await readSlots(tx, slots));
  await replaceCells(tx, slots, cells);
}
