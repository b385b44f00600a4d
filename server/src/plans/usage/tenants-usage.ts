// The platform's route about usage: counts of every tenant, for a range of days.

import { tenantsUsage, usageQuery } from "@waypost/contract";
import type { Tx } from "../../kernel/db.ts";
import { presentId } from "../../kernel/ids.ts";
import type { GateRoute } from "../../kernel/route.ts";
import { readTenantsUsage } from "../store/usage.ts";
import { dayAt } from "../window.ts";
import { rangeOf } from "./range.ts";

/** Live traffic, each tenant's days by its own clock. */
export function tenantsUsageRoute({ engine, now }: { engine: Tx; now(): Date }): GateRoute {
  return {
    method: "GET",
    path: "/v1/platform/usage",
    gate: "platform",
    summary: "What each tenant sent and received",
    schema: { query: usageQuery, response: { 200: tenantsUsage } },
    handler: {
      kind: "person",
      handle: async ({ query }) => {
        const { from, to } = rangeOf(query, dayAt(now().getTime(), "UTC"));
        const rows = await readTenantsUsage(engine, [from, to, "live"]);
        const data = rows.map(({ tenant_id, ...row }) => ({ tenant: presentId("ten", tenant_id), ...row }));
        return { status: 200, body: { from, to, rows: data } };
      },
    },
  };
}
