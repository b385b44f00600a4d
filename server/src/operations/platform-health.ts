// How the whole fares, for the platform's staff: who is there, what nobody works, and what waits for how long.

import {
  platformHealth,
  type PlatformHealth,
  type PlatformProcess,
  type PlatformQueue,
} from "@waypost/contract";
import type { Database } from "../kernel/db.ts";
import type { GateRoute } from "../kernel/route.ts";
import {
  countSessions,
  measureIntake,
  measureLanes,
  type ProcessRow,
  type QueueRow,
  readProcesses,
  readShards,
} from "./process-store.ts";

export type HealthDeps = {
  /** Under the engine's role. */
  engine: Database;
  /** How long the first delivery in line to an endpoint has been due, in seconds; null when none is. */
  oldestDelivery(): Promise<number | null>;
};

export function healthGates(deps: HealthDeps): GateRoute[] {
  return [
    {
      method: "GET",
      path: "/v1/platform/health",
      gate: "platform",
      summary: "How this Waypost fares: its processes, shards without an owner, and what waits for how long",
      schema: { response: { 200: platformHealth } },
      handler: { kind: "person", handle: async () => ({ status: 200, body: await examine(deps) }) },
    },
  ];
}

/** Where counting stops. */
const countMax = 100_000;

async function examine({ engine, oldestDelivery }: HealthDeps): Promise<PlatformHealth> {
  const [processes, shards, [sessions], lanes, [intake], oldest] = await Promise.all([
    readProcesses(engine, []),
    readShards(engine, []),
    countSessions(engine, []),
    measureLanes(engine, [countMax]),
    measureIntake(engine, [countMax]),
    oldestDelivery(),
  ]);
  if (sessions === undefined || intake === undefined) throw new Error("a count has one row");
  const orphans = shards.filter((row) => !row.is_held).map(({ shard }) => shard);
  return {
    processes: processes.map(present),
    shards: { total: shards.length, held: shards.length - orphans.length, without_owner: orphans },
    sessions,
    queues: [
      ...lanes.map((row) => queueOf(classes[row.class] ?? "marketing", row)),
      queueOf("provider_webhooks", intake),
      {
        kind: "webhook_deliveries",
        waiting: null,
        waiting_is_more: false,
        oldest_seconds: oldest === null ? null : Math.floor(oldest),
      },
    ],
  };
}

const classes = ["authentication", "utility", "marketing"] as const;

/** Three beats that did not come. */
const silentAfterSeconds = 15;

function present(row: ProcessRow): PlatformProcess {
  const { started_at: startedAt, silent_seconds: silentSeconds } = row;
  return {
    ...row,
    started_at: startedAt.toISOString(),
    state: silentSeconds > silentAfterSeconds ? "silent" : "alive",
  };
}

function queueOf(
  kind: PlatformQueue["kind"],
  { waiting, oldest_seconds }: Omit<QueueRow, "class">,
): PlatformQueue {
  return { kind, waiting, waiting_is_more: waiting === countMax, oldest_seconds };
}
