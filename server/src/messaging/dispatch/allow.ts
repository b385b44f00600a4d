// What each lane may take now: tenants share this node's places, and lanes their tenant's.

import { allowance, appetite } from "../lane.ts";
import type { LaneAllowance } from "../store/dispatch.ts";
import { type Claimant, shareOut } from "./shares.ts";
import type { State, Working } from "./state.ts";

/** Sends under way on this node, but for login codes. Measured: 2,000 keep two cores busy. */
const inFlightMax = 2_000;
/** A tenant may always have so many under way: nobody waits for the answers another's provider does not give. */
const leastPerTenant = 4;
/** One claim's messages at most, and never fewer than is worth a statement. */
const [claimLeast, claimMost] = [50, 500];
/** How long a claim should take: whoever is due meanwhile waits for it, a login code as well. */
const claimMs = 25;

export const claimMaxAtFirst = claimMost;

/** A claim that took too long is followed by smaller ones, until the database is quick again. */
export function nextClaimMax(max: number, claimed: number, tookMs: number): number {
  if (tookMs > claimMs) return Math.max(claimLeast, Math.floor(max * 0.7));
  return claimed >= max * 0.8 ? Math.min(claimMost, Math.ceil(max * 1.2)) : max;
}

/** Every tenant weighs the same. */
const weight = 1;

type Hungry = { lane: Working; wants: number };

export function allowAll(state: State): LaneAllowance[] {
  const { clock } = state.deps;
  const now = clock.monotonic();
  const hungry: Hungry[] = [];
  for (const lane of state.lanes.values()) if (lane.hot) hungry.push({ lane, wants: appetite(lane, now) });
  const tenants = [...Map.groupBy(hungry, ({ lane }) => lane.tenantId)];
  const held = heldByTenant(state);
  const claimants = tenants.map(([tenantId, lanes]) => ({
    held: held.get(tenantId) ?? 0,
    wants: lanes.reduce((sum, { wants }) => sum + wants, 0),
    weight,
  }));
  const turn = Math.floor(clock.random() * 1_000_000);
  const places = shareOut(Math.min(state.claimMax, inFlightMax - state.flying.size), claimants, turn);
  return tenants.flatMap(([, lanes], index) => {
    const own = Math.max(places[index] ?? 0, leastOf(claimants[index]));
    const shares = shareOut(own, lanes.map(claimantOf), turn);
    return lanes.flatMap(({ lane }, place) => {
      const allowed = allowance(lane, shares[place] ?? 0, state.epochs.get(lane.shard) ?? "", now);
      return allowed === null ? [] : [{ ...allowed, rules: lane.sender.rules?.version ?? 0 }];
    });
  });
}

function heldByTenant(state: State): Map<string, number> {
  const held = new Map<string, number>();
  for (const { tenantId, inFlight } of state.lanes.values())
    if (inFlight > 0) held.set(tenantId, (held.get(tenantId) ?? 0) + inFlight);
  return held;
}

function leastOf(claimant: Claimant | undefined): number {
  return claimant === undefined ? 0 : Math.min(claimant.wants, leastPerTenant - claimant.held);
}

function claimantOf({ lane, wants }: Hungry): Claimant {
  return { held: lane.inFlight, wants, weight };
}
