// A node with the real dispatcher over a transport that answers after 20 ms, drained once per message of its parent.

import { setTimeout as delay } from "node:timers/promises";
import { createDatabase } from "../../server/src/kernel/db.ts";
import { startDispatcher } from "../house/dispatcher.ts";
import type { BenchLane } from "../house/lanes.ts";

/** `count`: how many messages have been sent when the lanes are empty. */
export type DispatchRun = { lanes: BenchLane[]; count: number };

/** `sentAt`: by sender, in milliseconds, when each send began. */
export type DispatchAnswer = { seconds: number; sentAt: Record<string, number[]> };

const [url = ""] = process.argv.slice(2);
const onError = (error: Error): void => console.error(error);
const db = createDatabase({ url, role: "waypost_engine", connectionsMax: 4, byIndex: true, onError });

process.on("message", (run: DispatchRun) => void drain(run).then((answer) => process.send?.(answer)));
process.on("SIGTERM", () => process.exit(0));
process.send?.({ type: "ready" });

async function drain({ lanes, count }: DispatchRun): Promise<DispatchAnswer> {
  const sentAt: Record<string, number[]> = {};
  const began = performance.now();
  const { dispatcher, node } = await startDispatcher({
    db,
    host: "bench",
    lanes: () => lanes,
    asked: ({ senderId }) => void (sentAt[senderId] ??= []).push(performance.now()),
    onError,
  });
  dispatcher.wake(null);
  await whenDrained();
  const seconds = (performance.now() - began) / 1_000;
  await requireSent(count);
  await dispatcher.stop(1_000);
  await node.leave();
  return { seconds, sentAt };
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
