// Who works what: one lease row per process, units that point at it, an epoch per unit as the fencing token.

import { randomUUID } from "node:crypto";
import type { Tx } from "./db.ts";
import {
  beat,
  claimUnits,
  countUnits,
  forgetHost,
  insertNode,
  leaveNode,
  type Pulse,
  releaseUnits,
  type UnitKind,
} from "./nodes-store.ts";

/**
 * A node's share of the work. Times are the database's: no machine's clock is compared with another's. The local
 * deadline is counted on this process's monotonic clock from the moment a renewal was *sent*, so it always ends
 * before the lease does; `mayWork` is asked before every effect.
 */
export type Node = {
  /** This process life; null between losing a lease and taking a new one. */
  id(): string | null;
  mayWork(): boolean;
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

/** Renewals stop being trusted this long before the lease could end: the longest a send may already be under way. */
const safetyMs = 200;

export async function startNode(options: NodeOptions): Promise<Node> {
  const state: State = {
    options,
    leaseMs: options.leaseMs ?? 5_000,
    tickMs: options.tickMs ?? 1_000,
    id: null,
    deadline: 0,
    held: new Map(),
    leaving: false,
    timer: undefined,
    running: Promise.resolve(),
  };
  if (options.sole) await forgetHost(options.db, [options.host]);
  await tickOnce(state);
  schedule(state);
  const guard = setInterval(() => fence(state), 100);
  return {
    id: () => state.id,
    mayWork: () => state.id !== null && performance.now() < state.deadline - safetyMs,
    held: () => state.held,
    nudge: () => {
      clearTimeout(state.timer);
      run(state);
    },
    leave: async () => {
      state.leaving = true;
      clearTimeout(state.timer);
      clearInterval(guard);
      await state.running;
      await lose(state, [...state.held.keys()], "release");
      if (state.id !== null) await leaveNode(options.db, [state.id]);
      state.id = null;
    },
  };
}

type State = {
  options: NodeOptions;
  leaseMs: number;
  tickMs: number;
  id: string | null;
  deadline: number;
  held: Map<string, Holding>;
  leaving: boolean;
  timer: NodeJS.Timeout | undefined;
  running: Promise<void>;
};

function schedule(state: State): void {
  if (state.leaving) return;
  const jitter = 0.9 + Math.random() * 0.2;
  state.timer = setTimeout(() => run(state), state.tickMs * jitter);
}

/** One tick at a time, then the next is scheduled, whatever happened. */
function run(state: State): void {
  state.running = state.running
    .then(() => (state.leaving ? undefined : tickOnce(state)))
    .catch((error: Error) => state.options.onError(error))
    .then(() => {
      clearTimeout(state.timer);
      schedule(state);
    });
}

async function tickOnce(state: State): Promise<void> {
  const { db, kinds } = state.options;
  const sent = performance.now();
  if (state.id === null) {
    const fresh = randomUUID();
    await insertNode(db, [fresh, state.options.host, state.leaseMs]);
    state.id = fresh;
    state.deadline = sent + state.leaseMs;
  }
  // Who was out of touch itself does not declare others dead: it may be the one that was away.
  const id = state.id;
  const pulse = await beat(db, [id, state.leaseMs, sent < state.deadline]);
  // The fence may have ended this life while the beat was on its way.
  if (state.id !== id) return;
  if (!pulse.alive) {
    lapse(state);
    return;
  }
  state.deadline = sent + state.leaseMs;
  for (const kind of kinds) await balance(state, id, kind, pulse);
}

/** Keeps this node's share at ceil(units / nodes): gives the surplus back, takes free ones up to it. */
async function balance(state: State, id: string, kind: UnitKind, pulse: Pulse): Promise<void> {
  const { db } = state.options;
  const mine = [...state.held].filter(([, holding]) => holding.kind === kind).map(([unit]) => unit);
  const total = await countUnits(db, [kind]);
  const share = Math.ceil(total / Math.max(1, pulse.nodes));
  if (mine.length > share) {
    const surplus = mine.slice(share);
    await lose(state, surplus, "release");
    await releaseUnits(db, [surplus, id]);
  } else if (mine.length < share && pulse.free > 0) {
    const gained = await claimUnits(db, [id, kind, share - mine.length]);
    // Gained for a life that has ended meanwhile: they come free with its row.
    if (gained.length === 0 || state.id !== id) return;
    const units = new Map(gained.map((unit) => [unit.id, { kind, epoch: unit.epoch }]));
    for (const [unit, holding] of units) state.held.set(unit, holding);
    state.options.onGain(units);
  }
}

/** Between ticks: when the lease may have run out, work stops here first, long before anyone else takes over. */
function fence(state: State): void {
  if (state.held.size > 0 && performance.now() >= state.deadline - safetyMs) lapse(state);
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
