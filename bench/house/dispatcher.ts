// The real node and dispatcher over lanes of a benchmark's own, whose provider answers after 20 ms.

import { setTimeout as delay } from "node:timers/promises";
import { systemClock } from "../../server/src/kernel/clock.ts";
import type { Database } from "../../server/src/kernel/db.ts";
import { type Node, startNode } from "../../server/src/kernel/nodes.ts";
import {
  createDispatcher,
  createLaneStore,
  type Dispatcher,
  type LaneSender,
} from "../../server/src/messaging/index.ts";
import type { OutgoingMessage } from "../../server/src/transports/transport.ts";
import { type BenchLane, newId } from "./lanes.ts";

export type BenchDispatcher = { dispatcher: Dispatcher; node: Node };

export type BenchProvider = {
  db: Database;
  /** A connection of its own for the lease, where claims are slow. */
  leases?: Database;
  host: string;
  /** The lanes there are now. */
  lanes(): readonly BenchLane[];
  /** Called when the provider is asked. */
  asked(lane: BenchLane, message: OutgoingMessage): void;
  onError(error: Error): void;
};

const answerMs = 20;
/** What the Cloud API transport allows one session. */
const inFlightMax = 128;

export async function startDispatcher(provider: BenchProvider): Promise<BenchDispatcher> {
  const { db, leases = db, host, lanes, onError } = provider;
  const holder: { node: Node | null } = { node: null };
  const dispatcher = createDispatcher({
    store: createLaneStore(db, { newId, random: Math.random }),
    clock: systemClock,
    node: {
      id: () => holder.node?.id() ?? null,
      mayWork: () => holder.node?.mayWork() ?? false,
      now: () => holder.node?.now() ?? new Date(),
    },
    readSenders: async (shards) =>
      lanes()
        .filter((lane) => shards.includes(lane.shard))
        .map((lane) => laneSender(lane, provider)),
    pauseSender: async () => true,
    onError,
    counters: { claimed: () => undefined, settled: () => undefined, stale: () => undefined },
  });
  const node = await startNode({
    db: leases,
    kinds: ["shard"],
    host,
    sole: false,
    onGain: (units) => dispatcher.gain(units),
    onLose: (units, how) => dispatcher.lose(units, how),
    onError,
  });
  holder.node = node;
  return { dispatcher, node };
}

function laneSender(lane: BenchLane, { asked }: BenchProvider): LaneSender {
  const send = async (message: OutgoingMessage) => {
    asked(lane, message);
    await delay(answerMs);
    return { kind: "accepted", providerMessageId: newId() } as const;
  };
  return {
    tenantId: lane.tenantId,
    id: lane.senderId,
    shard: lane.shard,
    version: "1",
    ratePerSecond: lane.rate,
    burst: lane.burst,
    pausedUntil: null,
    protection: null,
    inFlightMax,
    open: async () => ({ send, close: async () => undefined }),
  };
}
