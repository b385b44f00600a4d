// A node with the real dispatcher over a transport that answers after 20 ms, drained once per message of its parent.

import { setTimeout as delay } from "node:timers/promises";
import { systemClock } from "../../server/src/kernel/clock.ts";
import { createDatabase } from "../../server/src/kernel/db.ts";
import { type Node, startNode } from "../../server/src/kernel/nodes.ts";
import {
  createDispatcher,
  createLaneStore,
  type Dispatcher,
  type LaneSender,
} from "../../server/src/messaging/index.ts";
import type { Outcome } from "../../server/src/transports/transport.ts";
import { type BenchLane, newId } from "../house/lanes.ts";

/** `count`: how many messages have been sent when the lanes are empty. */
export type DispatchRun = { lanes: BenchLane[]; count: number };

/** `sentAt`: by sender, in milliseconds, when each send began. */
export type DispatchAnswer = { seconds: number; sentAt: Record<string, number[]> };

const answerMs = 20;
/** What the Cloud API transport allows one session. */
const inFlightMax = 128;

const [url = ""] = process.argv.slice(2);
const onError = (error: Error): void => console.error(error);
const db = createDatabase({ url, role: "waypost_engine", connectionsMax: 4, onError });

process.on("message", (run: DispatchRun) => void drain(run).then((answer) => process.send?.(answer)));
process.on("SIGTERM", () => process.exit(0));
process.send?.({ type: "ready" });

async function drain({ lanes, count }: DispatchRun): Promise<DispatchAnswer> {
  const sentAt: Record<string, number[]> = {};
  const began = performance.now();
  const { dispatcher, node } = await startDispatcher(lanes, sentAt);
  await whenDrained();
  const seconds = (performance.now() - began) / 1_000;
  await requireSent(count);
  await dispatcher.stop(1_000);
  await node.leave();
  return { seconds, sentAt };
}

async function startDispatcher(lanes: readonly BenchLane[], sentAt: Record<string, number[]>) {
  const holder: { node: Node | null } = { node: null };
  const dispatcher: Dispatcher = createDispatcher({
    store: createLaneStore(db, { newId, chance: () => ({ now: new Date(), random: Math.random() }) }),
    clock: systemClock,
    node: { id: () => holder.node?.id() ?? null, mayWork: () => holder.node?.mayWork() ?? false },
    readSenders: async (shards) =>
      lanes.filter((lane) => shards.includes(lane.shard)).map((lane) => laneSender(lane, sentAt)),
    pauseSender: async () => undefined,
    onError,
    counters: { claimed: () => undefined, settled: () => undefined, stale: () => undefined },
  });
  holder.node = await startNode({
    db,
    kinds: ["shard"],
    host: "bench",
    sole: true,
    onGain: (units) => dispatcher.gain(units),
    onLose: (units, how) => dispatcher.lose(units, how),
    onError,
  });
  dispatcher.wake(null);
  return { dispatcher, node: holder.node };
}

function laneSender(lane: BenchLane, sentAt: Record<string, number[]>): LaneSender {
  const instants = (sentAt[lane.senderId] ??= []);
  const send = async (): Promise<Outcome> => {
    instants.push(performance.now());
    await delay(answerMs);
    return { kind: "accepted", providerMessageId: newId() };
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

/** Until the database has every one recorded; asked seldom, so that asking costs nothing. */
async function whenDrained(): Promise<void> {
  for (;;) {
    const { rows } = await db.query<{ open: boolean }>("select exists (select from lane_entry) as open");
    if (rows[0]?.open === false) return;
    await delay(20);
  }
}

async function requireSent(count: number): Promise<void> {
  const { rows } = await db.query<{ sent: number }>(
    "select count(*)::int as sent from message where status = 'sent'",
  );
  if (rows[0]?.sent !== count) throw new Error(`${rows[0]?.sent} of ${count} messages were sent`);
}
