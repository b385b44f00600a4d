// What one attempt's outcome says about its whole lane: a throttle, a pause, a provider that does not answer.

import type { Outcome } from "../../transports/transport.ts";
import { afterOutcome, closedBreaker, isOpen } from "../breaker.ts";
import type { LaneSender } from "../dispatcher.ts";
import { refreshLanes } from "./lanes.ts";
import type { Hold } from "./protected-lane.ts";
import { attemptUntilDone, type State, type Working } from "./state.ts";

/** `sender` is as it was when the attempt began. */
export type Heard = { outcome: Outcome; startedAt: number; sender: LaneSender };

export async function hearOutcome(state: State, lane: Working, heard: Heard): Promise<void> {
  // A protected number has a breaker of its own, which its next owner remembers.
  if (lane.guard === null) watchSilence(state, lane, heard);
  await applyScope(state, lane, heard);
}

function watchSilence({ deps, breakers, lanes }: State, lane: Working, { outcome, startedAt }: Heard): void {
  const { clock, node } = deps;
  const now = clock.monotonic();
  const ended = { kind: outcome.kind, startedAt, now, random: clock.random() };
  const known = breakers.get(lane.senderId) ?? closedBreaker;
  const breaker = afterOutcome(known, ended);
  if (breaker === known) return;
  if (breaker === closedBreaker) breakers.delete(lane.senderId);
  else breakers.set(lane.senderId, breaker);
  // The lane may have gone and come back since the attempt began.
  const current = lanes.get(lane.senderId) ?? lane;
  const until = new Date(node.now().getTime() + breaker.until - now);
  current.breaker = breaker;
  current.silent = isOpen(breaker) ? { until, reason: silence(breaker.doubts) } : null;
}

function silence(doubts: number): Hold["reason"] {
  return { code: "breaker", text: `its provider does not answer: ${doubts} messages in a row are in doubt` };
}

/** A provider's word about the whole sender stops its lane: for a while, or until a person acts. */
async function applyScope(state: State, lane: Working, { outcome, sender }: Heard): Promise<void> {
  if (outcome.kind !== "later" || outcome.scope !== "sender") return;
  const { clock, pauseSender } = state.deps;
  if (outcome.afterMs !== null) {
    lane.restUntil = Math.max(lane.restUntil, clock.monotonic() + outcome.afterMs);
    return;
  }
  if (lane.pausedUntil === Number.POSITIVE_INFINITY) return;
  lane.pausedUntil = Number.POSITIVE_INFINITY;
  // What is stopped here and nowhere else would stand still for ever: nobody knows of it who could let it go on.
  const isOurs = (): boolean => state.lanes.get(lane.senderId) === lane;
  await attemptUntilDone(state, isOurs, async () => {
    // Who has changed the sender since may just have mended what the attempt failed of.
    if (!(await pauseSender(sender, outcome.error.code))) await refreshLanes(state, [lane.shard]);
  });
}
