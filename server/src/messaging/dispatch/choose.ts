// Choosing: which message a protected number sends next, and until when the ones before it are held back.

import { judge, type Standing, standingOf, type Wait } from "../../senders/index.ts";
import { take } from "../pacing.ts";
import type { Claimed, LaneAllowance } from "../store/dispatch.ts";
import type { DeferredRow } from "../store/hold.ts";
import type { CandidateRow } from "../store/review.ts";
import { candidateOf, type ProtectedLane, waitedFor } from "./protected-lane.ts";
import { sendClaimed } from "./send.ts";
import type { State, Working } from "./state.ts";

/** Enough to find one that may go among many that may not, few enough to read for hundreds of numbers. */
const candidatesMax = 20;

type Review = { lane: Working; guard: ProtectedLane; epoch: string; hasToken: boolean };
type Reviewed = Review & { rows: CandidateRow[] };

/** Claims at most one message per lane: the gap that follows it is what such a number lives by. */
export async function claimProtected(
  state: State,
  node: string,
  allowances: readonly LaneAllowance[],
): Promise<Claimed[]> {
  const { store, counters } = state.deps;
  const reviewed = await review(state, allowances);
  const deferred = reviewed.flatMap((each) => decide(state, each));
  if (deferred.length > 0) await store.protected.defer(deferred);
  const chosen = reviewed.flatMap(({ lane }) => (lane.next === null ? [] : [lane.next.claim]));
  if (chosen.length === 0) return [];
  const claimed = await store.protected.claim(node, chosen);
  counters.claimed(claimed.length);
  for (const message of claimed) {
    const lane = state.lanes.get(message.sender_id);
    if (lane !== undefined) lane.bucket = take(lane.bucket, 1);
    void sendClaimed(state, message);
  }
  return claimed;
}

async function review(state: State, allowances: readonly LaneAllowance[]): Promise<Reviewed[]> {
  const now = state.deps.node.now();
  const lanes = allowances.flatMap(({ sender_id, epoch, normal }): Review[] => {
    const lane = state.lanes.get(sender_id);
    const guard = lane?.guard ?? null;
    if (lane === undefined || guard === null) return [];
    return [{ lane, guard, epoch, hasToken: normal >= 1 }];
  });
  const rows = await state.deps.store.protected.candidates(
    lanes.map(({ lane, guard, hasToken }) => ({
      tenant_id: lane.tenantId,
      sender_id: lane.senderId,
      // Login codes come first, and there is seldom more than one.
      most: hasToken && (guard.held === null || guard.held.until <= now) ? candidatesMax : 1,
    })),
  );
  const bySender = Map.groupBy(rows, (row) => row.sender_id);
  return lanes.map((each) => ({ ...each, rows: bySender.get(each.lane.senderId) ?? [] }));
}

/** Sets the lane's next message, or holds the lane; answers what is held back message by message. */
function decide(state: State, { lane, guard, epoch, hasToken, rows }: Reviewed): DeferredRow[] {
  const { clock, node } = state.deps;
  const now = node.now();
  const standing: Standing = standingOf(guard.protection, guard.remembered.facts, now);
  const deferred: DeferredRow[] = [];
  lane.next = null;
  guard.held = null;
  for (const row of rows) {
    const verdict = judge(candidateOf(guard, row), standing, now, () => clock.random());
    if (verdict.kind === "go") {
      if (!hasToken && row.category !== "authentication") return deferred;
      const claim = { ...placeOf(row), shard: lane.shard, epoch, waited: waitedFor(guard, row) };
      lane.next = { claim, go: verdict };
      return deferred;
    }
    if (verdict.scope === "number") {
      hold(lane, guard, verdict);
      return deferred;
    }
    deferred.push(deferral(row, verdict));
  }
  // All of them were held back one by one, so there may be more behind them.
  lane.hot = rows.length === candidatesMax;
  return deferred;
}

function hold(lane: Working, guard: ProtectedLane, { until, reason }: NonNullable<ProtectedLane["held"]>) {
  guard.held = { until, reason };
  lane.hot = false;
}

function deferral(row: CandidateRow, { until, reason }: Wait): DeferredRow {
  return {
    ...placeOf(row),
    heard_at: row.last_heard_at?.toISOString() ?? null,
    until: until.toISOString(),
    ...reason,
  };
}

function placeOf({ tenant_id, sender_id, recipient, id }: CandidateRow) {
  return { tenant_id, sender_id, recipient, id };
}
