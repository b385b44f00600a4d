// One who follows the stream: what they see, how far they are, and whether their line takes more.

import { type EventRow, placeId } from "./event.ts";
import type { Sees } from "./visible.ts";

/** An event and what is told of it, written once for all who follow. */
export type Told = { row: EventRow; text: string };

/** The caller's end of the wire. */
export type Line = {
  /** False when it has more than it can pass on; `whenRoom` is then called once it has room again. */
  tell(events: readonly Told[]): boolean;
  /** That we are there, and how far: what is asked for after this id is everything that is still to come. */
  beat(id: string): void;
  /** Ends it: the caller comes back and goes on where it was. */
  end(why: Ending): void;
};

/** The caller may no longer, does not keep up, or is to connect to another process. */
export type Ending = "refused" | "slow" | "moving";

export type Follower = {
  tenantId: string;
  /** Who follows, for whose sake followers are counted. */
  actorId: string;
  sees: Sees;
  line: Line;
  /** Up to here everything was told, or is not theirs to see. */
  position: number;
  /** `live`: told as it comes. `reading`: catches up. `full`: its line takes no more, since `fullAt`. */
  state: "live" | "reading" | "full";
  fullAt: number;
  /** Null once who follows may not any more. */
  mayStay(): boolean | Promise<boolean>;
};

/** Tells what is the follower's to see of what comes next, up to `position`. False when it cannot take more. */
export function tell(follower: Follower, events: readonly Told[], position: number, now: number): boolean {
  const seen = events.filter(({ row }) => row.sequence > follower.position && follower.sees(row));
  follower.position = Math.max(follower.position, position);
  if (seen.length === 0 || follower.line.tell(seen)) return true;
  follower.state = "full";
  follower.fullAt = now;
  return false;
}

export function beat({ line, position, state }: Follower, at: Date): void {
  // What waits on a full line is sign enough, and more of it would only fill memory.
  if (state !== "full") line.beat(placeId({ at, sequence: position }));
}
