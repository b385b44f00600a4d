// A transport process: the real node, dispatcher and recorder, composed as the product composes them.

import { startNodeOver, type Node } from "../../../server/src/kernel/nodes.ts";
import {
  createDispatcher,
  type Dispatcher,
  type LaneSender,
} from "../../../server/src/messaging/dispatcher.ts";
import type { LaneStore } from "../../../server/src/messaging/lane-store.ts";
import type { Outcome } from "../../../server/src/transports/transport.ts";
import type { LaneName } from "../check/senders.ts";
import type { Watch } from "../check/watch.ts";
import { ask, notify, type Sim } from "../model/database.ts";
import { laneStoreOf } from "../ports/lane-store.ts";
import { nodeStoreOf } from "../ports/node-store.ts";
import { boot, clockOf, end, type Life, type Machine } from "../world/machine.ts";
import type { Provider } from "./provider.ts";

export type SenderRow = {
  tenantId: string;
  id: string;
  shard: number;
  rate: number;
  burst: number;
  pausedUntil: number | null;
  version: number;
};

export type Ground = {
  sim: Sim;
  watch: Watch;
  provider: Provider;
  senders: readonly SenderRow[];
  sole: boolean;
  inFlightMax: number;
  newId(life: Life): string;
};

export type Running = { life: Life; stop(): Promise<void> };

export async function startTransportNode(ground: Ground, machine: Machine): Promise<Running> {
  const { sim, sole } = ground;
  const life = boot(sim.world, machine);
  const clock = clockOf(sim.world, life);
  const parts: { node: Node | null } = { node: null };
  const onError = (): void => undefined;
  const evidence = {
    newId: () => ground.newId(life),
    random: clock.random,
  };
  const dispatcher = createDispatcher({
    store: told(ground, life, laneStoreOf(sim, life, evidence)),
    clock,
    node: {
      id: () => parts.node?.id() ?? null,
      mayWork: () => parts.node?.mayWork() ?? false,
      now: () => parts.node?.now() ?? clock.now(),
    },
    readSenders: (shards) =>
      ask(sim, life, {
        name: "read_senders",
        run: () =>
          ground.senders
            .filter(({ shard }) => shards.includes(shard))
            .map((sender) => laneSender(ground, life, parts, sender)),
      }),
    pauseSender: ({ id, version }) =>
      ask(sim, life, { name: "pause_sender", run: () => pause(ground, id, version) }),
    onError,
    counters: { claimed: () => undefined, settled: () => undefined, stale: () => undefined },
  });
  listen(sim, life, dispatcher, parts);
  parts.node = await startNodeOver(
    { store: nodeStoreOf(sim, life), clock, newId: () => ground.newId(life) },
    {
      kinds: ["shard"],
      host: sole ? machine.name : `${machine.name} ${machine.lives}`,
      sole,
      onGain: (units) => dispatcher.gain(units),
      onLose: (units, how) => {
        sim.world.tell(`${machine.name} loses ${units.join(", ")} (${how})`);
        return dispatcher.lose(units, how);
      },
      onError,
    },
  );
  void dispatcher.refresh(null);
  const { node } = parts;
  const believer = { life, node };
  ground.watch.believers.add(believer);
  life.onDeath.push(() => void ground.watch.believers.delete(believer));
  return {
    life,
    stop: async () => {
      await dispatcher.stop(20_000);
      await node.leave();
      end(life);
    },
  };
}

/** The store, with a word for the story. */
function told({ sim }: Ground, life: Life, store: LaneStore): LaneStore {
  return {
    ...store,
    claim: async (node, lanes) => {
      const claimed = await store.claim(node, lanes);
      for (const { id, tries } of claimed)
        sim.world.tell(`${life.machine.name} has claimed ${id.slice(-4)}.${tries}`);
      return claimed;
    },
    record: async (rows, sends) => {
      const written = await store.record(rows, sends);
      for (const { message_id, number, attempt } of rows) {
        const stale = written.some((row) => row.message_id === message_id) ? "" : ", too late";
        sim.world.tell(`${life.machine.name} records ${message_id.slice(-4)}.${number}: ${attempt}${stale}`);
      }
      return written;
    },
  };
}

function laneSender(ground: Ground, life: Life, parts: { node: Node | null }, sender: SenderRow): LaneSender {
  const lane = { node: `${life.machine.name} ${life.machine.lives}`, sender: sender.id };
  return {
    tenantId: sender.tenantId,
    id: sender.id,
    shard: sender.shard,
    version: String(sender.version),
    ratePerSecond: sender.rate,
    burst: sender.burst,
    pausedUntil: sender.pausedUntil,
    inFlightMax: ground.inFlightMax,
    protection: null,
    open: async () => ({
      send: (message, signal) => {
        if (life.dead) return new Promise(() => undefined);
        ground.watch.sending(life, parts.node?.id() ?? null, message.correlation);
        return handOver(ground, lane, () => ground.provider.send(life, message, signal));
      },
      close: async () => undefined,
    }),
  };
}

async function handOver(
  { sim, watch }: Ground,
  lane: LaneName,
  send: () => Promise<Outcome>,
): Promise<Outcome> {
  const startedAt = sim.world.schedule.now();
  watch.sender((checks) => checks.sent(lane, startedAt));
  const outcome = await send();
  const isAnswer = outcome.kind === "accepted" || outcome.kind === "refused";
  if (isAnswer) watch.sender((checks) => checks.answered(lane));
  if (outcome.kind === "later" && outcome.scope === "sender" && outcome.afterMs === null)
    watch.sender((checks) => checks.refused(lane.sender, startedAt));
  return outcome;
}

/** The statement; then a person sees the pause and lifts it a while later. */
function pause({ sim, senders, watch }: Ground, id: string, version: string): boolean {
  const sender = senders.find((each) => each.id === id);
  if (sender === undefined || String(sender.version) !== version) return false;
  const { schedule } = sim.world;
  sim.world.tell(`sender ${id.slice(-4)} is paused`);
  watch.sender((checks) => checks.paused(id));
  sender.pausedUntil = Number.POSITIVE_INFINITY;
  sender.version += 1;
  notify(sim, "senders", String(sender.shard));
  schedule.at(schedule.now() + 2_000, () => {
    sender.pausedUntil = null;
    sender.version += 1;
    watch.sender((checks) => checks.lifted(id, schedule.now()));
    sim.world.tell(`a person lets sender ${id.slice(-4)} go on`);
    notify(sim, "senders", String(sender.shard));
  });
  return true;
}

function listen(sim: Sim, life: Life, dispatcher: Dispatcher, parts: { node: Node | null }): void {
  const listener = {
    life,
    hear: (channel: string, payload: string) => {
      if (channel === "lanes") dispatcher.wake(payload === "" ? null : payload.split(",").map(Number));
      if (channel === "senders") void dispatcher.refresh(payload === "" ? null : [Number(payload)]);
      if (channel === "units_free") parts.node?.nudge();
    },
  };
  sim.listeners.add(listener);
  life.onDeath.push(() => void sim.listeners.delete(listener));
}
