// Statements about retention: what tenants chose, what the operator allows, what is on hold.

import { statement } from "../../kernel/db.ts";
import type { Bound } from "./policy.ts";

/** Values: [tenant]. */
export const readPolicy = statement<{ kind: string; days: number }>(
  "read_retention_policy",
  "select kind, days from retention_policy where tenant_id = $1",
);

/** Values: [tenant, kinds, days]. */
export const writePolicy = statement<never>(
  "write_retention_policy",
  `insert into retention_policy (tenant_id, kind, days)
   select $1, kind, days from unnest($2::text[], $3::int[]) as chosen(kind, days)
   on conflict (tenant_id, kind) do update set days = excluded.days, updated_at = now()`,
);

/** Values: [tenant, kinds]. */
export const dropPolicy = statement<never>(
  "drop_retention_policy",
  "delete from retention_policy where tenant_id = $1 and kind = any ($2::text[])",
);

/** Under the engine's role. */
export const readBounds = statement<Bound & { kind: string }>(
  "read_retention_bounds",
  "select kind, min_days, max_days, default_days from retention_bound",
);

/** Under the engine's role. Values: [JSON of rows]. */
export const writeBounds = statement<never>(
  "write_retention_bounds",
  `insert into retention_bound (kind, min_days, max_days, default_days)
   select * from json_to_recordset($1) as b(kind text, min_days int, max_days int, default_days int)
   on conflict (kind) do update
   set min_days = excluded.min_days, max_days = excluded.max_days, default_days = excluded.default_days,
       updated_at = now()`,
);

export type TenantRow = {
  tenant_id: string;
  kinds: string[];
  days: number[];
  /** Whether everything of it is on hold, and whether anything is. */
  held: boolean;
  any_held: boolean;
};

/** Every tenant, with what it chose. Under the engine's role. */
export const readTenantPolicies = statement<TenantRow>(
  "read_retention_policies",
  `select t.id as tenant_id, coalesce(p.kinds, '{}') as kinds, coalesce(p.days, '{}') as days,
          coalesce(h.held, false) as held, h.tenant_id is not null as any_held
   from tenant t
   left join (select tenant_id, array_agg(kind order by kind) as kinds, array_agg(days order by kind) as days
              from retention_policy group by 1) p on p.tenant_id = t.id
   left join (select tenant_id, bool_or(phone is null) as held from legal_hold
              where lifted_at is null group by 1) h on h.tenant_id = t.id
   order by t.id`,
);

export type HoldRow = {
  id: string;
  phone: string | null;
  reason: string;
  placed_by: string;
  placed_at: Date;
  lifted_at: Date | null;
};

const holdColumns = "id, phone, reason, placed_by, placed_at, lifted_at";

/** Values: [tenant, id, phone or null, reason, who]. */
export const insertHold = statement<HoldRow>(
  "insert_legal_hold",
  `insert into legal_hold (tenant_id, id, phone, reason, placed_by) values ($1, $2, $3, $4, $5)
   returning ${holdColumns}`,
);

/** Values: [tenant, id, who]. */
export const liftHold = statement<{ id: string }>(
  "lift_legal_hold",
  `update legal_hold set lifted_at = now(), lifted_by = $3
   where tenant_id = $1 and id = $2 and lifted_at is null returning id`,
);

/** Those in force and those that were, newest first. Values: [tenant, before this id or null, limit]. */
export const listHolds = statement<HoldRow>(
  "list_legal_holds",
  `select ${holdColumns} from legal_hold
   where tenant_id = $1 and ($2::uuid is null or id < $2) order by id desc limit $3`,
);

/** Those in force on everything. Values: [tenant]. */
export const readHoldsOnAll = statement<{ id: string }>(
  "read_legal_holds_on_all",
  "select id from legal_hold where tenant_id = $1 and lifted_at is null and phone is null",
);
