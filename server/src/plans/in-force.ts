// Which tenants are held to a plan, remembered for a moment: every message asks, and most tenants have none.

import type { PlanCaps } from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import { readPlansInForce } from "./store/plan.ts";

export type Held = { caps: PlanCaps; zone: string };

export type PlansInForce = {
  /** Null for a tenant without a plan. A change is known within `rememberMs`. */
  of(tenantId: string): Promise<Held | null> | Held | null;
  /** What is known of it now, for who cannot wait; asks anew behind the scenes. Null too before anything is known. */
  lately(tenantId: string): Held | null;
  /** Resolves when something is known. */
  known(): Promise<void>;
  forget(): void;
};

export const rememberMs = 5_000;

/** All plans are one small statement, so nobody pays for a tenant that has none. */
export function createPlansInForce(deps: {
  engine: Tx;
  /** Milliseconds that only go forward. */
  monotonic(): number;
  onError(error: Error): void;
}): PlansInForce {
  let plans: ReadonlyMap<string, Held> | null = null;
  let until = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | null = null;
  const read = async (): Promise<void> => {
    // What is asked now may not know of what changes meanwhile: it counts from here.
    const asked = deps.monotonic();
    try {
      const rows = await readPlansInForce(deps.engine, []);
      plans = new Map(rows.map(({ tenant_id, caps, time_zone: zone }) => [tenant_id, { caps, zone }]));
      until = asked + rememberMs;
    } catch (error) {
      // Better yesterday's caps than no answer; without any, nobody knows what may be accepted.
      if (plans === null) throw error;
      until = asked + rememberMs;
      deps.onError(error instanceof Error ? error : new Error(String(error)));
    } finally {
      reading = null;
    }
  };
  const isFresh = (): boolean => plans !== null && deps.monotonic() < until;
  const refresh = (): Promise<void> => (reading ??= read());
  return {
    of: (tenantId) =>
      isFresh() ? (plans?.get(tenantId) ?? null) : refresh().then(() => plans?.get(tenantId) ?? null),
    lately: (tenantId) => {
      if (!isFresh()) refresh().catch(deps.onError);
      return plans?.get(tenantId) ?? null;
    },
    known: () => (plans === null ? refresh() : Promise.resolve()),
    forget: () => {
      until = Number.NEGATIVE_INFINITY;
    },
  };
}
