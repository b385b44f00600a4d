// The dispatcher: claims due messages of the lanes this node holds, paces them, sends them, records what came of it.

import { setTimeout as delay } from "node:timers/promises";
import type { Database } from "../kernel/db.ts";
import type { Holding } from "../kernel/nodes.ts";
import type { Outcome, Session } from "../transports/transport.ts";
import type { EvidenceDeps } from "./apply-evidence.ts";
import { allowance, type Lane, nextLook, openLane } from "./lane.ts";
import { type Cadence, gapMs } from "./cadence.ts";
import { createRecorder, type Recorder } from "./record-outcome.ts";
import { type Pairs, take, takePair } from "./pacing.ts";
import {
  type Claimed,
  claimMessages,
  expireMessages,
  findInFlight,
  type LaneAllowance,
} from "./store/dispatch.ts";

export type LaneSender = {
  tenantId: string;
  id: string;
  shard: number;
  ratePerSecond: number;
  burst: number;
  /** Null: not paused. Infinity: until a person lifts it. Else milliseconds since the epoch. */
  pausedUntil: number | null;
  inFlightMax: number;
  cadence: Cadence | null;
  open(): Promise<Session>;
};

export type DispatcherDeps = {
  db: Database;
  /** Asked before every effect: whether this process still holds its lease. */
  node: { id(): string | null; mayWork(): boolean };
  readSenders(shards: readonly number[]): Promise<LaneSender[]>;
  /** Stops a sender until a person lifts it, because its provider refuses everything. */
  pauseSender(tenantId: string, senderId: string, reason: string): Promise<void>;
  evidence: EvidenceDeps;
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
  /** Senders of these shards were created or changed. */
  refresh(shards: readonly number[] | null): void;
  /** Claims nothing more and resolves when every send under way is recorded, or after `graceMs`. */
  stop(graceMs: number): Promise<void>;
};

/** Sends under way on this node; beyond it lanes share what is left. Measured: 2,000 keep two cores busy. */
const inFlightMax = 2_000;
/** Claims of busy lanes are gathered: at 72 messages/s a lane gains a token every 14 ms. */
const gatherMs = 20;
/** Nudges may come thousands of times a second; claims need not. */
const spacingMs = 4;
const pollMs = 1_000;
const sendTimeoutMs = 45_000;
const releaseMs = 5_000;

export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const state: State = {
    deps,
    epochs: new Map(),
    lanes: new Map(),
    pairs: new Map(),
    recorder: createRecorder(deps),
    flying: new Set(),
    claimFailed: false,
    idle: [],
    stopping: new AbortController(),
    timer: undefined,
    timerAt: Number.POSITIVE_INFINITY,
    claiming: false,
    claimedAt: Number.NEGATIVE_INFINITY,
  };
  const poll = setInterval(() => void pollLanes(state), pollMs);
  return {
    gain: (units) => void attempt(state, () => gainShards(state, units)),
    lose: (units, how) => loseShards(state, units, how),
    wake: (shards) => wakeLanes(state, shards),
    refresh: (shards) => void attempt(state, () => refreshLanes(state, shards ?? [...state.epochs.keys()])),
    stop: async (graceMs) => {
      clearInterval(poll);
      clearTimeout(state.timer);
      state.lanes.clear();
      const cut = setTimeout(() => state.stopping.abort(), graceMs);
      await whenIdle(state, () => state.flying.size === 0);
      await state.recorder.drained();
      clearTimeout(cut);
    },
  };
}

type Working = Lane & { session: Session; sender: LaneSender };

type State = {
  deps: DispatcherDeps;
  /** Held shards and the epoch each was gained at. */
  epochs: Map<number, string>;
  lanes: Map<string, Working>;
  pairs: Pairs;
  recorder: Recorder;
  /** Attempts claimed by this process and not yet recorded. */
  flying: Set<string>;
  /** The last claim's answer did not come: it may have been committed all the same. */
  claimFailed: boolean;
  idle: { done(): void; test(): boolean }[];
  stopping: AbortController;
  timer: NodeJS.Timeout | undefined;
  /** When the timer will fire; Infinity when none is set. */
  timerAt: number;
  claiming: boolean;
  claimedAt: number;
};

// --- which lanes are ours -------------------------------------------------------------------------------------

async function gainShards(state: State, units: ReadonlyMap<string, Holding>): Promise<void> {
  const gained = [...units]
    .filter(([, holding]) => holding.kind === "shard")
    .map(([id, holding]) => ({ shard: Number(id.slice("shard-".length)), epoch: holding.epoch }));
  for (const { shard, epoch } of gained) state.epochs.set(shard, epoch);
  // First what the former owner left in doubt, then new work: a doubt holds its pair's order.
  await settleStrays(state, gained);
  await refreshLanes(
    state,
    gained.map((g) => g.shard),
  );
}

/**
 * Messages that are in flight for the database but not for this process. Claimed under our own epoch they never left:
 * the claim was committed, but its answer was lost on the way here. Under an older epoch their owner has ended, and
 * whether the bytes left is not known.
 */
