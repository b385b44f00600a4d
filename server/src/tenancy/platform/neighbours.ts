// Who takes how much of the house: accepted messages, waiting ones, dead letters, requests, tenant by tenant.

import {
  type Neighbour,
  neighbours,
  type Neighbours,
  type NeighboursQuery,
  neighboursQuery,
} from "@waypost/contract";
import type { Database } from "../../kernel/db.ts";
import { presentId } from "../../kernel/ids.ts";
import type { GateRoute } from "../../kernel/route.ts";
import {
  countAccepted,
  countDeadLetters,
  countLanes,
  countMax,
  countRecentRequests,
  type NeighbourRow,
  readNames,
} from "../store/neighbours.ts";

export function neighboursGate(engine: Database): GateRoute {
  return {
    method: "GET",
    path: "/v1/platform/neighbours",
    gate: "platform",
    summary: "Which tenants take the most of this Waypost at the moment",
    schema: { query: neighboursQuery, response: { 200: neighbours } },
    handler: {
      kind: "person",
      handle: async ({ query }) => {
        const { minutes = 5, limit = 20 } = query as NeighboursQuery;
        const body: Neighbours = {
          minutes,
          counted_to: countMax,
          data: (await look(engine, minutes)).slice(0, limit),
        };
        return { status: 200, body };
      },
    },
  };
}

/** One question for each column, whatever the number of tenants. The busiest first. */
async function look(engine: Database, minutes: number): Promise<Neighbour[]> {
  const [accepted, lanes, dead, requests] = await Promise.all([
    countAccepted(engine, [countMax, minutes]),
    countLanes(engine, [countMax]),
    countDeadLetters(engine, [countMax]),
    countRecentRequests(engine, [minutes]),
  ]);
  const counts = [accepted, lanes, dead, requests].map(byTenant);
  const ids = [...new Set(counts.flatMap((count) => [...count.keys()]))];
  const total = accepted.reduce((sum, { count }) => sum + count, 0);
  const [ofAccepted, ofLanes, ofDead, ofRequests] = counts;
  const rows = (await readNames(engine, [ids])).map(({ id, slug, state }) => ({
    id: presentId("ten", id),
    slug,
    state,
    accepted: ofAccepted?.get(id) ?? 0,
    accepted_share: share(ofAccepted?.get(id) ?? 0, total),
    lane_depth: ofLanes?.get(id) ?? 0,
    dead_letters: ofDead?.get(id) ?? 0,
    requests_per_minute: round((ofRequests?.get(id) ?? 0) / minutes),
  }));
  return rows.toSorted(
    (a, b) =>
      b.accepted - a.accepted || b.lane_depth - a.lane_depth || b.requests_per_minute - a.requests_per_minute,
  );
}

function byTenant(rows: readonly NeighbourRow[]): Map<string, number> {
  return new Map(rows.map(({ tenant_id, count }) => [tenant_id, count]));
}

function share(part: number, total: number): number {
  return total === 0 ? 0 : round(part / total);
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
