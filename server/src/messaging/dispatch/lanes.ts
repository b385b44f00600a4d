// Which lanes are ours: those of the shards this node holds, opened, refreshed and handed over with them.

import type { Holding } from "../../kernel/nodes.ts";
import { openLane } from "../lane.ts";
import type { LaneSender } from "../dispatcher.ts";
import { nowhere } from "./frontier.ts";
import { claimSoon } from "./look.ts";
import { type ProtectedLane, protectLane } from "./protected-lane.ts";
import { attemptUntilDone, type State, whenIdle, type Working } from "./state.ts";
import { settleFormer } from "./strays.ts";

const releaseMs = 5_000;

export async function gainShards(state: State, units: ReadonlyMap<string, Holding>): Promise<void> {
  const gained = [...units]
    .filter(([, holding]) => holding.kind === "shard")
    .map(([id, holding]) => ({ shard: Number(id.slice("shard-".length)), epoch: holding.epoch }));
  const now = state.deps.clock.monotonic();
  for (const { shard, epoch } of gained) {
    state.epochs.set(shard, epoch);
    state.gainedAt.set(shard, now);
  }
  // First what the former owner left in doubt, then new work: a doubt holds its pair's order.
  const isHeld = (): boolean => gained.some(({ shard, epoch }) => state.epochs.get(shard) === epoch);
  await attemptUntilDone(state, isHeld, () => settleFormer(state, gained));
  const shards = gained.map(({ shard }) => shard);
  await attemptUntilDone(state, isHeld, () => refreshLanes(state, shards));
}

export async function loseShards(
  state: State,
  units: readonly string[],
  how: "release" | "lapse",
): Promise<void> {
  const lost = new Set(units.map((id) => Number(id.slice("shard-".length))));
  for (const shard of lost) state.epochs.delete(shard);
  const lanes = [...state.lanes.values()].filter((lane) => lost.has(lane.shard));
  for (const lane of lanes) state.lanes.delete(lane.senderId);
  // Who waits too long for a slow provider keeps the lane from its next owner, who can live with a doubt.
  if (how === "release") await atMost(state, releaseMs, whenSettled(state, lanes));
  for (const lane of lanes) void lane.session.close();
}

/** Their sends are recorded; and what a claim under way brings is given back, not found by the next owner. */
async function whenSettled(state: State, lanes: readonly Working[]): Promise<void> {
  const senders = new Set(lanes.map(({ senderId }) => senderId));
  await whenIdle(state, () => !state.claiming);
  await whenIdle(state, () => ![...state.flying.values()].some((sender) => senders.has(sender)));
}

async function atMost({ deps }: State, ms: number, work: Promise<void>): Promise<void> {
  let callOff = (): void => undefined;
  const over = new Promise<void>((resolve) => (callOff = deps.clock.after(ms, resolve)));
  await Promise.race([work, over]);
  callOff();
}

/** Opens lanes of new senders, closes those of deleted ones, takes over changed limits and pauses. */
export async function refreshLanes(state: State, shards: readonly number[]): Promise<void> {
  const held = shards.filter((shard) => state.epochs.has(shard));
  if (held.length === 0) return;
  const { clock, readSenders } = state.deps;
  // What is read now does not know of attempts that are recorded meanwhile.
  const versions = new Map([...state.lanes].map(([id, { guard }]) => [id, guard?.version]));
  const senders = await readSenders(held);
  const present = new Set(senders.map((sender) => sender.id));
  for (const lane of state.lanes.values()) {
    if (held.includes(lane.shard) && !present.has(lane.senderId)) closeLane(state, lane);
  }
  for (const sender of senders) {
    const session = await sender.open();
    if (!state.epochs.has(sender.shard)) continue;
    const former = state.lanes.get(sender.id);
    const settings = laneOf(state, sender);
    // The tokens already spent and the sends under way belong to the lane, not to its settings.
    if (former !== undefined) {
      const guard = guardOf(sender, former, versions.get(sender.id));
      Object.assign(former, settings, { session, sender, guard, hot: true, nudged: true });
    } else {
      const guard = sender.protection === null ? null : protectLane(sender.protection);
      const now = clock.monotonic();
      const lane = openLane(settings, state.gainedAt.get(sender.shard) ?? now, now);
      const breaker = state.breakers.get(sender.id) ?? lane.breaker;
      const working = {
        session,
        sender,
        guard,
        breaker,
        next: null,
        silent: null,
        capped: null,
        looksFar: false,
        restTold: 0,
        frontier: nowhere,
        wholeAt: 0,
      };
      state.lanes.set(sender.id, Object.assign(lane, working));
    }
  }
  claimSoon(state, 0);
}

function laneOf({ deps: { clock, node } }: State, sender: LaneSender): Parameters<typeof openLane>[0] {
  const pausedMs = sender.pausedUntil === null ? 0 : sender.pausedUntil - node.now().getTime();
  return {
    tenantId: sender.tenantId,
    senderId: sender.id,
    shard: sender.shard,
    limit: { rate: sender.ratePerSecond, burst: sender.burst },
    inFlightMax: sender.inFlightMax,
    pausedUntil: pausedMs <= 0 ? 0 : clock.monotonic() + pausedMs,
  };
}

function guardOf(
  { protection: given }: LaneSender,
  { guard, inFlight }: Working,
  version: number | undefined,
): ProtectedLane | null {
  if (given === null) return null;
  if (guard === null) return protectLane(given);
  const isNewer = inFlight === 0 && guard.version === version;
  return { ...guard, protection: given.protection, ...(isNewer ? { remembered: given.remembered } : {}) };
}

function closeLane(state: State, lane: Working): void {
  state.lanes.delete(lane.senderId);
  void lane.session.close();
}