async function settleStrays(state: State, held: readonly { shard: number; epoch: string }[]): Promise<void> {
  const inFlight = await findInFlight(state.deps.db, [held.map((h) => h.shard), held.map((h) => h.epoch)]);
  for (const message of inFlight) {
    if (state.flying.has(nameOf(message))) continue;
    void state.recorder.record(message, message.own ? notStarted : ownerEnded);
  }
}

const ownerEnded: Outcome = {
  kind: "unknown",
  error: {
    code: "outcome_unknown",
    providerCode: null,
    detail: "The process that was sending it ended before the answer came.",
  },
};

function nameOf(message: Pick<Claimed, "id" | "tries">): string {
  return `${message.id}.${message.tries}`;
}

async function loseShards(state: State, units: readonly string[], how: "release" | "lapse"): Promise<void> {
  const lost = new Set(units.map((id) => Number(id.slice("shard-".length))));
  for (const shard of lost) state.epochs.delete(shard);
  const lanes = [...state.lanes.values()].filter((lane) => lost.has(lane.shard));
  for (const lane of lanes) state.lanes.delete(lane.senderId);
  // Who waits too long for a slow provider keeps the lane from its next owner, who can live with a doubt.
  if (how === "release") {
    await Promise.race([
      whenIdle(state, () => lanes.every((lane) => lane.inFlight === 0)),
      delay(releaseMs, undefined, { ref: false }),
    ]);
  }
  for (const lane of lanes) void lane.session.close();
}

/** Opens lanes of new senders, closes those of deleted ones, takes over changed limits and pauses. */
async function refreshLanes(state: State, shards: readonly number[]): Promise<void> {
  const held = shards.filter((shard) => state.epochs.has(shard));
  if (held.length === 0) return;
  const senders = await state.deps.readSenders(held);
  const present = new Set(senders.map((sender) => sender.id));
  for (const lane of state.lanes.values()) {
    if (held.includes(lane.shard) && !present.has(lane.senderId)) closeLane(state, lane);
  }
  for (const sender of senders) {
    const session = await sender.open();
    if (!state.epochs.has(sender.shard)) continue;
    const former = state.lanes.get(sender.id);
    const lane = openLane(laneOf(sender), performance.now());
    // The tokens already spent and the sends under way belong to the lane, not to its settings.
    if (former !== undefined) Object.assign(former, laneOf(sender), { session, sender, hot: true });
    else state.lanes.set(sender.id, Object.assign(lane, { session, sender }));
  }
  claimSoon(state, 0);
}

function laneOf(sender: LaneSender): Parameters<typeof openLane>[0] {
  const wall = Date.now();
  const pausedMs = sender.pausedUntil === null ? 0 : sender.pausedUntil - wall;
  return {
    tenantId: sender.tenantId,
    senderId: sender.id,
    shard: sender.shard,
    limit: { rate: sender.ratePerSecond, burst: sender.burst },
    cadence: sender.cadence,
    inFlightMax: sender.inFlightMax,
    pausedUntil: pausedMs <= 0 ? 0 : performance.now() + pausedMs,
  };
}

function closeLane(state: State, lane: Working): void {
  state.lanes.delete(lane.senderId);
  void lane.session.close();
}

// --- when to look ---------------------------------------------------------------------------------------------

function wakeLanes(state: State, shards: readonly number[] | null): void {
  const wanted = shards === null ? null : new Set(shards);
  for (const lane of state.lanes.values()) if (wanted === null || wanted.has(lane.shard)) lane.hot = true;
  claimSoon(state, 0);
}

/** The net under the nudges: due times that have come, notices that were lost, times to live that ran out. */
async function pollLanes(state: State): Promise<void> {
  wakeLanes(state, null);
  await attempt(state, async () => {
    await expireMessages(state.deps.db, [1_000]);
  });
}

/** Sets the next claim, unless an earlier one is set already; a running claim looks again when it ends. */
function claimSoon(state: State, afterMs: number): void {
  const now = performance.now();
  const at = Math.max(now + afterMs, state.claimedAt + spacingMs);
  if (at >= state.timerAt) return;
  clearTimeout(state.timer);
  state.timerAt = at;
  if (!state.claiming) state.timer = setTimeout(() => void claimNow(state), at - now);
}

// --- claim, pace, act, record ---------------------------------------------------------------------------------

async function claimNow(state: State): Promise<void> {
  state.claiming = true;
  state.timerAt = Number.POSITIVE_INFINITY;
  state.claimedAt = performance.now();
  await attempt(state, () => claimOnce(state));
  state.claiming = false;
  const now = performance.now();
  // Asked for while the claim ran, or the first token any hot lane will have.
  let next = state.timerAt;
  for (const lane of state.lanes.values())
    next = Math.min(next, Math.max(now + gatherMs, nextLook(lane, now)));
  state.timerAt = Number.POSITIVE_INFINITY;
  if (next !== Number.POSITIVE_INFINITY) claimSoon(state, Math.max(0, next - now));
}

