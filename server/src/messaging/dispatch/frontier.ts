// Where a lane's queue begins. What was claimed is deleted, but the database keeps it and a claim reads through it for
// as long as anybody looks at the database as it was before: an hour, for a backup. Pure.

import type { Begun, Claimed, Place } from "../store/dispatch.ts";

/** By class, the place of the last message that was claimed. */
export type Frontier = readonly [Place | null, Place | null, Place | null];

/** What a lane knows of it; `wholeAt`: when it is read from its beginning again, on the monotonic clock. */
export type Reach = { frontier: Frontier; wholeAt: number };

/** Who asks for what is due in a lane. */
export type Asking = Begun & { sender_id: string };

export const nowhere: Frontier = [null, null, null];

/** A claim that takes longer than this reads through what is gone. */
const slowMs = 25;
/** A whole lane is read for a twentieth of the time, and at least so often. */
const share = 20;
const wholeEveryMs = 30_000;

/** Begins at their frontiers for lanes that are not to be read whole yet. */
export function fromFrontiers<Asked extends Asking>(
  asked: readonly Asked[],
  lanes: ReadonlyMap<string, Reach>,
  now: number,
): Asked[] {
  return asked.map((each) => {
    const lane = lanes.get(each.sender_id);
    return lane === undefined || now >= lane.wholeAt ? each : { ...each, after: lane.frontier };
  });
}

/**
 * Says when lanes that were read whole may be again: at once while that is quick. A message before the frontier waits
 * for it: one that stood behind a retry, or whose campaign was resumed.
 */
export function restWhole(
  asked: readonly Asking[],
  lanes: ReadonlyMap<string, Reach>,
  { now, tookMs }: { now: number; tookMs: number },
): void {
  if (tookMs <= slowMs) return;
  for (const { sender_id, after } of asked) {
    const lane = after === undefined ? lanes.get(sender_id) : undefined;
    if (lane !== undefined) lane.wholeAt = now + Math.min(tookMs * share, wholeEveryMs);
  }
}

/**
 * Claims take what is due first: before what they took last there is nothing that they could have taken. Where a whole
 * lane has something before its frontier that moves back, and the next claims find the rest of it.
 */
export function moveFrontiers(lanes: ReadonlyMap<string, Reach>, claimed: readonly Claimed[]): void {
  for (const message of claimed) {
    const lane = lanes.get(message.sender_id);
    if (lane !== undefined) lane.frontier = moved(lane.frontier, message);
  }
}

function moved([codes, notices, marketing]: Frontier, claimed: Claimed): Frontier {
  const place = { due_at: claimed.due_at, id: claimed.id };
  switch (claimed.class) {
    case 0:
      return [place, notices, marketing];
    case 1:
      return [codes, place, marketing];
    case 2:
      return [codes, notices, place];
  }
}
