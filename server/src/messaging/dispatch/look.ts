// When the dispatcher looks for due messages: at once when nudged, when a lane has its next token, and every second.

import { attempt, type State } from "./state.ts";
import { tellRests } from "./tell-rests.ts";

/** Nudges may come thousands of times a second; claims need not. */
const spacingMs = 4;
const pollMs = 1_000;
const expiredPerPoll = 1_000;

/** Lanes of these shards may have due messages; null means any. */
export function wakeLanes(state: State, shards: readonly number[] | null): void {
  const wanted = shards === null ? null : new Set(shards);
  for (const lane of state.lanes.values()) {
    if (wanted === null || wanted.has(lane.shard)) Object.assign(lane, { hot: true, nudged: true });
  }
  claimSoon(state, 0);
}

/** The net under the nudges: due times that have come, notices that were lost, times to live that ran out. */
export function pollLanes(state: State): void {
  state.endPoll = state.deps.clock.after(pollMs, () => {
    pollLanes(state);
    wakeLanes(state, null);
    void attempt(state, () => state.deps.store.expire(expiredPerPoll));
    void attempt(state, () => tellRests(state));
  });
}

/** Sets the next claim, unless an earlier one is set already; a running claim looks again when it ends. */
export function claimSoon(state: State, afterMs: number): void {
  const { look, deps } = state;
  const now = deps.clock.monotonic();
  const at = Math.max(now + afterMs, state.claimedAt + spacingMs);
  if (at >= look.at) return;
  look.cancel?.();
  look.cancel = null;
  look.at = at;
  if (!state.claiming) look.cancel = deps.clock.after(at - now, () => void look.claim());
}
