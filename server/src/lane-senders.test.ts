// The lanes of a suspended tenant: they stand still, over webhooks' numbers and over linked phones, which stay linked.

import { afterAll, beforeAll, expect, test } from "vitest";
import { createVault } from "./kernel/crypto.ts";
import { createLaneSenders } from "./lane-senders.ts";
import { createHarness, type Harness, type Lane } from "./messaging/harness.ts";
import { createMemoryTransport } from "./transports/memory/index.ts";

let harness: Harness;
let direct: Lane;
let linked: Lane;
/** Whom the holder was told to hold, look by look. */
const held: string[][] = [];

beforeAll(async () => {
  harness = await createHarness();
  [direct, linked] = [await harness.tenant({ shard: 3 }), await harness.tenant({ shard: 3 })];
  await harness.engine.query(
    "update sender set tenant_id = $1, transport = 'whatsapp_web', protection = '{}' where id = $2",
    [direct.tenantId, linked.senderId],
  );
  await harness.engine.query(
    "insert into session (tenant_id, sender_id, wanted, state) values ($1, $2, 'running', 'connected')",
    [direct.tenantId, linked.senderId],
  );
});
afterAll(() => harness.close());

async function pauses(): Promise<Record<string, number | null>> {
  const transport = createMemoryTransport({ fate: () => "delivered", now: () => new Date() });
  const read = createLaneSenders({
    db: harness.engine,
    vault: createVault(Buffer.alloc(32)),
    direct: () => transport,
    linked: async () => transport,
    holder: {
      hold: async (_shards, senders) => void held.push(senders.map(({ sender }) => sender.id)),
      session: () => expect.unreachable("nothing is sent"),
    },
    now: () => new Date(),
  });
  const lanes = await read([3]);
  return Object.fromEntries(lanes.map(({ id, pausedUntil }) => [id, pausedUntil]));
}

test.each(["suspended", "closing"])(
  "of a tenant that is %s stand still until it is active",
  async (state) => {
    const write = (now: string) =>
      harness.engine.query("update tenant set state = $2 where id = $1", [direct.tenantId, now]);
    const both = (pause: number | null) => ({ [direct.senderId]: pause, [linked.senderId]: pause });
    expect(await pauses()).toEqual(both(null));
    await write(state);
    expect(await pauses()).toEqual(both(Number.POSITIVE_INFINITY));
    await write("active");
    expect(await pauses()).toEqual(both(null));
    // The phone was held all the while.
    expect(held.splice(0)).toEqual([[linked.senderId], [linked.senderId], [linked.senderId]]);
  },
);

test("of a tenant on trial work", async () => {
  await harness.engine.query("update tenant set state = 'trial' where id = $1", [direct.tenantId]);
  expect(Object.values(await pauses())).toEqual([null, null]);
});
