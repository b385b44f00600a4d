// Metering: hours that have changed are counted anew from the ledger, and what was kept of them is replaced.

import { randomUUID } from "node:crypto";
import type { Database } from "../../kernel/db.ts";
import { lockMeter, replaceCells, takeMarks } from "../store/usage.ts";
import { countSlots } from "./count-slots.ts";

/** Some hours at a time: a quarter of a second where each has thousands of messages. */
const slotsPerRound = 20;

/**
 * Until nothing is marked. An hour's marks become one that says who counts it, and what is counted is read after that:
 * every change whose mark is gone is committed and counted, and a change that commits later brings a mark of its own.
 * Whoever finds the mark gone at the end was taken for dead, and writes nothing. Killed at any point, it has done a
 * round or it has not; `stopping` breaks one off. `all`: also what is usually left to gather, and what others are
 * counting.
 */
export async function meterUsage(
  engine: Database,
  { all = false, stopping }: { all?: boolean; stopping?: AbortSignal | undefined } = {},
): Promise<number> {
  let metered = 0;
  for (;;) {
    const round = randomUUID();
    const slots = await engine.transaction(async (tx) => {
      await lockMeter(tx, []);
      return takeMarks(tx, [slotsPerRound, !all, round]);
    });
    if (slots.length > 0) await countSlots(engine, { round, slots, stopping }, replaceCells);
    metered += slots.length;
    if (slots.length < slotsPerRound) return metered;
  }
}
