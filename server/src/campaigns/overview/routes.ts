// The route of a tenant's figures, over everything that was sent.

import { overview, type OverviewQuery, overviewQuery } from "@waypost/contract";
import type { Tx } from "../../kernel/db.ts";
import { AppError } from "../../kernel/errors.ts";
import type { Reply, Route, RouteRequest } from "../../kernel/route.ts";
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

const daysDefault = 30;
const daysMax = 400;
const dayMs = 86_400_000;

async function read({ now }: OverviewDeps, { caller, query }: RouteRequest, tx: Tx): Promise<Reply> {
  const { tenantId, mode } = caller;
  const [tenant] = await readToday(tx, [tenantId, now()]);
  if (tenant === undefined) throw new AppError("not_found", "There is no such tenant.");
  const { from, to } = rangeOf(query, tenant.today);
  const quarters = await readQuarters(tx, [tenantId, mode, tenant.time_zone, from, to]);
  const kinds = await readKinds(tx, [tenantId, mode, from, to]);
  return { status: 200, body: { from, to, time_zone: tenant.time_zone, ...tablesOf(quarters, kinds) } };
}

function rangeOf({ from, to }: OverviewQuery, today: string): { from: string; to: string } {
  for (const [name, date] of Object.entries({ from, to })) if (date !== undefined) requireDate(name, date);
  const last = to ?? today;
  const first = from ?? dateOf(Date.parse(last) - (daysDefault - 1) * dayMs);
  const days = (Date.parse(last) - Date.parse(first)) / dayMs + 1;
  if (days >= 1 && days <= daysMax) return { from: first, to: last };
  const message = days < 1 ? "is before `from`" : `is more than ${daysMax} days after \`from\``;
  throw new AppError("invalid_request", "The days are not valid.", {
    errors: [{ path: "query.to", message }],
  });
}

/** JavaScript takes the 30th of February for a day in March. */
function requireDate(name: string, date: string): void {
  const ms = Date.parse(date);
  if (!Number.isNaN(ms) && dateOf(ms) === date) return;
  const errors = [{ path: `query.${name}`, message: "is no day" }];
  throw new AppError("invalid_request", "The days are not valid.", { errors });
}

function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
