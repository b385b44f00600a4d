// What is in force for every tenant, as the run and the months need it.

import type { Database } from "../../kernel/db.ts";
import { type Bounds, boundsFrom, type Days, daysInForce, isKind } from "./policy.ts";
import { readBounds, readTenantPolicies, type TenantRow } from "./store.ts";

export type TenantRule = {
  tenantId: string;
  days: Days;
  /** Everything of it is on hold. */
  held: boolean;
  anyHeld: boolean;
};

export type Rules = {
  bounds: Bounds;
  tenants: readonly TenantRule[];
  /** How long months are kept for the tenant that keeps them longest; null while anything is on hold. */
  monthsDays: number | null;
};

/** `engine`: under its role. */
export async function readRules(engine: Pick<Database, "query">): Promise<Rules> {
  const bounds = boundsFrom(await readBounds(engine, []));
  const tenants = (await readTenantPolicies(engine, [])).map((row) => ruleOf(bounds, row));
  return { bounds, tenants, monthsDays: monthsDaysOf(bounds, tenants) };
}

function monthsDaysOf(bounds: Bounds, tenants: readonly TenantRule[]): number | null {
  if (tenants.some(({ anyHeld }) => anyHeld)) return null;
  return tenants.length === 0
    ? bounds.metadata.default_days
    : Math.max(...tenants.map(({ days }) => days.metadata));
}

function ruleOf(bounds: Bounds, { tenant_id, kinds, days, held, any_held }: TenantRow): TenantRule {
  const chosen = chosenFrom(kinds.map((kind, index) => ({ kind, days: days[index] ?? 0 })));
  return { tenantId: tenant_id, days: daysInForce(bounds, chosen), held, anyHeld: any_held };
}

/** A kind that another release knows is none of ours. */
export function chosenFrom(rows: readonly { kind: string; days: number }[]): Partial<Days> {
  return Object.fromEntries(rows.filter(({ kind }) => isKind(kind)).map(({ kind, days }) => [kind, days]));
}
