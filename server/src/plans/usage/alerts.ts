// Raising alerts: what tenants asked to be told of, looked at after each metering, and raised once for each window.

import type { UsageAlertRule } from "@waypost/contract";
import type { Database } from "../../kernel/db.ts";
import { insertAlerts, listAllRules, type RaisedRow } from "../store/alert.ts";
import { readUsage, type UsageCell } from "../store/usage.ts";
import { dayAt } from "../window.ts";
import { priceCells, type Pricer, sumMoney } from "./price-cells.ts";

export type AlertDeps = {
  engine: Database;
  newId(): string;
  now(): Date;
  pricerOf(tx: Database, tenantId: string): Promise<Pricer>;
};

/** Live traffic only. Answers how many are new. */
export async function raiseAlerts(deps: AlertDeps): Promise<number> {
  const rules = await listAllRules(deps.engine, []);
  const raised: RaisedRow[] = [];
  for (const [tenantId, own] of Map.groupBy(rules, ({ tenant_id }) => tenant_id)) {
    const today = dayAt(deps.now().getTime(), own[0]?.time_zone ?? "UTC");
    const cells = await readUsage(deps.engine, [tenantId, "live", `${today.slice(0, 7)}-01`, today]);
    const pricer = await deps.pricerOf(deps.engine, tenantId);
    for (const { id: rule_id, rule, caps } of own) {
      const { value, threshold } = stand(rule, { cells, pricer, today, caps: caps ?? {} });
      if (threshold === null || value < threshold) continue;
      const window_start = isDaily(rule) ? today : `${today.slice(0, 7)}-01`;
      raised.push({ tenant_id: tenantId, rule_id, window_start, id: deps.newId(), data: { rule, value } });
    }
  }
  return (await insertAlerts(deps.engine, raised)).length;
}

type Ground = {
  cells: readonly UsageCell[];
  pricer: Pricer;
  today: string;
  caps: Readonly<Record<string, number>>;
};

/** No threshold where the plan does not cap what the rule speaks of. */
function stand(
  rule: UsageAlertRule,
  { cells, pricer, today, caps }: Ground,
): { value: number; threshold: number | null } {
  if ("amount_micros" in rule) {
    const { amounts } = sumMoney(priceCells(cells, pricer));
    return { value: amounts.get(rule.currency) ?? 0, threshold: rule.amount_micros };
  }
  const counted = isDaily(rule) ? cells.filter(({ day }) => day === today) : cells;
  const value = counted.reduce((sum, { accepted }) => sum + accepted, 0);
  const cap = caps[rule.cap];
  return { value, threshold: cap === undefined ? null : Math.ceil((cap * rule.percent) / 100) };
}

function isDaily(rule: UsageAlertRule): boolean {
  return "cap" in rule && rule.cap === "messages_per_day";
}
