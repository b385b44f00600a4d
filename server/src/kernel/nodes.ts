// Who works what: one lease row per process, units that point at it, an epoch per unit as the fencing token.

import { randomUUID } from "node:crypto";
import { type Clock, systemClock } from "./clock.ts";
import type { Tx } from "./db.ts";
import { type NodeStore, nodeStoreIn, type Pulse, type UnitKind } from "./nodes-store.ts";

/**
 * A node's share of the work. Times are the database's: no machine's clock is compared with another's. The local
 * deadline is counted on this process's monotonic clock from the moment a renewal was *sent*, so it always ends
 * before the lease does; `mayWork` is asked before every effect.
 */
export type Node = {
  /** This process life; null between losing a lease and taking a new one. */
  id(): string | null;
  mayWork(): boolean;
  /**
   * The database's time: what the last renewal told, and what has passed since on a clock that never steps. Never
   * ahead of it, and behind by one answer's way at most; this process's own wall clock may be hours off.
   */
  now(): Date;
  held(): ReadonlyMap<string, Holding>;
  /** Renews and rebalances now instead of at the next tick. */
  nudge(): void;
  /** Stops all work, hands every unit back and tells the others: a gap of milliseconds, not of a lease. */
  leave(): Promise<void>;
};

export type Holding = { kind: UnitKind; epoch: string };

export type NodeOptions = {
  db: Tx;
  kinds: readonly UnitKind[];
  /** Names this process's place; `sole` says no other living process has it, so what it left behind is free at once. */
  host: string;
  sole: boolean;
  /** Called with units just gained; work on them may start. */
  onGain(units: ReadonlyMap<string, Holding>): void;
  /**
   * `release`: called before units are handed back; resolves when no effect can follow. `lapse`: the lease has run
   * out, nothing may be started any more, and nobody waits for the answer.
   */
  onLose(units: readonly string[], how: "release" | "lapse"): Promise<void>;
  onError(error: Error): void;
  leaseMs?: number;
  tickMs?: number;
};

/** How long a process may be out of touch before others take its work over. */
export const usualLeaseMs = 5_000;
/** A lease that was just renewed, and one look after it, jitter included: still taken over within 6 s. */
const renewalMs = 800;
/** Renewals stop being trusted this long before the lease could end: the longest a send may already be under way. */
const safetyMs = 200;

export function startNode(options: NodeOptions): Promise<Node> {
  return startNodeOver({ store: nodeStoreIn(options.db), clock: systemClock, newId: randomUUID }, options);
}

/** What a node stands on: the database's rows and this process's clock, or a model of both. */
export type Ground = { store: NodeStore; clock: Clock; newId(): string };

export async function startNodeOver(
  { store, clock, newId }: Ground,
  options: Omit<NodeOptions, "db">,
): Promise<Node> {
  const state: State = {
    store,
    clock,
    newId,
    options,
    leaseMs: options.leaseMs ?? usualLeaseMs,
    tickMs: options.tickMs ?? renewalMs,
    id: null,
    deadline: 0,
    told: null,
    ends: null,
    held: new Map(),
    leaving: false,
    endTick: null,
    endGuard: null,
    running: Promise.resolve(),
  };
  if (options.sole) await store.forgetHost(options.host);
  await tickOnce(state);
  schedule(state);
  guard(state);
  return {
    id: () => state.id,
    mayWork: () => state.id !== null && clock.monotonic() < state.deadline - safetyMs,
    now: () => databaseNow(state),
    held: () => state.held,
    nudge: () => {
      state.endTick?.();
      run(state);
    },
    leave: async () => {
      state.leaving = true;
      state.endTick?.();
      state.endGuard?.();
      await state.running;
      await lose(state, [...state.held.keys()], "release");
      if (state.id !== null) await store.leave(state.id);
      state.id = null;
    },
  };
}

type State = Ground & {
  options: Omit<NodeOptions, "db">;
  leaseMs: number;
  tickMs: number;
  id: string | null;
  deadline: number;
  /** The database's time, and when it was heard. */
  told: { now: number; at: number } | null;
  /** In how many ms from the last tick on another node is dead if it stays silent. */
  ends: number | null;
  held: Map<string, Holding>;
  leaving: boolean;
  endTick: (() => void) | null;
  endGuard: (() => void) | null;
  running: Promise<void>;
};

