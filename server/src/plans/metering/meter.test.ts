// The meter against the ledger: random traffic, late receipts, kills between steps, re-runs. It never differs.

import { randomUUID } from "node:crypto";
import * as fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "../../kernel/db.ts";
import {
  accept,
  applyStatuses,
  createHarness,
  type Harness,
  type Lane,
  newId,
  newMessage,
} from "../../messaging/harness.ts";
import { listSlots, readUsage, type SlotRow, takeMarks } from "../store/usage.ts";
import { cellsOf } from "./cells.ts";
import { countSlots } from "./count-slots.ts";
import { meterUsage } from "./meter.ts";
import { readSlots } from "./read-slots.ts";
import { recountUsage } from "./recount.ts";

let house: Harness;
let lane: Lane;

beforeAll(async () => {
  house = await createHarness();
});
afterAll(() => house.close());
beforeEach(async () => {
  lane = await house.tenant();
  await house.engine.query("update tenant set time_zone = 'Asia/Kolkata' where id = $1", [lane.tenantId]);
});

const longAgo = new Date(Date.now() - 40 * 86_400_000);
const phones = ["+919000000001", "+14155550123", "+4915112345678", "+447911123456"];

async function send(count: number, phone = phones[0]!): Promise<string[]> {
  const messages = Array.from({ length: count }, () => newMessage(lane, { recipient: phone }));
  await accept(house, messages);
  return messages.map(({ id }) => id);
}

/** A webhook's word about attempt number one. */
async function tell(id: string, status: "sent" | "delivered" | "read" | "failed", minutesLater = 0) {
  const error = { code: "recipient_undeliverable", providerCode: null, detail: "" } as const;
  const event = {
    kind: "status",
    status,
    providerMessageId: `wamid.${id}`,
    correlation: `${id}.1`,
    at: new Date(Date.now() + minutesLater * 60_000),
    error: status === "failed" ? error : null,
    retry: null,
  } as const;
  const told = { tenantId: lane.tenantId, senderId: lane.senderId, source: "test", event };
  await house.engine.transaction((tx) => applyStatuses(tx, [told], { newId, random: () => 0.5 }));
}

async function hear(phone: string | null, size: number): Promise<void> {
  await house.engine.query(
    `insert into inbound_message (tenant_id, sender_id, provider_message_id, id, sender_phone, type, body, media, at)
     values ($1, $2, $3, $4, $5, 'image', '{}', $6, now())`,
    [lane.tenantId, lane.senderId, randomUUID(), newId(), phone, JSON.stringify({ size })],
  );
}

type Sum = Record<string, number>;

async function metered(): Promise<Sum> {
  const cells = await readUsage(house.engine, [lane.tenantId, "test", "2020-01-01", "2099-12-31"]);
  const sum: Sum = { accepted: 0, sent: 0, delivered: 0, read: 0, failed: 0, received: 0, media_bytes: 0 };
  for (const cell of cells) for (const name of Object.keys(sum)) sum[name]! += cell[name as "sent"];
  return sum;
}

/** From the tables, message by message: another way to the same numbers. */
async function inTheLedger(): Promise<Sum> {
  const { rows: messages } = await house.engine.query<{ id: string; status: string }>(
    "select id, status from message where tenant_id = $1",
    [lane.tenantId],
  );
  const { rows: evidence } = await house.engine.query<{ message_id: string; type: string }>(
    "select message_id, type from evidence where tenant_id = $1",
    [lane.tenantId],
  );
  const { rows: heard } = await house.engine.query<{ media: { size: number } }>(
    "select media from inbound_message where tenant_id = $1",
    [lane.tenantId],
  );
  const having = (...types: string[]): number =>
    new Set(evidence.filter(({ type }) => types.includes(type)).map((row) => row.message_id)).size;
  return {
    accepted: messages.length,
    sent: having("sent", "delivered", "read", "played"),
    delivered: having("delivered", "read", "played"),
    read: having("read", "played"),
    failed: messages.filter(({ status }) => status === "failed").length,
    received: heard.length,
    media_bytes: heard.reduce((sum, { media }) => sum + media.size, 0),
  };
}

/** Its transactions are cut off before they commit, as often as is said. */
function dying(engine: Database, deaths: number): Database {
  let left = deaths;
  return {
    ...engine,
    transaction: (work) =>
      engine.transaction(async (tx) => {
        const result = await work(tx);
        if (left-- > 0) throw new Error("killed");
        return result;
      }),
  };
}

const step = fc.oneof(
  fc.record({ do: fc.constant("send" as const), count: fc.integer({ min: 1, max: 6 }), phone: fc.nat(3) }),
  fc.record({
    do: fc.constant("tell" as const),
    which: fc.nat(),
    status: fc.constantFrom("sent" as const, "delivered" as const, "read" as const, "failed" as const),
    later: fc.integer({ min: -2_000, max: 4_000 }),
  }),
  fc.record({ do: fc.constant("hear" as const), phone: fc.nat(3), size: fc.nat(10_000) }),
  fc.record({ do: fc.constant("meter" as const), deaths: fc.nat(2) }),
  fc.record({ do: fc.constant("cancel" as const), which: fc.nat() }),
);

test("an hour with many messages is counted again the later, the more they are", async () => {
  await send(3);
  await meterUsage(house.engine);
  // As if an hour of five minutes' worth of counting had been counted already.
  await house.engine.query("update usage_day set accepted = 300000 where tenant_id = $1", [lane.tenantId]);
  await send(1);
  await meterUsage(house.engine);
  expect((await metered())["accepted"]).toBe(300_000);

  await house.engine.query(
    "update usage_mark set marked_at = marked_at - interval '301 seconds' where tenant_id = $1",
    [lane.tenantId],
  );
  await meterUsage(house.engine);
  expect((await metered())["accepted"]).toBe(4);
});

