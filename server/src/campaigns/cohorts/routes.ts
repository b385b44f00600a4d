// The routes of cohorts: how long people whom a tenant has written to go on reading and answering.

import { Readable } from "node:stream";
import { cohorts, type Cohorts, cohortsQuery, type CohortsQuery } from "@waypost/contract";
import Type from "typebox";
import { csvLine } from "../../audience/index.ts";
import type { Database, Tx } from "../../kernel/db.ts";
import { AppError } from "../../kernel/errors.ts";
import type { Caller, Reply, Route, RouteRequest, StreamReply, StreamRequest } from "../../kernel/route.ts";
import { daysOf } from "../overview/days.ts";
import { readToday } from "../overview/store.ts";
import { cohortsOf, mondayOf, sundayOf, weekOf } from "./cohorts.ts";
import { readCohorts } from "./store.ts";

export type CohortDeps = { db: Pick<Database, "asTenants">; now(): Date };

export function cohortRoutes(deps: CohortDeps): Route[] {
  return [
    {
      method: "GET",
      path: "/v1/analytics/cohorts",
      scope: "campaigns:read",
      summary: "Read who goes on reading and replying, by the week of their first message",
      schema: { query: cohortsQuery, response: { 200: cohorts } },
      handler: {
        kind: "transaction",
        handle: async ({ caller, query }: RouteRequest, tx: Tx): Promise<Reply> => ({
          status: 200,
          body: await read(tx, caller, query, deps.now()),
        }),
      },
    },
    {
      method: "GET",
      path: "/v1/analytics/cohorts/export",
      scope: "campaigns:read",
      summary: "Download cohorts as CSV",
      schema: { query: cohortsQuery, response: { 200: Type.String() } },
      handler: { kind: "stream", handle: (request) => download(deps, request) },
    },
  ];
}

const weekDays = 7;
const asked = { usual: 12 * weekDays, most: 53 * weekDays };

/** Of some thousand counts at the most, however many messages and people they are of. */
async function read(tx: Tx, { tenantId, mode }: Caller, query: CohortsQuery, now: Date): Promise<Cohorts> {
  const [tenant] = await readToday(tx, [tenantId, now]);
  if (tenant === undefined) throw new AppError("not_found", "There is no such tenant.");
  const days = daysOf(query, tenant.today, asked);
  const [first, last] = [weekOf(days.from), weekOf(days.to)];
  const rows = await readCohorts(tx, [tenantId, mode, first, last]);
  return {
    from: mondayOf(first),
    to: sundayOf(last),
    time_zone: tenant.time_zone,
    cohorts: cohortsOf(rows, weekOf(tenant.today)),
  };
}

async function download({ db, now }: CohortDeps, { caller, query }: StreamRequest): Promise<StreamReply> {
  const { from, to, ...found } = await db.asTenants([caller.tenantId], (tx) =>
    read(tx, caller, query, now()),
  );
  return {
    status: 200,
    body: Readable.from(linesOf(found)),
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="cohorts-${from}-${to}.csv"`,
    },
  };
}

/** A line for each week of each cohort. */
function* linesOf({ cohorts: found }: Pick<Cohorts, "cohorts">): Generator<string> {
  yield csvLine(["week", "people", "weeks_after", "sent", "read", "replied"]);
  for (const { week, people, weeks } of found)
    for (const { after, sent, read: hasRead, replied } of weeks)
      yield csvLine([week, ...[people, after, sent, hasRead, replied].map(String)]);
}
