// What the dispatcher keeps in memory: the lanes it holds, the attempts under way, the next look.

import type { Breaker } from "../breaker.ts";
import type { Go } from "../../senders/index.ts";
import type { Session } from "../../transports/transport.ts";
import type { DispatcherDeps, LaneSender } from "../dispatcher.ts";
import type { Lane } from "../lane.ts";
import type { Pairs } from "../pacing.ts";
import type { Recorder } from "../record-outcome.ts";
import type { Chosen, Claimed } from "../store/dispatch.ts";
import type { Reach } from "./frontier.ts";
import type { Hold, ProtectedLane } from "./protected-lane.ts";

export type Working = Lane &
  Reach & {
    session: Session;
    sender: LaneSender;
    /** Null for numbers that nothing protects. */
    guard: ProtectedLane | null;
    /** What a protected number sends next. */
    next: { claim: Chosen; go: Go } | null;
    /** What the lane's breaker makes it wait for; null while it is closed. */
    silent: Hold | null;
    /** What its tenant's plan makes it wait for; null while something may leave. */
    capped: Hold | null;
    /** Its tenant's rules put off most of what was looked at last: the next look goes further. */
    looksFar: boolean;
    /** The end of the rest that was told last; 0 before the first. */
    restTold: number;
  };

export type State = {
  deps: DispatcherDeps;
  /** Held shards and the epoch each was gained at. */
  epochs: Map<number, string>;
  /** When each of them became ours: what was spent of a limit before is not known here. */
  gainedAt: Map<number, number>;
  /** By sender, those that are not closed: a lane that goes and comes back finds what it knew of its provider. */
  breakers: Map<string, Breaker>;
  lanes: Map<string, Working>;
  pairs: Pairs;
  recorder: Recorder;
  /** Attempts claimed by this process and not yet recorded, and whose lane each is of. */
  flying: Map<string, string>;
  /** The last claim's answer did not come: it may have been committed all the same. */
  claimFailed: boolean;
  idle: { done(): void; test(): boolean }[];
  stopping: AbortController;
  /** The next claim: when it is set for, Infinity when none is. */
  look: { cancel: (() => void) | null; at: number; claim(): Promise<void> };
  claiming: boolean;
  claimedAt: number;
  /** How many messages the next claim may take. */
  claimMax: number;
  endPoll: (() => void) | null;
};

/** An attempt's name; a transport carries it to the provider and back. */
export function nameOf(message: Pick<Claimed, "id" | "tries">): string {
  return `${message.id}.${message.tries}`;
}

export function whenIdle(state: State, test: () => boolean): Promise<void> {
  return test() ? Promise.resolve() : new Promise((done) => state.idle.push({ done, test }));
}

/** Tells those who wait for something to end that something has. */
export function tellIdle(state: State): void {
  for (const waiter of state.idle.filter(({ test }) => test())) {
    state.idle.splice(state.idle.indexOf(waiter), 1);
    waiter.done();
  }
}

/** Background work reports its errors and goes on; the poll is the next try. */
export async function attempt(state: State, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    state.deps.onError(error instanceof Error ? error : new Error(String(error)));
  }
}

const againMs = 300;

/** For what nobody else will do: tried until it is done, or not wanted any more. */
export async function attemptUntilDone(
  state: State,
  isWanted: () => boolean,
  work: () => Promise<void>,
): Promise<void> {
  let isDone = false;
  while (!isDone && isWanted()) {
    await attempt(state, async () => {
      await work();
      isDone = true;
    });
    if (!isDone) await new Promise<void>((resolve) => state.deps.clock.after(againMs, resolve));
  }
}
