// The statement by which a tenant reads its own assignment.

import type { PlanCaps } from "@waypost/contract";
import { statement } from "../../kernel/db.ts";

export type Assigned = {
  plan_id: string | null;
  name: string | null;
  version: number | null;
  since: Date;
  caps: PlanCaps;
  time_zone: string;
};

/** Values: [tenant]. */
export const readAssigned = statement<Assigned>(
  "read_assigned_plan",
  `select a.plan_id, a.plan_name as name, a.plan_version as version, a.since, a.caps, t.time_zone
   from tenant_plan a join tenant t on t.id = a.tenant_id
   where a.tenant_id = $1 and a.since <= now() order by a.since desc limit 1`,
);
