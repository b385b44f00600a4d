// Claiming: what each lane may take now is taken in one statement for all lanes, and every message goes its way.

import { nextLook } from "../lane.ts";
import { take } from "../pacing.ts";
import type { Claimed, LaneAllowance } from "../store/dispatch.ts";
import { allowAll, nextClaimMax } from "./allow.ts";
import { claimProtected } from "./choose.ts";
import { claimRuled, rulesOf } from "./claim-ruled.ts";
import { fromFrontiers, moveFrontiers, restWhole } from "./frontier.ts";
import { claimSoon } from "./look.ts";
import { withinPlans } from "./purses.ts";
import { sendClaimed } from "./send.ts";
import { attempt, type State, tellIdle, type Working } from "./state.ts";
import { settleUnheard } from "./strays.ts";

/** Claims of busy lanes are gathered: at 72 messages/s a lane gains a token every 14 ms. */
const gatherMs = 20;

export async function claimDue(state: State): Promise<void> {
  const { clock } = state.deps;
  state.claiming = true;
  state.look.at = Number.POSITIVE_INFINITY;
  state.claimedAt = clock.monotonic();
  const found = { count: 0 };
  await attempt(state, async () => void (found.count = await claimOnce(state)));
  state.claiming = false;
  tellIdle(state);
  const now = clock.monotonic();
  // Asked for while the claim ran, or the first token any hot lane will have.
  let next = state.look.at;
  // A claim cut to its size has left more behind.
  const soonest = found.count >= state.claimMax / 2 ? now : now + gatherMs;
  for (const lane of state.lanes.values()) next = Math.min(next, Math.max(soonest, nextLook(lane, now)));
  state.look.at = Number.POSITIVE_INFINITY;
  if (next !== Number.POSITIVE_INFINITY) claimSoon(state, Math.max(0, next - now));
}

/** Answers how many it has taken of the lanes that nothing protects. */
async function claimOnce(state: State): Promise<number> {
  const { node } = state.deps;
  const id = node.id();
  if (id === null || !node.mayWork() || state.stopping.signal.aborted) return 0;
  const { allowances, settle } = withinPlans(state, allowAll(state));
  const claimed: Claimed[] = [];
  try {
    return await claimAllowed(state, id, allowances, claimed);
  } finally {
    // What was claimed without our hearing of it goes back to its lane, and nothing of it has left.
    settle(claimed);
  }
}

/** `all` is filled with what was claimed, as far as that is known. */
async function claimAllowed(
  state: State,
  id: string,
  allowances: readonly LaneAllowance[],
  all: Claimed[],
): Promise<number> {
  if (allowances.length === 0) return 0;
  if (state.claimFailed) await settleUnheard(state);
  // Until its answer is here, nobody knows whether a claim was committed.
  state.claimFailed = true;
  const kinds = Object.groupBy(allowances, ({ sender_id }) => kindOf(state.lanes.get(sender_id)));
  const claimed = kinds.free === undefined ? [] : await claimFree(state, id, kinds.free);
  launch(state, claimed, all);
  if (kinds.ruled !== undefined) await claimAndPutOff(state, id, kinds.ruled, all);
  if (kinds.protected !== undefined) await claimProtected(state, id, kinds.protected, all);
  state.claimFailed = false;
  return claimed.length;
}

function kindOf(lane: Working | undefined): "free" | "ruled" | "protected" {
  if ((lane?.guard ?? null) !== null) return "protected";
  return rulesOf(lane) === null ? "free" : "ruled";
}

function launch(state: State, claimed: readonly Claimed[], all: Claimed[]): void {
  all.push(...claimed);
  if (claimed.length > 0) state.deps.counters.claimed(claimed.length);
  for (const message of claimed) void sendClaimed(state, message);
}

async function claimAndPutOff(
  state: State,
  node: string,
  allowances: readonly LaneAllowance[],
  all: Claimed[],
): Promise<void> {
  const { claimed, putOff } = await claimRuled(state, node, allowances);
  spend(state, allowances, claimed);
  launch(state, claimed, all);
  // It failed: what was to wait is still due, and is looked at again.
  await attempt(state, () => state.deps.store.ruled.putOff(putOff));
}

/** Lanes count as asked from here on: a nudge that comes while the answer is on its way makes them due again. */
async function claimFree(
  state: State,
  node: string,
  allowances: readonly LaneAllowance[],
): Promise<Claimed[]> {
  const lanes = allowances.flatMap(({ sender_id }) => state.lanes.get(sender_id) ?? []);
  for (const lane of lanes) Object.assign(lane, { hot: false, nudged: false });
  try {
    const { store, clock } = state.deps;
    const asking = clock.monotonic();
    const asked = fromFrontiers(allowances, state.lanes, asking);
    const claimed = await store.claim(node, asked);
    const now = clock.monotonic();
    const tookMs = now - asking;
    restWhole(asked, state.lanes, { now, tookMs });
    state.claimMax = nextClaimMax(state.claimMax, claimed.length, tookMs);
    moveFrontiers(state.lanes, claimed);
    spend(state, allowances, claimed);
    return claimed;
  } catch (error) {
    for (const lane of lanes) Object.assign(lane, { hot: true, nudged: true });
    throw error;
  }
}

function spend(
  state: State,
  allowances: readonly LaneAllowance[],
  claimed: readonly { sender_id: string }[],
): void {
  const taken = new Map<string, number>();
  for (const message of claimed) taken.set(message.sender_id, (taken.get(message.sender_id) ?? 0) + 1);
  for (const { sender_id, normal, urgent } of allowances) {
    const lane = state.lanes.get(sender_id);
    if (lane === undefined) continue;
    const count = taken.get(sender_id) ?? 0;
    lane.bucket = take(lane.bucket, count);
    // A claim that was allowed more than it found has emptied the lane of due messages.
    lane.hot ||= count >= normal;
    lane.nudged ||= count >= urgent;
  }
}