async function claimOnce(state: State): Promise<void> {
  const node = state.deps.node.id();
  if (node === null || !state.deps.node.mayWork() || state.stopping.signal.aborted) return;
  const allowances = allowAll(state);
  if (allowances.length === 0) return;
  if (state.claimFailed) {
    await settleStrays(
      state,
      [...state.epochs].map(([shard, epoch]) => ({ shard, epoch })),
    );
  }
  // Until its answer is here, nobody knows whether a claim was committed.
  state.claimFailed = true;
  const claimed = await claimMessages(state.deps.db, node, allowances);
  state.claimFailed = false;
  state.deps.counters.claimed(claimed.length);
  const taken = new Map<string, number>();
  for (const message of claimed) taken.set(message.sender_id, (taken.get(message.sender_id) ?? 0) + 1);
  for (const { sender_id, normal } of allowances) {
    const lane = state.lanes.get(sender_id);
    if (lane === undefined) continue;
    const count = taken.get(sender_id) ?? 0;
    lane.bucket = take(lane.bucket, count);
    // A claim that was allowed more than it found has emptied the lane of due messages.
    lane.hot = lane.hot && count >= normal;
  }
  for (const message of claimed) void dispatch(state, message);
}

function allowAll(state: State): LaneAllowance[] {
  const now = performance.now();
  const hot = [...state.lanes.values()].filter((lane) => lane.hot);
  const share = Math.max(1, Math.floor((inFlightMax - state.flying.size) / Math.max(1, hot.length)));
  if (state.flying.size >= inFlightMax) return [];
  return hot.flatMap((lane) => {
    const allowed = allowance(lane, share, state.epochs.get(lane.shard) ?? "", now);
    return allowed === null ? [] : [allowed];
  });
}

async function dispatch(state: State, message: Claimed): Promise<void> {
  const lane = state.lanes.get(message.sender_id);
  state.flying.add(nameOf(message));
  if (lane !== undefined) lane.inFlight += 1;
  const outcome = await act(state, lane, message);
  state.deps.counters.settled(outcome.kind);
  if (lane !== undefined) {
    rest(lane);
    await applyScope(state, lane, outcome);
  }
  await state.recorder.record(message, outcome);
  state.flying.delete(nameOf(message));
  if (lane !== undefined) {
    lane.inFlight -= 1;
    // It may have been the full lane's last place, or the message its pair was waiting for.
    lane.hot = true;
    claimSoon(state, gatherMs);
  }
  for (const waiter of state.idle.filter(({ test }) => test())) {
    state.idle.splice(state.idle.indexOf(waiter), 1);
    waiter.done();
  }
}

async function act(state: State, lane: Working | undefined, message: Claimed): Promise<Outcome> {
  // Lost between claim and send: nothing has left, and the record will find the attempt fenced or give it back.
  if (lane === undefined || !state.deps.node.mayWork()) return notStarted;
  const wait = takePair(state.pairs, `${lane.senderId}${message.recipient}`, performance.now());
  if (wait > 0) return pairLimited(wait);
  const signal = AbortSignal.any([state.stopping.signal, AbortSignal.timeout(sendTimeoutMs)]);
  const outgoing = { to: message.recipient, message: message.body, correlation: nameOf(message) };
  return lane.session.send(outgoing, signal);
}

const notStarted: Outcome = {
  kind: "later",
  error: {
    code: "handed_over",
    providerCode: null,
    detail: "Its lane moved to another process before it left.",
  },
  scope: "message",
  afterMs: 0,
  counts: false,
};

function pairLimited(waitMs: number): Outcome {
  const detail = "This sender wrote to this person too often; Meta allows a burst of 45, then one in 6 s.";
  return {
    kind: "later",
    error: { code: "pair_rate_limited", providerCode: null, detail },
    scope: "recipient",
    afterMs: waitMs,
    counts: false,
  };
}

/** Whatever came of it, a person would not type the next one at once. */
function rest(lane: Working): void {
  if (lane.cadence === null) return;
  const gap = gapMs(lane.cadence, Math.random(), Math.random());
  lane.restUntil = Math.max(lane.restUntil, performance.now() + gap);
}

/** A provider's word about the whole sender stops its lane: for a while, or until a person acts. */
async function applyScope(state: State, lane: Working, outcome: Outcome): Promise<void> {
  if (outcome.kind !== "later" || outcome.scope !== "sender") return;
  if (outcome.afterMs !== null) {
    lane.restUntil = Math.max(lane.restUntil, performance.now() + outcome.afterMs);
    return;
  }
  if (lane.pausedUntil === Number.POSITIVE_INFINITY) return;
  lane.pausedUntil = Number.POSITIVE_INFINITY;
  await attempt(state, () => state.deps.pauseSender(lane.tenantId, lane.senderId, outcome.error.code));
}

function whenIdle(state: State, test: () => boolean): Promise<void> {
  return test() ? Promise.resolve() : new Promise((done) => state.idle.push({ done, test }));
}

/** Background work reports its errors and goes on; the poll is the next try. */
async function attempt(state: State, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    state.deps.onError(error instanceof Error ? error : new Error(String(error)));
  }
}