const soonMs = 20;

function schedule(state: State): void {
  if (state.leaving) return;
  const jitter = 0.9 + state.clock.random() * 0.2;
  // Who does not renew is found dead at that moment, and not up to a tick later.
  const silence = state.ends === null ? Number.POSITIVE_INFINITY : state.ends + soonMs;
  state.endTick = state.clock.after(Math.min(state.tickMs * jitter, silence), () => run(state));
}

/** Between ticks: the lease is looked at ten times as often as it is renewed. */
function guard(state: State): void {
  state.endGuard = state.clock.after(guardMs, () => {
    guard(state);
    fence(state);
  });
}

const guardMs = 100;

/** One tick at a time, then the next is scheduled, whatever happened. */
function run(state: State): void {
  state.running = state.running
    .then(() => (state.leaving ? undefined : tickOnce(state)))
    .catch((error: Error) => state.options.onError(error))
    .then(() => {
      state.endTick?.();
      schedule(state);
    });
}

async function tickOnce(state: State): Promise<void> {
  const { store, clock, options } = state;
  const sent = clock.monotonic();
  // Known anew with each answer: without one the next tick keeps its distance.
  state.ends = null;
  if (state.id === null) {
    const fresh = state.newId();
    await store.insert(fresh, options.host, state.leaseMs);
    state.id = fresh;
    state.deadline = sent + state.leaseMs;
  }
  // Who was out of touch itself does not declare others dead: it may be the one that was away.
  const id = state.id;
  const pulse = await store.beat(id, state.leaseMs, sent < state.deadline);
  state.told = { now: pulse.now.getTime(), at: clock.monotonic() };
  state.ends = pulse.ends;
  // The fence may have ended this life while the beat was on its way.
  if (state.id !== id) return;
  if (!pulse.alive) {
    lapse(state);
    return;
  }
  state.deadline = sent + state.leaseMs;
  // A claim whose answer was lost, a release that did not arrive: ours by the rows, and nobody would ever work them.
  if (pulse.owned > state.held.size) await store.keepOnly([...state.held.keys()], id);
  for (const kind of options.kinds) await balance(state, id, kind, pulse);
}

/** Before the first renewal there is nothing to go by but the process's clock, and nothing to do. */
function databaseNow({ told, clock }: State): Date {
  return told === null ? clock.now() : new Date(told.now + clock.monotonic() - told.at);
}

/** Keeps this node's share at ceil(units / nodes): gives the surplus back, takes free ones up to it. */
async function balance(state: State, id: string, kind: UnitKind, pulse: Pulse): Promise<void> {
  const { store } = state;
  const mine = [...state.held].filter(([, holding]) => holding.kind === kind).map(([unit]) => unit);
  const total = await store.countUnits(kind);
  const share = Math.ceil(total / Math.max(1, pulse.nodes));
  if (mine.length > share) {
    const surplus = mine.slice(share);
    await lose(state, surplus, "release");
    await store.release(surplus, id);
  } else if (mine.length < share && pulse.free > 0) {
    const gained = await store.claim(id, kind, share - mine.length);
    // Gained for a life that has ended meanwhile: they come free with its row.
    if (gained.length === 0 || state.id !== id) return;
    const units = new Map(gained.map((unit) => [unit.id, { kind, epoch: unit.epoch }]));
    for (const [unit, holding] of units) state.held.set(unit, holding);
    state.options.onGain(units);
  }
}

/** Between ticks: when the lease may have run out, work stops here first, long before anyone else takes over. */
function fence(state: State): void {
  if (state.held.size > 0 && state.clock.monotonic() >= state.deadline - safetyMs) lapse(state);
}

/** Ends this node's life. Its row may still stand; the next life has another id, so no old claim passes for ours. */
function lapse(state: State): void {
  state.id = null;
  lose(state, [...state.held.keys()], "lapse").catch((error: Error) => state.options.onError(error));
}

async function lose(state: State, units: string[], how: "release" | "lapse"): Promise<void> {
  if (units.length === 0) return;
  for (const id of units) state.held.delete(id);
  await state.options.onLose(units, how);
}
