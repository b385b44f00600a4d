// Writes down who followed links, many at a time and after they have been sent on.

import { createBatcher } from "../../kernel/batcher.ts";
import type { Database } from "../../kernel/db.ts";
import { countPreviews, type FoundLink, recordClicks } from "../store/links.ts";

export type Visit = Omit<FoundLink, "target"> & { token: string; at: Date; isPreview: boolean };

export type Clicks = {
  /** Answers at once. */
  note(visit: Visit): void;
  /** Resolves when all that was noted is written. */
  drained(): Promise<void>;
};

/** Beyond it visits are not counted: whoever follows links by the thousand a second is no customer. */
const waitingMax = 10_000;

/** A click that is being written when its process is killed is lost; who followed it is on their way all the same. */
export function createClicks({ db, onError }: { db: Database; onError(error: Error): void }): Clicks {
  const batcher = createBatcher<Visit, null>({
    flushesMax: 1,
    itemsMax: 1_000,
    flush: async (visits) => {
      await db.transaction(async (tx) => {
        const [previews, clicks] = [visits.filter(isOfMachine), visits.filter((each) => !isOfMachine(each))];
        if (clicks.length > 0) await recordClicks(tx, [JSON.stringify(clicks)]);
        if (previews.length > 0) await countPreviews(tx, [JSON.stringify(previews)]);
      });
      return visits.map(() => null);
    },
  });
  return {
    note: (visit) => {
      if (batcher.waiting() < waitingMax) batcher.add(visit).catch(onError);
    },
    drained: batcher.drained,
  };
}

function isOfMachine({ isPreview }: Visit): boolean {
  return isPreview;
}
