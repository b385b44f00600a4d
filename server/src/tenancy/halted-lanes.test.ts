// A suspended tenant's lanes on a real dispatcher: they stand still within seconds, and go on with nothing lost or
// doubled.

import { expect, test, vi } from "vitest";
import { startListener } from "../kernel/listener.ts";
import {
  accept,
  harness,
  type Lane,
  newMessage,
  runAccepting,
  useDispatchers,
} from "../messaging/harness.ts";
import { changeState } from "./change-state.ts";
import type { LifeStep } from "./tenant-life.ts";

useDispatchers();

const within = { timeout: 10_000 };

const take = ({ tenantId }: Lane, step: Exclude<LifeStep, "erase">) =>
  harness.engine.transaction((tx) =>
    changeState(tx, tenantId, { step, by: "platform", reason: "a test" }, new Date()),
  );

async function statuses({ tenantId }: Lane): Promise<Record<string, number>> {
  const { rows } = await harness.engine.query<{ status: string; n: number }>(
    `select coalesce(e.status, m.status) as status, count(*)::int as n
     from message m left join lane_entry e on e.tenant_id = m.tenant_id and e.message_id = m.id
     where m.tenant_id = $1 group by 1`,
    [tenantId],
  );
  return Object.fromEntries(rows.map(({ status, n }) => [status, n]));
}

/** A dispatcher that hears of changed senders as a transport process does: by a notice. */
async function running(lanes: readonly Lane[]) {
  const run = await runAccepting(harness, lanes);
  const refreshed: string[] = [];
  const listener = await startListener({
    url: harness.url,
    role: "waypost_engine",
    channels: ["senders"],
    onNotice: (_channel, payload) => {
      void run.dispatcher.refresh([Number(payload)]).then(() => refreshed.push(payload));
    },
    onConnect: () => undefined,
    onError: (error) => void run.errors.push(error),
  });
  return {
    sent: run.sent,
    refreshed,
    wake: () => run.dispatcher.wake(null),
    stop: async () => {
      await listener.close();
      await run.stop();
      expect(run.errors).toEqual([]);
    },
  };
}

const batch = (lane: Lane, count: number, more: Parameters<typeof newMessage>[1] = {}) =>
  Array.from({ length: count }, (_, n) =>
    newMessage(lane, { recipient: `+1415555${String(1_000 + n)}`, ...more }),
  );

test("a suspended tenant's messages wait, its neighbour's go, and on reactivation all of them leave once", async () => {
  const [ours, theirs] = [await harness.tenant(), await harness.tenant()];
  const world = await running([ours, theirs]);
  await accept(harness, batch(ours, 20));
  world.wake();
  await vi.waitFor(async () => expect(await statuses(ours)).toEqual({ sent: 20 }), within);

  await take(ours, "suspend");
  await vi.waitFor(() => expect(world.refreshed).toEqual(["7"]), within);
  await accept(harness, [...batch(ours, 50)]);
  await accept(harness, [...batch(theirs, 50)]);
  world.wake();
  // The neighbour's lane is worked by the same claims: once it is empty, ours was looked at as often and passed over.
  await vi.waitFor(async () => expect(await statuses(theirs)).toEqual({ sent: 50 }), within);
  expect(await statuses(ours)).toEqual({ sent: 20, queued: 50 });
  expect(world.sent).toHaveLength(70);

  await take(ours, "activate");
  await vi.waitFor(async () => expect(await statuses(ours)).toEqual({ sent: 70 }), within);
  expect(world.sent).toHaveLength(120);
  const { rows } = await harness.engine.query(
    "select max(tries)::int as most from message where tenant_id = $1",
    [ours.tenantId],
  );
  expect(rows).toEqual([{ most: 1 }]);
  await world.stop();
});

test("what is over while a tenant is suspended expires, and does not leave late", async () => {
  const lane = await harness.tenant();
  const world = await running([lane]);
  await take(lane, "suspend");
  await vi.waitFor(() => expect(world.refreshed).toHaveLength(1), within);
  const expires_at = new Date(Date.now() + 300).toISOString();
  await accept(harness, [...batch(lane, 3, { expires_at }), ...batch(lane, 2)]);
  world.wake();
  await vi.waitFor(async () => expect(await statuses(lane)).toEqual({ expired: 3, queued: 2 }), within);
  await take(lane, "activate");
  await vi.waitFor(async () => expect(await statuses(lane)).toEqual({ expired: 3, sent: 2 }), within);
  expect(world.sent).toHaveLength(2);
  await world.stop();
});

test("a sender that a person has paused stays so when its tenant comes back", async () => {
  const lane = await harness.tenant();
  await harness.engine.query("update sender set paused_at = now() where id = $1", [lane.senderId]);
  const world = await running([lane]);
  await take(lane, "suspend");
  await take(lane, "activate");
  await vi.waitFor(() => expect(world.refreshed).toHaveLength(2), within);
  const other = await harness.tenant();
  await accept(harness, batch(lane, 2));
  await take(other, "suspend");
  await take(other, "close");
  await vi.waitFor(() => expect(world.refreshed).toHaveLength(4), within);
  expect(await statuses(lane)).toEqual({ queued: 2 });
  expect(world.sent).toEqual([]);
  await world.stop();
});
