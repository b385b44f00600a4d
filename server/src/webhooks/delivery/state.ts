// What the worker keeps in memory: the lanes of all endpoints, the deliveries under way, what is to be recorded.

import type { EventRow } from "../../events/index.ts";
import type { Batcher } from "../../kernel/batcher.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { Vault } from "../../kernel/crypto.ts";
import type { Database } from "../../kernel/db.ts";
import type { Endpoint } from "../endpoint.ts";
import type { Lane } from "../lane.ts";
import type { ClaimedRow, DisabledRow } from "../store/work.ts";
import type { Courier, Outcome } from "./courier.ts";

export type WorkerDeps = {
  /** Under the engine's role. */
  engine: Database;
  vault: Pick<Vault, "open">;
  clock: Clock;
  courier: Courier;
  /** The things that events are about, as the API shows them now; null for what it does not show. */
  readRecords(
    endpoint: Pick<Endpoint, "tenantId" | "mode" | "id">,
    events: readonly EventRow[],
  ): Promise<(object | null)[]>;
  /** Forms that tell of messages as Twilio does; `nameless` where the person is not to be named. */
  writeCallbacks(
    endpoint: Pick<Endpoint, "tenantId" | "mode" | "id">,
    told: readonly { event: EventRow; nameless: boolean }[],
  ): Promise<string[]>;
  /** Somebody has to hear that nothing is delivered any more. */
  onDisabled(endpoints: readonly DisabledRow[]): void;
  onError(error: Error): void;
  counters: WorkerCounters;
};

export type WorkerCounters = {
  attempted(result: "delivered" | "refused" | "failed"): void;
};

/** A lane with what was claimed for it and has not left yet. */
export type Working = Lane & { waiting: Ready[] };

/** A delivery that this process has claimed, until it is recorded. */
export type Flight = { row: ClaimedRow; lane: Working; claimedAt: number };

export type Ready = { flight: Flight; body: string };

export type State = {
  deps: WorkerDeps;
  lanes: Map<string, Working>;
  /** Which tenant has which lanes, for who is told of a tenant. */
  byTenant: Map<string, Working[]>;
  flying: Set<Flight>;
  results: Batcher<Result, void>;
  claiming: boolean;
  /** Somebody has woken a lane while a claim was under way. */
  again: boolean;
  stopping: AbortController;
  stopped: boolean;
  refreshing: Promise<void> | null;
  refreshAgain: boolean;
  endPoll: (() => void) | null;
  endRenewal: (() => void) | null;
};

export type Result = { flight: Flight; outcome: Outcome };

export function keyOf({ tenant_id, endpoint_id, event_id }: ClaimedRow) {
  return { tenant_id, endpoint_id, event_id };
}

export function laneKey({ tenant_id, endpoint_id }: { tenant_id: string; endpoint_id: string }): string {
  return tenant_id + endpoint_id;
}
