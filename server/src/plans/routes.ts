// The tenant's own view of its plan: its caps, what is used of them, and when they renew.

import { type CapStanding, planStanding, type PlanStanding } from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import type { Caller, Route } from "../kernel/route.ts";
import { capNames } from "./caps.ts";
import { countOwn, type PlaceName } from "./capacity.ts";
import { type Assigned, readAssigned } from "./store/standing.ts";
import { readTaken } from "./store/window.ts";
import { capOfWindow, type Window, windowAt, windowKinds } from "./window.ts";

export type PlanRouteDeps = {
  now(): Date;
  /** Counts what is kept in other rooms; null where nobody does. */
  countSeats?(tx: Tx, tenantId: string): Promise<number>;
  countEndpoints?(tx: Tx, owner: Pick<Caller, "tenantId" | "mode">): Promise<number>;
};

export function planRoutes(deps: PlanRouteDeps): Route[] {
  return [
    {
      method: "GET",
      path: "/v1/plan",
      scope: "usage:read",
      summary: "Read your plan's caps and what is left of them",
      schema: { response: { 200: planStanding } },
      handler: {
        kind: "transaction",
        handle: async ({ caller }, tx) => ({ status: 200, body: await standingOf(deps, tx, caller) }),
      },
    },
  ];
}

async function standingOf(deps: PlanRouteDeps, tx: Tx, caller: Caller): Promise<PlanStanding> {
  const [held] = await readAssigned(tx, [caller.tenantId]);
  if (held === undefined || held.plan_id === null) return { plan: null, since: null, caps: [] };
  const caps = [...(await windowsOf(deps, tx, caller, held)), ...(await placesOf(deps, tx, caller, held))];
  return {
    plan: held.name === null || held.version === null ? null : { name: held.name, version: held.version },
    since: held.since.toISOString(),
    caps: caps.toSorted((a, b) => capNames.indexOf(a.cap) - capNames.indexOf(b.cap)),
  };
}

async function windowsOf(
  { now }: PlanRouteDeps,
  tx: Tx,
  { tenantId, mode }: Caller,
  { caps, time_zone: zone }: Assigned,
): Promise<CapStanding[]> {
  const at = now().getTime();
  const windows = windowKinds.map((kind) => windowAt(kind, at, zone));
  const starts = windows.map(({ startsAt }) => new Date(startsAt));
  const rows = await readTaken(tx, [tenantId, mode, starts]);
  const takenOf = ({ kind, startsAt }: Window): number =>
    rows.find((row) => row.kind === kind && row.starts_at.getTime() === startsAt)?.taken ?? 0;
  return windows.flatMap((window) => {
    const limit = caps[capOfWindow[window.kind]];
    if (limit === undefined) return [];
    const renews = new Date(window.endsAt).toISOString();
    return [standing(capOfWindow[window.kind], limit, takenOf(window), renews)];
  });
}

async function placesOf(
  deps: PlanRouteDeps,
  tx: Tx,
  caller: Caller,
  { caps }: Assigned,
): Promise<CapStanding[]> {
  const standings: CapStanding[] = [];
  for (const name of ["senders", "seats", "contacts", "media_bytes", "webhook_endpoints"] as const) {
    const limit = caps[name];
    if (limit === undefined) continue;
    standings.push(standing(name, limit, await usedOf(deps, tx, caller, name), null));
  }
  return standings;
}

/** Null for what other rooms count and nobody has said how. */
async function usedOf(deps: PlanRouteDeps, tx: Tx, caller: Caller, name: PlaceName): Promise<number | null> {
  if (name === "seats") return (await deps.countSeats?.(tx, caller.tenantId)) ?? null;
  if (name === "webhook_endpoints") return (await deps.countEndpoints?.(tx, caller)) ?? null;
  return countOwn(tx, caller, name);
}

function standing(
  cap: CapStanding["cap"],
  limit: number,
  used: number | null,
  renewsAt: string | null,
): CapStanding {
  return { cap, limit, used, left: used === null ? null : Math.max(0, limit - used), renews_at: renewsAt };
}