test("whatever happens, in whatever order, the meter is what the ledger says", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      lane = await house.tenant();
      const ids: string[] = [];
      const meters: Promise<unknown>[] = [];
      for (const each of steps) {
        const id = "which" in each && ids.length > 0 ? ids[each.which % ids.length]! : null;
        if (each.do === "send") ids.push(...(await send(each.count, phones[each.phone])));
        else if (each.do === "hear") await hear(phones[each.phone]!, each.size);
        else if (each.do === "tell" && id !== null) await tell(id, each.status, each.later);
        else if (each.do === "cancel" && id !== null)
          await house.engine.query("update message set status = 'canceled' where id = $1", [id]);
        // Beside what comes next, not before it.
        else if (each.do === "meter")
          meters.push(meterUsage(dying(house.engine, each.deaths), { all: true }).catch(() => undefined));
      }
      await Promise.all(meters);
      await meterUsage(house.engine, { all: true });
      expect(await metered()).toEqual(await inTheLedger());
      expect(await recountUsage(house.engine, longAgo)).toMatchObject({ repaired: [] });
    }),
    { numRuns: 15 },
  );
});

test("an hour read in pieces says what it says as a whole", async () => {
  const ids = [...(await send(5, phones[0])), ...(await send(4, phones[1]))];
  for (const id of ids.slice(2, 7)) await tell(id, "delivered");
  await hear(phones[0]!, 10);
  await hear(phones[2]!, 20);
  const slots = await listSlots(house.engine, [longAgo]);
  const mine = slots.filter(({ tenant_id }) => tenant_id === lane.tenantId);
  const read = (messagesMax: number) =>
    house.engine.transaction(async (tx) => cellsOf(await readSlots(tx, mine, { messagesMax })));
  const whole = await read(1_000);
  expect(whole.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(9);
  for (const messagesMax of [1, 2, 4, 9]) expect(await read(messagesMax)).toEqual(whole);
});

describe("the meter", () => {
  test("counts each thing on the day it happened by the tenant's clock, and where people are", async () => {
    const [id] = await send(1, phones[1]);
    await tell(id!, "delivered", 2 * 24 * 60);
    await meterUsage(house.engine, { all: true });
    const cells = await readUsage(house.engine, [lane.tenantId, "test", "2020-01-01", "2099-12-31"]);
    const day = (ms: number): string =>
      new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Kolkata" }).format(new Date(Date.now() + ms));
    expect(cells).toMatchObject([
      { day: day(0), country: "US", category: "utility", kind: "uncharged", accepted: 1, delivered: 0 },
      { day: day(2 * 86_400_000), country: "US", sent: 1, delivered: 1 },
    ]);
  });

  test("does not miss what commits after it has looked", async () => {
    let commit = (): void => undefined;
    const isHeld = new Promise<void>((resolve) => (commit = resolve));
    const message = newMessage(lane);
    let inserted = (): void => undefined;
    const isInserted = new Promise<void>((resolve) => (inserted = resolve));
    const slow = house.engine.transaction(async (tx) => {
      await tx.query(
        `insert into message (tenant_id, id, mode, sender_id, shard, recipient, class, category, type, body, status,
                              due_at, unknown_policy, created_at, updated_at)
         values ($1, $2, 'test', $3, $4, '+14155550123', 1, 'utility', 'text', '{}', 'sent', now(), 'once', now(),
                 now())`,
        [lane.tenantId, message.id, lane.senderId, lane.shard],
      );
      inserted();
      await isHeld;
    });
    await isInserted;
    await meterUsage(house.engine, { all: true });
    await send(1);
    await meterUsage(house.engine, { all: true });
    expect((await metered())["accepted"]).toBe(1);
    commit();
    await slow;
    await meterUsage(house.engine, { all: true });
    expect((await metered())["accepted"]).toBe(2);
  });

  test("leaves an hour to who counts it, until they have said nothing for a minute", async () => {
    await send(2);
    const round = randomUUID();
    const slots = await takeMarks(house.engine, [20, false, round]);
    await meterUsage(house.engine);
    expect((await metered())["accepted"]).toBe(0);

    await house.engine.query("update usage_mark set marked_at = marked_at - interval '61 seconds'");
    await meterUsage(house.engine);
    expect((await metered())["accepted"]).toBe(2);
    // Taken for dead, it comes back with what it has read, and may not write it.
    const written: SlotRow[] = [];
    await countSlots(house.engine, { round, slots }, async (_tx, own) => void written.push(...own));
    expect(written).toEqual([]);
  });

  test("is broken off when the process ends, and counted by the next", async () => {
    await send(2);
    const over = AbortSignal.abort();
    await expect(meterUsage(house.engine, { all: true, stopping: over })).rejects.toBe(over.reason);
    expect((await metered())["accepted"]).toBe(0);
    await meterUsage(house.engine, { all: true });
    expect((await metered())["accepted"]).toBe(2);
  });

  test("keeps test traffic apart, and says where it was wrong once it is repaired", async () => {
    await send(2);
    await meterUsage(house.engine, { all: true });
    expect(await readUsage(house.engine, [lane.tenantId, "live", "2020-01-01", "2099-12-31"])).toEqual([]);
    await house.engine.query("update usage_day set accepted = 7 where tenant_id = $1", [lane.tenantId]);
    const { repaired } = await recountUsage(house.engine, longAgo);
    expect(repaired.map(({ tenant_id }) => tenant_id)).toEqual([lane.tenantId]);
    expect((await metered())["accepted"]).toBe(2);
    expect(await recountUsage(house.engine, longAgo)).toMatchObject({ repaired: [] });
  });
});
