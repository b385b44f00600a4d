// The tenant's routes about usage: the report, as JSON or CSV, and alerts.

import {
  putAlertRules,
  type PutAlertRules,
  usageAlerts,
  type UsageAlerts,
  usageQuery,
  type UsageQuery,
  usageReport,
} from "@waypost/contract";
import type { Tx } from "../../kernel/db.ts";
import type { Reply, Route, RouteRequest } from "../../kernel/route.ts";
import { listAlertRules, listAlerts, replaceAlertRules } from "../store/alert.ts";
import { readTenantZone } from "../store/plan.ts";
import { dayAt } from "../window.ts";
import { csvOf } from "./csv.ts";
import type { Pricer } from "./price-cells.ts";
import { rangeOf } from "./range.ts";
import { reportUsage } from "./report.ts";

export type UsageRouteDeps = {
  now(): Date;
  newId(): string;
  /** By the tenant's own rate card. */
  pricerOf(tx: Tx, tenantId: string): Promise<Pricer>;
};

export function usageRoutes(deps: UsageRouteDeps): Route[] {
  return [
    {
      method: "GET",
      path: "/v1/usage",
      scope: "usage:read",
      summary: "What was sent and received, what it cost, and what it would cost elsewhere; also as text/csv",
      schema: { query: usageQuery, response: { 200: usageReport } },
      handler: { kind: "transaction", handle: (request, tx) => report(deps, request, tx) },
    },
    {
      method: "GET",
      path: "/v1/usage/alerts",
      scope: "usage:read",
      summary: "List what you asked to be told of, and what was raised, newest first",
      schema: { response: { 200: usageAlerts } },
      handler: { kind: "transaction", handle: ({ caller }, tx) => alerts(tx, caller.tenantId) },
    },
    {
      method: "PUT",
      path: "/v1/usage/alerts",
      scope: "tenant:write",
      tellsChange: ["rules"],
      summary: "Say at which amounts or shares of the plan to be told; replaces what was said before",
      schema: { body: putAlertRules, response: { 200: usageAlerts } },
      handler: {
        kind: "transaction",
        handle: async ({ caller, body }, tx) => {
          const rules = (body as PutAlertRules).rules.map((rule) => ({ id: deps.newId(), rule }));
          await replaceAlertRules(tx, caller.tenantId, rules);
          return alerts(tx, caller.tenantId);
        },
      },
    },
  ];
}

async function report(deps: UsageRouteDeps, request: RouteRequest, tx: Tx): Promise<Reply> {
  const { tenantId, mode } = request.caller;
  const query = request.query as UsageQuery;
  const [tenant] = await readTenantZone(tx, [tenantId]);
  const { from, to } = rangeOf(query, dayAt(deps.now().getTime(), tenant?.time_zone ?? "UTC"));
  const pricer = await deps.pricerOf(tx, tenantId);
  const body = await reportUsage(tx, { tenantId, mode, from, to, by: query.by ?? "day" }, pricer);
  if (!/\btext\/csv\b/.test(request.accept ?? "")) return { status: 200, body };
  return {
    status: 200,
    body: Buffer.from(csvOf(body)),
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="usage-${from}-${to}.csv"`,
    },
  };
}

async function alerts(tx: Tx, tenantId: string): Promise<Reply> {
  const rules = await listAlertRules(tx, [tenantId]);
  const raised = await listAlerts(tx, [tenantId]);
  const body: UsageAlerts = {
    rules: rules.map(({ rule }) => rule),
    alerts: raised.map(({ type, window_start, data, at }) => ({
      type,
      rule: data.rule,
      window_start,
      value: data.value,
      at: at.toISOString(),
    })),
  };
  return { status: 200, body };
}
