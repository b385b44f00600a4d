// A transport process whose provider answers after 20 ms and notes when it was asked: the real node, dispatcher and
// listener, for the benchmarks of fairness and growth.

import { createDatabase } from "../server/src/kernel/db.ts";
import { startListener } from "../server/src/kernel/listener.ts";
import { startDispatcher } from "./house/dispatcher.ts";
import type { BenchLane } from "./house/lanes.ts";

/** `lanes` replaces those it has; `told` asks when the people on its list were written to. */
export type FairnessOrder = { kind: "lanes"; lanes: BenchLane[] } | { kind: "told"; people: string[] };

/** By person: when the transport was called, in ms on the clock all processes of a machine share. */
export type FairnessAnswer = { sentAt: Record<string, number> };

const [url = ""] = process.argv.slice(2);
const onError = (error: Error): void => console.error(error);
const db = createDatabase({ url, role: "waypost_engine", connectionsMax: 4, byIndex: true, onError });
const leases = createDatabase({ url, role: "waypost_engine", connectionsMax: 1, patienceMs: 3_000, onError });
const sentAt = new Map<string, number>();
const state: { lanes: BenchLane[] } = { lanes: [] };

const { dispatcher, node } = await startDispatcher({
  db,
  leases,
  host: `bench ${process.pid}`,
  lanes: () => state.lanes,
  asked: (_lane, { to }) => void sentAt.set(to, machineMs()),
  onError,
});
const shardsIn = (payload: string): number[] => payload.split(",").map(Number);
await startListener({
  url,
  role: "waypost_engine",
  channels: ["lanes", "units_free"],
  onNotice: (channel, payload) =>
    channel === "units_free" ? node.nudge() : dispatcher.wake(shardsIn(payload)),
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
  void dispatcher.refresh(null);
});
process.on("SIGTERM", () => process.exit(0));
process.send?.({ type: "ready" });

function machineMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
