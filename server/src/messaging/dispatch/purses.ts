// What a tenant's plan lets leave: the lanes of one tenant share a purse, and a claim takes no more than is in it.

import type { Claimed, LaneAllowance } from "../store/dispatch.ts";
import type { State, Working } from "./state.ts";

/** How many of a tenant's messages may leave this node now. */
export type Purse = {
  /** Sets aside as many as there are, up to `wants`. */
  take(wants: number): {
    count: number;
    /** Until when there is nothing, and why; null while there may be more in a moment. */
    wait: { until: Date; text: string } | null;
    /** After the claim: what it took, and how many of these for the first time. The rest goes back. */
    settle(used: { attempts: number; messages: number }): void;
  };
};

export type Within = { allowances: readonly LaneAllowance[]; settle(claimed: readonly Claimed[]): void };

/** What is left of these allowances by their tenants' plans. Costs nothing where no lane has a purse. */
export function withinPlans(state: State, allowances: readonly LaneAllowance[]): Within {
  const purseOf = ({ sender_id }: Pick<LaneAllowance, "sender_id">): Purse | undefined =>
    state.lanes.get(sender_id)?.sender.purse;
  if (!allowances.some((each) => purseOf(each) !== undefined)) return { allowances, settle: () => undefined };
  const settlements: ((claimed: readonly Claimed[]) => void)[] = [];
  const within = [...Map.groupBy(allowances, purseOf)].flatMap(([purse, lanes]) => {
    if (purse === undefined) return lanes;
    const taken = purse.take(lanes.reduce((sum, { urgent }) => sum + urgent, 0));
    for (const lane of lanes) letWait(state, lane, taken.wait);
    settlements.push((claimed) => {
      const own = claimed.filter((message) => purseOf(message) === purse);
      taken.settle({ attempts: own.length, messages: own.filter(({ tries }) => tries === 1).length });
    });
    return cutTo(taken.count, lanes);
  });
  return {
    allowances: within,
    settle: (claimed) => settlements.forEach((settle) => settle(claimed)),
  };
}

/** `urgent` is what a lane may take at most, login codes or not. */
function cutTo(count: number, lanes: readonly LaneAllowance[]): LaneAllowance[] {
  let left = count;
  return lanes.flatMap((lane) => {
    const urgent = Math.min(lane.urgent, left);
    left -= urgent;
    return urgent === 0 ? [] : [{ ...lane, urgent, normal: Math.min(lane.normal, urgent) }];
  });
}

/** A larger plan, or what another node gives back, is found within a second. */
const lookAgainMs = 1_000;

function letWait(
  state: State,
  { sender_id }: LaneAllowance,
  wait: { until: Date; text: string } | null,
): void {
  const lane: Working | undefined = state.lanes.get(sender_id);
  if (lane === undefined) return;
  lane.capped = wait === null ? null : { until: wait.until, reason: { code: "plan_limit", text: wait.text } };
  if (wait === null) return;
  const { clock, node } = state.deps;
  const restMs = Math.min(lookAgainMs, Math.max(1, wait.until.getTime() - node.now().getTime()));
  lane.restUntil = Math.max(lane.restUntil, clock.monotonic() + restMs);
}
