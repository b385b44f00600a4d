// The plans as one process holds to them: opened with it, and what it has left given back when it stops.

import { randomUUID } from "node:crypto";
import type { Database } from "../kernel/db.ts";
import type { Mode } from "../kernel/route.ts";
import { type AllowanceClock, createAllowances } from "./allowances/allowances.ts";
import { createPurse, type Purse } from "./allowances/purse.ts";
import { type Reservation, reserve } from "./allowances/reserve.ts";
import { createPlansInForce, type PlansInForce } from "./in-force.ts";
import type { Use } from "./store/window.ts";

export type Plans = {
  inForce: PlansInForce;
  /** For who accepts: null for a tenant that is held to nothing. */
  reserve(owner: Owner, count: number, now: Date): Promise<Reservation | null>;
  /** For who lets leave: one for each tenant and mode. */
  purseOf(owner: Owner): Purse;
  stop(): Promise<void>;
};

type Owner = { tenantId: string; mode: Mode };

export type PlansDeps = {
  engine: Database;
  use: Use;
  onError(error: Error): void;
  clock?: AllowanceClock;
};

const sweepMs = 1_000;
const systemClock: AllowanceClock = { now: Date.now, monotonic: () => performance.now() };

export function openPlans({ engine, use, onError, clock = systemClock }: PlansDeps): Plans {
  const inForce = createPlansInForce({ engine, monotonic: clock.monotonic, onError });
  const allowances = createAllowances({ engine, inForce, use, holder: randomUUID(), clock, onError });
  const purses = new Map<string, Purse>();
  let sweeping: Promise<void> | null = null;
  // One at a time: a slow database is not asked again before it has answered.
  const timer = setInterval(() => {
    sweeping ??= allowances
      .sweep()
      .catch(onError)
      .finally(() => (sweeping = null));
  }, sweepMs);
  timer.unref();
  return {
    inForce,
    reserve: (owner, count, now) => reserve(allowances, owner, count, now),
    purseOf: ({ tenantId, mode }) => {
      const name = `${tenantId} ${mode}`;
      const known = purses.get(name) ?? createPurse(allowances, { tenantId, mode });
      purses.set(name, known);
      return known;
    },
    stop: async () => {
      clearInterval(timer);
      await sweeping;
      await allowances.stop().catch(onError);
    },
  };
}
