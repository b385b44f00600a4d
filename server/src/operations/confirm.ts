// The end of a quarantine: what may have been sent before is held for a person, what is stale is skipped, the rest
// may leave.

import type { Database } from "../kernel/db.ts";
import { homeOf, readQuarantine, release } from "./installation.ts";
import type { Quarantine } from "./quarantine.ts";
import { countWaiting, holdDoubtful, lockInstallation, skipOverdue } from "./quarantine-store.ts";

export type ConfirmOptions = {
  /** What was due earlier is skipped; null skips nothing. */
  dueBefore: Date | null;
  /** The database is whole: nothing was sent that it does not know of. */
  nothingLost: boolean;
  trustsNewTimelines: boolean | null;
};

export type Waiting = {
  /** May have been sent before. */
  held: number;
  skipped: number;
  /** Leaves when confirmed. */
  waiting: number;
  oldest: Date | null;
};

/** Null when there is no quarantine to end. */
export async function lookAtWaiting(
  engine: Database,
  { dueBefore, nothingLost }: ConfirmOptions,
): Promise<(Waiting & Quarantine) | null> {
  const found = await readQuarantine(engine);
  if (found === null) return null;
  const [counted] = await countWaiting(engine, [nothingLost ? longAgo : found.since, dueBefore]);
  return { ...found, ...(counted ?? { held: 0, skipped: 0, waiting: 0, oldest: null }) };
}

export async function confirm(
  engine: Database,
  { dueBefore, nothingLost, trustsNewTimelines }: ConfirmOptions,
): Promise<{ held: number; skipped: number } | null> {
  const here = await homeOf(engine);
  return engine.transaction(async (tx) => {
    const [row] = await lockInstallation(tx, []);
    if (row === undefined || row.quarantined_at === null) return null;
    const [held] = nothingLost ? [] : await holdDoubtful(tx, [row.quarantined_at]);
    const [skipped] = dueBefore === null ? [] : await skipOverdue(tx, [dueBefore]);
    await release(tx, here, trustsNewTimelines);
    return { held: held?.count ?? 0, skipped: skipped?.count ?? 0 };
  });
}

/** No message was accepted before it. */
const longAgo = new Date(0);
