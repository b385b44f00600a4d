// A transport process whose provider answers after 20 ms and notes when it was asked: the real node, dispatcher and
// listener, for the benchmarks of fairness and growth.

import { setTimeout as delay } from "node:timers/promises";
import { systemClock } from "../server/src/kernel/clock.ts";
import { createDatabase } from "../server/src/kernel/db.ts";
import { startListener } from "../server/src/kernel/listener.ts";
import { type Node, startNode } from "../server/src/kernel/nodes.ts";
import {
  createDispatcher,
  createLaneStore,
  type Dispatcher,
  type LaneSender,
} from "../server/src/messaging/index.ts";
import type { OutgoingMessage } from "../server/src/transports/transport.ts";
import { type BenchLane, newId } from "./house/lanes.ts";

/** `lanes` replaces those it has; `told` asks when the people on its list were written to. */
export type FairnessOrder = { kind: "lanes"; lanes: BenchLane[] } | { kind: "told"; people: string[] };

/** By person: when the transport was called, in ms on the clock all processes of a machine share. */
export type FairnessAnswer = { sentAt: Record<string, number> };

const answerMs = 20;
const inFlightMax = 128;

const [url = ""] = process.argv.slice(2);
const onError = (error: Error): void => console.error(error);
const db = createDatabase({ url, role: "waypost_engine", connectionsMax: 4, onError });
const leases = createDatabase({ url, role: "waypost_engine", connectionsMax: 1, patienceMs: 3_000, onError });
const sentAt = new Map<string, number>();
const state: { lanes: BenchLane[]; node: Node | null } = { lanes: [], node: null };

const dispatcher: Dispatcher = createDispatcher({
  store: createLaneStore(db, { newId, chance: () => ({ now: new Date(), random: Math.random() }) }),
  clock: systemClock,
  node: { id: () => state.node?.id() ?? null, mayWork: () => state.node?.mayWork() ?? false },
  readSenders: async (shards) => state.lanes.filter((lane) => shards.includes(lane.shard)).map(laneSender),
  pauseSender: async () => undefined,
  onError,
  counters: { claimed: () => undefined, settled: () => undefined, stale: () => undefined },
});
state.node = await startNode({
  db: leases,
  kinds: ["shard"],
  host: `bench ${process.pid}`,
  sole: false,
  onGain: (units) => dispatcher.gain(units),
  onLose: (units, how) => dispatcher.lose(units, how),
  onError,
});
const shardsIn = (payload: string): number[] => payload.split(",").map(Number);
await startListener({
  url,
  role: "waypost_engine",
  channels: ["lanes", "units_free"],
  onNotice: (channel, payload) =>
    channel === "units_free" ? state.node?.nudge() : dispatcher.wake(shardsIn(payload)),
  onConnect: () => dispatcher.wake(null),
  onError,
});

process.on("message", (order: FairnessOrder) => {
  if (order.kind === "told") {
    const answer: FairnessAnswer = { sentAt: {} };
    for (const person of order.people) answer.sentAt[person] = sentAt.get(person) ?? Number.NaN;
    return void process.send?.(answer);
  }
  state.lanes = order.lanes;
  dispatcher.refresh(null);
});
process.on("SIGTERM", () => process.exit(0));
process.send?.({ type: "ready" });

function laneSender(lane: BenchLane): LaneSender {
  const send = async ({ to }: OutgoingMessage) => {
    sentAt.set(to, machineMs());
    await delay(answerMs);
    return { kind: "accepted", providerMessageId: newId() } as const;
  };
  return {
    tenantId: lane.tenantId,
    id: lane.senderId,
    shard: lane.shard,
    ratePerSecond: lane.rate,
    burst: lane.burst,
    pausedUntil: null,
    protection: null,
    inFlightMax,
    open: async () => ({ send, close: async () => undefined }),
  };
}

function machineMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
