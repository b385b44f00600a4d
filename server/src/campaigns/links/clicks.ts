// Writes down who followed links, many at a time, before they are sent on.

import { createBatcher } from "../../kernel/batcher.ts";
import { type Clock, systemClock } from "../../kernel/clock.ts";
import type { Database } from "../../kernel/db.ts";
import { countPreviews, type FoundLink, recordClicks } from "../store/links.ts";

export type Visit = Omit<FoundLink, "target"> & { token: string; at: Date; isPreview: boolean };

export type Clicks = {
  /**
   * Resolves when the visit is committed, and never rejects: who followed a link is sent on whatever becomes of it.
   * What takes longer than `patienceMs` goes on behind them.
   */
  note(visit: Visit): Promise<void>;
  /** Resolves when all that was noted is written. */
  drained(): Promise<void>;
};

export type ClicksDeps = {
  db: Pick<Database, "transaction">;
  onError(error: Error): void;
  clock?: Pick<Clock, "after">;
};

/** Beyond it visits are not counted: whoever follows links by the thousand a second is no customer. */
const waitingMax = 10_000;

/** Nobody looks at a blank page for longer because they are counted. */
const patienceMs = 1_000;

/**
 * What was answered in time is on disk: a process that is killed then loses nothing. A crowd shares one transaction
 * (kernel/batcher.ts), so that each waits for one or two commits, however many they are.
 */
export function createClicks({ db, onError, clock = systemClock }: ClicksDeps): Clicks {
  const batcher = createBatcher<Visit, null>({
    flushesMax: 1,
    itemsMax: 1_000,
    flush: (visits) => writeDown(db, visits),
  });
  return {
    note: (visit) => {
      if (batcher.waiting() >= waitingMax) return Promise.resolve();
      return new Promise((resolve) => {
        const callOff = clock.after(patienceMs, resolve);
        const settle = (): void => {
          callOff();
          resolve();
        };
        batcher.add(visit).catch(onError).then(settle, settle);
      });
    },
    drained: batcher.drained,
  };
}

async function writeDown(db: ClicksDeps["db"], visits: readonly Visit[]): Promise<null[]> {
  await db.transaction(async (tx) => {
    const [previews, clicks] = [visits.filter(isOfMachine), visits.filter((each) => !isOfMachine(each))];
    if (clicks.length > 0) await recordClicks(tx, [JSON.stringify(clicks)]);
    if (previews.length > 0) await countPreviews(tx, [JSON.stringify(previews)]);
  });
  return visits.map(() => null);
}

function isOfMachine({ isPreview }: Visit): boolean {
  return isPreview;
}
