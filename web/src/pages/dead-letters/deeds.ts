// Sends dead letters again or drops them: many at once, telling how far it is.
import type { ReplayRequest } from "@waypost/sdk";

export type Deed =
  | { kind: "replay" | "drop"; ids: readonly string[] }
  | { kind: "replayAll"; filter: ReplayFilter };

export type ReplayFilter = NonNullable<ReplayRequest["filter"]>;

/** `total` is null where nobody knows it beforehand. */
export type Progress = { done: number; total: number | null };

export type Ask = {
  replay(body: ReplayRequest): Promise<{ replayed: number }>;
  drop(id: string): Promise<unknown>;
};

type Tell = (progress: Progress) => void;

/** Few enough that the bar moves, many enough that thousands do not take thousands of calls. */
const handful = 100;
/** So many the API takes in one call by filter; when it took fewer, there are no more. */
const replayMax = 10_000;

/** Answers how many it was done to. */
export async function perform(deed: Deed, ask: Ask, tell: Tell): Promise<number> {
  if (deed.kind === "replayAll") return replayAll(deed.filter, ask, tell);
  const { kind, ids } = deed;
  let done = 0;
  for (let at = 0; at < ids.length; at += handful) {
    const some = ids.slice(at, at + handful);
    // One after the other: a browser's connections are few, and the page wants some of them too.
    done += kind === "replay" ? (await ask.replay({ ids: some })).replayed : await dropAll(some, ask);
    tell({ done: Math.min(at + handful, ids.length), total: ids.length });
  }
  return done;
}

async function dropAll(ids: readonly string[], ask: Ask): Promise<number> {
  for (const id of ids) await ask.drop(id);
  return ids.length;
}

async function replayAll(filter: ReplayFilter, ask: Ask, tell: Tell): Promise<number> {
  for (let done = 0; ;) {
    const { replayed } = await ask.replay({ filter });
    done += replayed;
    tell({ done, total: null });
    if (replayed < replayMax) return done;
  }
}
