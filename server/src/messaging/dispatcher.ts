// The dispatcher: claims due messages of the lanes this node holds, paces them, sends them, records what came of it.

import type { RulesInForce } from "../audience/index.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Holding } from "../kernel/nodes.ts";
import type { Outcome, Session, TransportError } from "../transports/transport.ts";
import { claimMaxAtFirst } from "./dispatch/allow.ts";
import { claimDue } from "./dispatch/claim.ts";
import type { LaneProtection } from "./dispatch/protected-lane.ts";
import type { Purse } from "./dispatch/purses.ts";
import { attempt, type State, whenIdle } from "./dispatch/state.ts";
import { gainShards, loseShards, refreshLanes } from "./dispatch/lanes.ts";
import { pollLanes, wakeLanes } from "./dispatch/look.ts";
import type { LaneStore } from "./lane-store.ts";
import type { Claimed } from "./store/dispatch.ts";
import { createRecorder, type RecorderDeps } from "./record-outcome.ts";

export type LaneSender = {
  tenantId: string;
  id: string;
  shard: number;
  /** Changes with everything that is known of the sender. */
  version: string;
  ratePerSecond: number;
  burst: number;
  /** Null: not paused. Infinity: until a person lifts it. Else milliseconds since the epoch. */
  pausedUntil: number | null;
  inFlightMax: number;
  /** Null for numbers that nothing protects. */
  protection: LaneProtection | null;
  /** Its tenant's sending rules; without them nothing has to be looked at. */
  rules?: RulesInForce;
  /** Shared by the lanes of its tenant, whose plan it knows; without one nothing is capped. */
  purse?: Purse;
  open(): Promise<Session>;
};

export type DispatcherDeps = {
  store: LaneStore;
  clock: Clock;
  /** `mayWork` is asked before every effect: whether this process still holds its lease. `now`: the database's time. */
  node: { id(): string | null; mayWork(): boolean; now(): Date };
  readSenders(shards: readonly number[]): Promise<LaneSender[]>;
  /**
   * Stops a sender until a person lifts it, because its provider refuses everything. Answers false, and does nothing,
   * when it is not of that version any more: who changed it meanwhile knows better than an attempt from before.
   */
  pauseSender(sender: Pick<LaneSender, "tenantId" | "id" | "version">, reason: string): Promise<boolean>;
  /** Told of every message that a provider refused or put off, for what that says of its template. */
  noteRefusal?(message: Pick<Claimed, "sender_id" | "body">, error: TransportError, handedOverAt: Date): void;
  /** As a recorder's. */
  took?: NonNullable<RecorderDeps["took"]>;
  onError(error: Error): void;
  counters: DispatchCounters;
};

export type DispatchCounters = {
  claimed(count: number): void;
  settled(outcome: Outcome["kind"]): void;
  stale(count: number): void;
};

export type Dispatcher = {
  gain(units: ReadonlyMap<string, Holding>): void;
  lose(units: readonly string[], how: "release" | "lapse"): Promise<void>;
  /** Lanes of these shards may have due messages; null means any. */
  wake(shards: readonly number[] | null): void;
  /** Senders of these shards were created or changed. Resolves when their lanes know, or could not be asked. */
  refresh(shards: readonly number[] | null): Promise<void>;
  /** Claims nothing more and resolves when every send under way is recorded, or after `graceMs`. */
  stop(graceMs: number): Promise<void>;
};

export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const state: State = {
    deps,
    epochs: new Map(),
    gainedAt: new Map(),
    breakers: new Map(),
    lanes: new Map(),
    pairs: new Map(),
    recorder: createRecorder(deps),
    flying: new Map(),
    claimFailed: false,
    idle: [],
    stopping: new AbortController(),
    look: { cancel: null, at: Number.POSITIVE_INFINITY, claim: () => claimDue(state) },
    claiming: false,
    claimedAt: Number.NEGATIVE_INFINITY,
    claimMax: claimMaxAtFirst,
    endPoll: null,
  };
  pollLanes(state);
  return {
    gain: (units) => void attempt(state, () => gainShards(state, units)),
    lose: (units, how) => loseShards(state, units, how),
    wake: (shards) => wakeLanes(state, shards),
    refresh: (shards) => attempt(state, () => refreshLanes(state, shards ?? [...state.epochs.keys()])),
    stop: (graceMs) => stop(state, graceMs),
  };
}

async function stop(state: State, graceMs: number): Promise<void> {
  state.endPoll?.();
  state.look.cancel?.();
  state.lanes.clear();
  const callOff = state.deps.clock.after(graceMs, () => state.stopping.abort());
  // A claim under way may yet bring messages, which are then given back.
  await whenIdle(state, () => state.flying.size === 0 && !state.claiming);
  await state.recorder.drained();
  callOff();
}
