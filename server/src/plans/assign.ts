// Puts a tenant on a plan: its caps are settled now, since a version of a plan does not change.

import type { PlanOverrides } from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { capsWith } from "./caps.ts";
import { insertAssignment, readPlan } from "./store/plan.ts";

export type Assignment = {
  tenantId: string;
  /** Null: on none from then on. */
  planId: string | null;
  overrides: PlanOverrides;
  /** Null: from now on. */
  since: Date | null;
};

export async function assign(engine: Tx, { tenantId, planId, overrides, since }: Assignment): Promise<void> {
  const [plan] = planId === null ? [] : await readPlan(engine, [planId]);
  if (planId !== null && plan === undefined) throw new AppError("not_found", "There is no such plan.");
  if (plan !== undefined && plan.archived_at !== null)
    throw new AppError("plan_archived", `${plan.name} ${plan.version} is archived.`);
  const caps = plan === undefined ? {} : capsWith(plan.caps, overrides);
  await insertAssignment(engine, [tenantId, since, planId, JSON.stringify(overrides), JSON.stringify(caps)]);
}
