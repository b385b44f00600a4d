// Choosing: which message a protected number sends next, and until when the ones before it are held back.

import { judge, type Standing, standingOf, type Wait } from "../../senders/index.ts";
import { take } from "../pacing.ts";
import type { RuledLook } from "../lane-store.ts";
import type { Chosen, Claimed, LaneAllowance } from "../store/dispatch.ts";
import type { DeferredRow } from "../store/hold.ts";
import type { PutOffRow } from "../store/put-off.ts";
import type { CandidateRow } from "../store/review.ts";
import { cappedTenants, putOffRow, rulesOf } from "./claim-ruled.ts";
import { candidateOf, type ProtectedLane, waitedFor } from "./protected-lane.ts";
import { rule, type Ruled, type RuleLook, type Ruling } from "./ruling.ts";
import { sendClaimed } from "./send.ts";
import { attempt, type State, type Working } from "./state.ts";

/** Enough to find one that may go among many that may not, few enough to read for hundreds of numbers. */
const candidatesMax = 20;

type Review = { lane: Working; guard: ProtectedLane; epoch: string; hasToken: boolean };
type Reviewed = Review & { rows: CandidateRow[] };

/**
 * Claims at most one message per lane: the gap that follows it is what such a number lives by. `all` is filled with
 * what was claimed.
 */
export async function claimProtected(
  state: State,
  node: string,
  allowances: readonly LaneAllowance[],
  all: Claimed[],
): Promise<void> {
  const lanes = lanesOf(state, allowances);
  const { store } = state.deps;
  const [ruled, plain] = [lanes.filter(hasRules), lanes.filter((each) => !hasRules(each))];
  if (plain.length > 0) {
    const { deferred, chosen } = await review(state, store.protected, plain);
    if (deferred.length > 0) await store.protected.defer(deferred);
    if (chosen.length > 0) send(state, await store.protected.claim(node, chosen), all);
  }
  if (ruled.length > 0) await claimRuled(state, node, ruled, all);
}

/** The same with what the tenant's rules say: looked at and taken as one, because they count. */
async function claimRuled(
  state: State,
  node: string,
  lanes: readonly Review[],
  all: Claimed[],
): Promise<void> {
  const { store } = state.deps;
  const ruled = lanes.flatMap(({ lane }) => {
    const rules = rulesOf(lane);
    return rules === null ? [] : [{ lane, rules }];
  });
  const { claimed, deferred, putOff } = await store.ruled.within(
    cappedTenants(ruled),
    async (look, isOurs) => {
      const ours = lanes.filter(({ lane }) => isOurs(lane.tenantId));
      const { chosen, ...held } = await review(state, look, ours, look);
      return { ...held, claimed: chosen.length === 0 ? [] : await look.claim(node, chosen) };
    },
  );
  send(state, claimed, all);
  await attempt(state, async () => {
    if (deferred.length > 0) await store.protected.defer(deferred);
    await store.ruled.putOff(putOff);
  });
}

function hasRules({ lane }: Review): boolean {
  return rulesOf(lane) !== null;
}

function send(state: State, claimed: readonly Claimed[], all: Claimed[]): void {
  all.push(...claimed);
  state.deps.counters.claimed(claimed.length);
  for (const message of claimed) {
    const lane = state.lanes.get(message.sender_id);
    if (lane !== undefined) lane.bucket = take(lane.bucket, 1);
    void sendClaimed(state, message);
  }
}

function lanesOf(state: State, allowances: readonly LaneAllowance[]): Review[] {
  return allowances.flatMap(({ sender_id, epoch, normal }): Review[] => {
    const lane = state.lanes.get(sender_id);
    const guard = lane?.guard ?? null;
    if (lane === undefined || guard === null) return [];
    return [{ lane, guard, epoch, hasToken: normal >= 1 }];
  });
}

type Decided = { deferred: DeferredRow[]; putOff: PutOffRow[] };

async function review(
  state: State,
  { candidates }: Pick<RuledLook, "candidates">,
  lanes: readonly Review[],
  rules?: RuleLook,
): Promise<Decided & { chosen: Chosen[] }> {
  const now = state.deps.node.now();
  const rows = await candidates(
    lanes.map(({ lane, guard, hasToken }) => ({
      tenant_id: lane.tenantId,
      sender_id: lane.senderId,
      // Login codes come first, and there is seldom more than one.
      most: hasToken && (guard.held === null || guard.held.until <= now) ? candidatesMax : 1,
    })),
  );
  const bySender = Map.groupBy(rows, (row) => row.sender_id);
  const ruling = rules === undefined ? null : await rule(rules, rows.flatMap(ruledIn(state)), now);
  const decided = lanes.map((each) =>
    decide(state, { ...each, rows: bySender.get(each.lane.senderId) ?? [] }, ruling),
  );
  return {
    chosen: lanes.flatMap(({ lane }) => (lane.next === null ? [] : [lane.next.claim])),
    deferred: decided.flatMap(({ deferred }) => deferred),
    putOff: decided.flatMap(({ putOff }) => putOff),
  };
}

function ruledIn({ lanes }: State): (row: CandidateRow) => Ruled[] {
  return ({ tenant_id, sender_id, recipient, id }) => {
    const rules = rulesOf(lanes.get(sender_id));
    return rules === null ? [] : [{ tenant_id, recipient, id, rules }];
  };
}

/** Sets the lane's next message, or holds the lane; answers what is held back message by message. */
function decide(
  state: State,
  { lane, guard, epoch, hasToken, rows }: Reviewed,
  ruling: Ruling | null,
): Decided {
  const { clock, node } = state.deps;
  const now = node.now();
  const standing: Standing = standingOf(guard.protection, guard.remembered.facts, now);
  const decided: Decided = { deferred: [], putOff: [] };
  lane.next = null;
  guard.held = null;
  for (const row of rows) {
    const said = ruling?.of(row) ?? null;
    if (said !== null && said.kind !== "go") {
      decided.putOff.push(putOffRow(row, said));
      continue;
    }
    const verdict = judge(candidateOf(guard, row), standing, now, () => clock.random());
    if (verdict.kind === "go") {
      if (!hasToken && row.category !== "authentication") return decided;
      const rules = lane.sender.rules?.version ?? 0;
      const claim = { ...placeOf(row), shard: lane.shard, epoch, waited: waitedFor(guard, row), rules };
      lane.next = { claim, go: verdict };
      ruling?.choose(row);
      return decided;
    }
    if (verdict.scope === "number") {
      hold(lane, guard, verdict);
      return decided;
    }
    decided.deferred.push(deferral(row, verdict));
  }
  // All of them were held back one by one, so there may be more behind them.
  lane.hot = rows.length === candidatesMax;
  return decided;
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
