// Claiming: what each lane may take now is taken in one statement for all lanes, and every message goes its way.

import { allowance, nextLook } from "../lane.ts";
import { take } from "../pacing.ts";
import type { LaneAllowance } from "../store/dispatch.ts";
import { claimProtected } from "./choose.ts";
import { claimSoon } from "./look.ts";
import { sendClaimed } from "./send.ts";
import { attempt, type State, tellIdle } from "./state.ts";
import { settleStrays } from "./strays.ts";

/** Sends under way on this node; beyond it lanes share what is left. Measured: 2,000 keep two cores busy. */
const inFlightMax = 2_000;
/** Claims of busy lanes are gathered: at 72 messages/s a lane gains a token every 14 ms. */
const gatherMs = 20;

export async function claimDue(state: State): Promise<void> {
  const { clock } = state.deps;
  state.claiming = true;
  state.look.at = Number.POSITIVE_INFINITY;
  state.claimedAt = clock.monotonic();
  await attempt(state, () => claimOnce(state));
  state.claiming = false;
  tellIdle(state);
  const now = clock.monotonic();
  // Asked for while the claim ran, or the first token any hot lane will have.
  let next = state.look.at;
  for (const lane of state.lanes.values())
    next = Math.min(next, Math.max(now + gatherMs, nextLook(lane, now)));
  state.look.at = Number.POSITIVE_INFINITY;
  if (next !== Number.POSITIVE_INFINITY) claimSoon(state, Math.max(0, next - now));
}

async function claimOnce(state: State): Promise<void> {
  const { node, store, counters } = state.deps;
  const id = node.id();
  if (id === null || !node.mayWork() || state.stopping.signal.aborted) return;
  const allowances = allowAll(state);
  if (allowances.length === 0) return;
  if (state.claimFailed) {
    await settleStrays(
      state,
      [...state.epochs].map(([shard, epoch]) => ({ shard, epoch })),
    );
  }
  // Until its answer is here, nobody knows whether a claim was committed.
  state.claimFailed = true;
  const isProtected = ({ sender_id }: LaneAllowance): boolean =>
    (state.lanes.get(sender_id)?.guard ?? null) !== null;
  const free = allowances.filter((each) => !isProtected(each));
  if (free.length > 0) {
    const claimed = await store.claim(id, free);
    counters.claimed(claimed.length);
    spend(state, free, claimed);
    for (const message of claimed) void sendClaimed(state, message);
  }
  if (free.length < allowances.length) await claimProtected(state, id, allowances.filter(isProtected));
  state.claimFailed = false;
}

function allowAll(state: State): LaneAllowance[] {
  const now = state.deps.clock.monotonic();
  const hot = [...state.lanes.values()].filter((lane) => lane.hot);
  const share = Math.max(1, Math.floor((inFlightMax - state.flying.size) / Math.max(1, hot.length)));
  if (state.flying.size >= inFlightMax) return [];
  return hot.flatMap((lane) => {
    const allowed = allowance(lane, share, state.epochs.get(lane.shard) ?? "", now);
    return allowed === null ? [] : [allowed];
  });
}

function spend(
  state: State,
  allowances: readonly LaneAllowance[],
  claimed: readonly { sender_id: string }[],
): void {
  const taken = new Map<string, number>();
  for (const message of claimed) taken.set(message.sender_id, (taken.get(message.sender_id) ?? 0) + 1);
  for (const { sender_id, normal } of allowances) {
    const lane = state.lanes.get(sender_id);
    if (lane === undefined) continue;
    const count = taken.get(sender_id) ?? 0;
    lane.bucket = take(lane.bucket, count);
    // A claim that was allowed more than it found has emptied the lane of due messages.
    lane.hot = lane.hot && count >= normal;
  }
}
