// Statements of plans and of who is on which.

import type { PlanCaps, PlanOverrides } from "@waypost/contract";
import { statement } from "../../kernel/db.ts";

export type PlanRow = {
  id: string;
  name: string;
  version: number;
  caps: PlanCaps;
  archived_at: Date | null;
  created_at: Date;
  tenants: number;
};

/** The latest assignment that has begun, of each tenant; ended ones among them. */
const current = `(select distinct on (tenant_id) tenant_id, since, plan_id, overrides, caps from tenant_plan
   where since <= now() order by tenant_id, since desc)`;

const planColumns = `p.id, p.name, p.version, p.caps, p.archived_at, p.created_at,
  (select count(*)::int from ${current} as held where held.plan_id = p.id) as tenants`;

export const listPlans = statement<PlanRow>(
  "list_plans",
  `select ${planColumns} from plan p order by p.name, p.version desc`,
);

/** Values: [id]. */
export const readPlan = statement<PlanRow>("read_plan", `select ${planColumns} from plan p where p.id = $1`);

/** The newest version that is not archived. Values: [name]. */
export const findPlan = statement<{ id: string }>(
  "find_plan",
  "select id from plan where name = $1 and archived_at is null order by version desc limit 1",
);

/** Of versions made at once one is first; the other finds no row and asks again. Values: [id, name, caps as JSON]. */
export const insertPlan = statement<{ id: string }>(
  "insert_plan",
  `insert into plan (id, name, version, caps)
   select $1, $2, coalesce(max(version), 0) + 1, $3 from plan where name = $2
   on conflict (name, version) do nothing returning id`,
);

/** Values: [id, whether archived]. */
export const archivePlan = statement<{ id: string }>(
  "archive_plan",
  `update plan set archived_at = case when $2 then coalesce(archived_at, now()) end where id = $1 returning id`,
);

/** Only one that nobody is or was on. Values: [id]. */
export const deletePlan = statement<{ id: string }>(
  "delete_plan",
  `delete from plan p where p.id = $1 and not exists (select from tenant_plan where plan_id = p.id) returning p.id`,
);

/** Of several for one moment the last holds. Values: [tenant, since or null for now, plan, overrides, caps]. */
export const insertAssignment = statement<never>(
  "insert_tenant_plan",
  `insert into tenant_plan (tenant_id, since, plan_id, plan_name, plan_version, overrides, caps)
   select $1, coalesce($2, now()), $3, p.name, p.version, $4, $5
   from (select) as one left join plan p on p.id = $3
   on conflict (tenant_id, since) do update
   set plan_id = excluded.plan_id, plan_name = excluded.plan_name, plan_version = excluded.plan_version,
       overrides = excluded.overrides, caps = excluded.caps`,
);

export type AssignmentRow = {
  since: Date;
  plan_id: string | null;
  name: string | null;
  version: number | null;
  overrides: PlanOverrides;
  caps: PlanCaps;
  has_begun: boolean;
};

/** From the newest on. Values: [tenant]. */
export const readAssignments = statement<AssignmentRow>(
  "read_tenant_plans",
  `select since, plan_id, plan_name as name, plan_version as version, overrides, caps, since <= now() as has_begun
   from tenant_plan where tenant_id = $1 order by since desc limit 100`,
);

export const readPlansInForce = statement<{ tenant_id: string; caps: PlanCaps; time_zone: string }>(
  "read_plans_in_force",
  `select held.tenant_id, held.caps, t.time_zone
   from ${current} as held join tenant t on t.id = held.tenant_id where held.plan_id is not null`,
);

/** Values: [tenant]. */
export const readTenantZone = statement<{ id: string; time_zone: string }>(
  "read_tenant_zone",
  "select id, time_zone from tenant where id = $1",
);

/** By its slug. Values: [slug]. */
export const findTenantBySlug = statement<{ id: string }>(
  "find_tenant_of_plan",
  "select id from tenant where slug = $1",
);
