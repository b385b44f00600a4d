// The route of a tenant's figures, over everything that was sent.

import { overview, overviewQuery } from "@waypost/contract";
import type { Tx } from "../../kernel/db.ts";
import { AppError } from "../../kernel/errors.ts";
import type { Reply, Route, RouteRequest } from "../../kernel/route.ts";
import { daysOf } from "./days.ts";
import { tablesOf } from "./overview.ts";
import { readKinds, readQuarters, readToday } from "./store.ts";

export type OverviewDeps = { now(): Date };

export function overviewRoutes(deps: OverviewDeps): Route[] {
  return [
    {
      method: "GET",
      path: "/v1/analytics",
      scope: "campaigns:read",
      summary: "Read what became of all messages, by day, hour, template, sender and country",
      schema: { query: overviewQuery, response: { 200: overview } },
      handler: { kind: "transaction", handle: (request, tx) => read(deps, request, tx) },
    },
  ];
}

async function read({ now }: OverviewDeps, { caller, query }: RouteRequest, tx: Tx): Promise<Reply> {
  const { tenantId, mode } = caller;
  const [tenant] = await readToday(tx, [tenantId, now()]);
  if (tenant === undefined) throw new AppError("not_found", "There is no such tenant.");
  const { from, to } = daysOf(query, tenant.today, { usual: 30, most: 400 });
  const quarters = await readQuarters(tx, [tenantId, mode, tenant.time_zone, from, to]);
  const kinds = await readKinds(tx, [tenantId, mode, from, to]);
  return { status: 200, body: { from, to, time_zone: tenant.time_zone, ...tablesOf(quarters, kinds) } };
}
