// Plans in the control process: what their routes and jobs need of the rooms beside them.

import { costOf, type Rate, readRateCard, serviceAllowance } from "../accounts/index.ts";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import type { ScheduledJob } from "../kernel/jobs.ts";
import type { GateRoute, Route } from "../kernel/route.ts";
import { countSeats } from "../people/index.ts";
import {
  assign,
  findPlan,
  planRoutes,
  plansJobs,
  plansPlatformRoutes,
  type Pricer,
  usageRoutes,
} from "../plans/index.ts";
import { countWebhookEndpoints } from "../webhooks/index.ts";
import type { House } from "./house.ts";

type PlansHouse = Pick<House, "engine" | "newId" | "plans">;

const now = (): Date => new Date();

export function ownPlanRoutes({ newId }: Pick<House, "newId">): Route[] {
  const seats = async (tx: Tx, tenantId: string): Promise<number> =>
    (await countSeats(tx, [tenantId, null]))[0]?.count ?? 0;
  return [
    ...planRoutes({ now, countSeats: seats, countEndpoints: countWebhookEndpoints }),
    ...usageRoutes({ now, newId, pricerOf }),
  ];
}

export function planGates({ engine, newId, plans }: PlansHouse): GateRoute[] {
  return plansPlatformRoutes({ engine, newId, now, inForce: plans.inForce });
}

/** By its name, the newest version of it that is not archived. */
export async function choosePlan(
  tx: Tx,
  { tenantId, plan }: { tenantId: string; plan: string },
): Promise<void> {
  const [found] = await findPlan(tx, [plan]);
  if (found === undefined) {
    throw new AppError("invalid_request", "The body is not valid.", {
      errors: [{ path: "/plan", message: "is no plan's name" }],
    });
  }
  await assign(tx, { tenantId, planId: found.id, overrides: {}, since: null });
}

export function planJobs({ engine, newId }: PlansHouse): ScheduledJob[] {
  return plansJobs({ engine, newId, now, pricerOf });
}

/**
 * By the tenant's own rate card, and Meta's dated rules about what is charged. A free-form message is only delivered
 * within an open window; a template is reckoned as outside of one, because what it cost within is known to Meta alone.
 */
async function pricerOf(tx: Tx, tenantId: string): Promise<Pricer> {
  const rates = await readRateCard(tx, tenantId);
  return {
    steps: [...new Set([serviceAllowance, ...rates.map(({ volumeFrom }) => volumeFrom)])].filter(Boolean),
    priceOf: (asked) => {
      const { isTemplate, country, day, serviceDelivered, volume } = asked;
      const at = new Date(`${day}T12:00:00Z`);
      const category = isTemplate ? (asked.category as Exclude<Rate["category"], typeof abroad>) : "service";
      const cost = costOf(
        { category, country, at, windowOpen: !isTemplate, serviceDelivered, volume },
        rates,
      );
      if (cost.kind === "unknown") return null;
      if (cost.kind === "free") return { amount: "free" };
      return { amount: { currency: cost.currency, amount_micros: cost.amountMicros } };
    },
  };
}

const abroad = "authentication_international";
