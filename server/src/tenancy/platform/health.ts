// How one tenant fares: its senders, what waits, what leaves, and what goes wrong.

import { type TenantHealth, tenantHealth } from "@waypost/contract";
import type { Database } from "../../kernel/db.ts";
import type { GateRoute } from "../../kernel/route.ts";
import { countMax, countOutcomes, countSenders, measureQueue, type OutcomeRow } from "../store/neighbours.ts";
import { tenantIn } from "./tenant-in.ts";

export function healthGate(engine: Database): GateRoute {
  return {
    method: "GET",
    path: "/v1/platform/tenants/:id/health",
    gate: "platform",
    summary: "How a tenant fares: its senders, its queue, its sends and their errors",
    schema: { response: { 200: tenantHealth } },
    handler: {
      kind: "person",
      handle: async (request) => {
        const { id } = await tenantIn(engine, request);
        return { status: 200, body: await examine(engine, id) };
      },
    },
  };
}

/** What `countOutcomes` looks back over. */
const minutes = 5;
const errorsMax = 10;

async function examine(engine: Database, tenantId: string): Promise<TenantHealth> {
  const [[senders], [queue], ended] = await Promise.all([
    countSenders(engine, [tenantId]),
    measureQueue(engine, [tenantId, countMax]),
    countOutcomes(engine, [tenantId, countMax]),
  ]);
  if (senders === undefined || queue === undefined) throw new Error("a count has one row");
  const outcomes = { accepted: 0, refused: 0, later: 0, unknown: 0 };
  for (const { state, count } of ended) outcomes[state] += count;
  const all = ended.reduce((sum, { count }) => sum + count, 0);
  return {
    senders,
    queued: queue.queued,
    queued_is_more: queue.queued === countMax,
    oldest_queued_seconds: queue.oldest_seconds,
    sends_per_minute: round(outcomes.accepted / minutes),
    outcomes,
    error_rate: all === 0 ? null : round((outcomes.refused + outcomes.unknown) / all),
    errors: errorsIn(ended),
  };
}

function errorsIn(ended: readonly OutcomeRow[]): TenantHealth["errors"] {
  const counts = new Map<string, number>();
  for (const { code, count } of ended) if (code !== null) counts.set(code, (counts.get(code) ?? 0) + count);
  return [...counts]
    .map(([code, count]) => ({ code, count }))
    .toSorted((a, b) => b.count - a.count)
    .slice(0, errorsMax);
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
