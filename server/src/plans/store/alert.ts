// Statements of usage alerts: what tenants asked to be told of, and what was raised.

import type { UsageAlertRule } from "@waypost/contract";
import { freshStatement, statement, type Tx } from "../../kernel/db.ts";

export type AlertRuleRow = { tenant_id: string; id: string; rule: UsageAlertRule };

/** Values: [tenant]. */
export const listAlertRules = statement<AlertRuleRow>(
  "list_usage_alert_rules",
  "select tenant_id, id, rule from usage_alert_rule where tenant_id = $1 order by created_at, id",
);

/** A rule that stays keeps its row, so that what it has raised in this window is not raised again. */
export async function replaceAlertRules(
  tx: Tx,
  tenantId: string,
  rules: readonly Pick<AlertRuleRow, "id" | "rule">[],
): Promise<void> {
  const document = JSON.stringify(rules);
  await dropRules(tx, [tenantId, document]);
  await addRules(tx, [tenantId, document]);
}

const dropRules = freshStatement<never>(
  `delete from usage_alert_rule where tenant_id = $1
     and rule not in (select rule from jsonb_to_recordset($2::jsonb) as r(rule jsonb))`,
);

const addRules = freshStatement<never>(
  `insert into usage_alert_rule (tenant_id, id, rule)
   select distinct on (rule) $1::uuid, id, rule from jsonb_to_recordset($2::jsonb) as r(id uuid, rule jsonb)
   where rule not in (select rule from usage_alert_rule where tenant_id = $1) order by rule, id`,
);

export type AlertData = { rule: UsageAlertRule; value: number };

/** Values: [tenant]. */
export const listAlerts = statement<{
  type: "usage.alert";
  window_start: string;
  data: AlertData;
  at: Date;
}>(
  "list_usage_alerts",
  `select type, window_start::text as window_start, data, at from usage_alert
   where tenant_id = $1 order by at desc, id desc limit 200`,
);

/** With each tenant's zone and caps. */
export const listAllRules = statement<
  AlertRuleRow & { time_zone: string; caps: Readonly<Record<string, number>> | null }
>(
  "list_all_usage_alert_rules",
  `select r.tenant_id, r.id, r.rule, t.time_zone, case when held.plan_id is not null then held.caps end as caps
   from usage_alert_rule r join tenant t on t.id = r.tenant_id
   left join lateral (
     select plan_id, caps from tenant_plan where tenant_id = r.tenant_id and since <= now()
     order by since desc limit 1) held on true
   order by r.tenant_id, r.id`,
);

export type RaisedRow = {
  tenant_id: string;
  rule_id: string;
  window_start: string;
  id: string;
  data: AlertData;
};

/** Once for each rule and window; answers those that are new. A rule that went meanwhile raises nothing. */
export async function insertAlerts(tx: Tx, rows: readonly RaisedRow[]): Promise<{ id: string }[]> {
  return rows.length === 0 ? [] : insertAlertRows(tx, [JSON.stringify(rows)]);
}

const insertAlertRows = freshStatement<{ id: string }>(
  `insert into usage_alert (tenant_id, rule_id, window_start, id, data)
   select a.tenant_id, a.rule_id, a.window_start, a.id, a.data
   from json_to_recordset($1) as a(tenant_id uuid, rule_id uuid, window_start date, id uuid, data jsonb)
   join usage_alert_rule r on r.tenant_id = a.tenant_id and r.id = a.rule_id
   on conflict do nothing returning id`,
);
