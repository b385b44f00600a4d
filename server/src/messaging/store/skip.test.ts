// A refusal while messages wait: at most what is in flight leaves, and everything else of the person is skipped.

import { describe, expect, test, vi } from "vitest";
import { harness, insertMessages, type Lane, newMessage, runDispatcher, useHarness } from "../harness.ts";
import type { NewMessage } from "./accept.ts";
import { skipWaiting } from "./skip.ts";

useHarness();

const person = "+14155550100";
const marketing = { class: 2, category: "marketing", recipient: person } as const;

async function wait(messages: readonly NewMessage[]): Promise<void> {
  await harness.engine.transaction((tx) => insertMessages(tx, messages));
}

async function statuses(lane: Lane): Promise<Record<string, number>> {
  const { rows } = await harness.engine.query<{ status: string; count: number }>(
    `select coalesce(e.status, m.status) as status, count(*)::int as count
     from message m left join lane_entry e on e.tenant_id = m.tenant_id and e.message_id = m.id
     where m.tenant_id = $1 group by 1`,
    [lane.tenantId],
  );
  return Object.fromEntries(rows.map((row) => [row.status, row.count]));
}

const refuse = (lane: Lane, purpose: "marketing" | "all" = "marketing") =>
  harness.engine.transaction((tx) =>
    skipWaiting(tx, [{ tenant_id: lane.tenantId, recipient: person, purpose }]),
  );

describe("a refusal", () => {
  test("with 10,000 messages waiting lets at most the one in flight leave", { timeout: 60_000 }, async () => {
    const lane = await harness.tenant();
    await wait(Array.from({ length: 10_000 }, () => newMessage(lane, marketing)));
    const inFlight = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    let handedOver = 0;
    const running = await runDispatcher(harness, [lane], async () => {
      handedOver += 1;
      inFlight.resolve();
      await answered.promise;
      return { kind: "accepted", providerMessageId: `wamid.${handedOver}` };
    });
    await inFlight.promise;
    await refuse(lane);
    answered.resolve();
    await vi.waitFor(async () => expect(await statuses(lane)).toEqual({ sent: 1, skipped: 9_999 }), 30_000);
    expect(handedOver).toBe(1);
    await running.stop();
    expect(running.errors).toEqual([]);
  });

  test("takes scheduled ones and those of every sender, and says why on each", async () => {
    const lane = await harness.tenant();
    const other = { ...lane, senderId: "00000000-0000-7000-8000-00000000000a" };
    await harness.engine.query(
      `insert into sender (tenant_id, id, name, transport, mode, address, shard, rate_per_second, burst)
       values ($1, $2, 'second desk', 'memory', 'test', '+15550100009', 7, 1, 1)`,
      [lane.tenantId, other.senderId],
    );
    const later = new Date(Date.now() + 3_600_000).toISOString();
    await wait([
      newMessage(lane, { ...marketing, status: "scheduled", due_at: later }),
      newMessage(other, marketing),
    ]);
    expect(await refuse(lane)).toHaveLength(2);
    expect(await statuses(lane)).toEqual({ skipped: 2 });
    const { rows } = await harness.engine.query(
      `select m.error ->> 'code' as code, e.type, e.detail ->> 'reason' as reason
       from message m join evidence e on e.tenant_id = m.tenant_id and e.message_id = m.id
       where m.tenant_id = $1`,
      [lane.tenantId],
    );
    const told = { code: "recipient_suppressed", type: "skipped", reason: "opted_out" };
    expect(rows).toEqual([told, told]);
  });

  test("of marketing leaves utility, other people and other tenants alone", async () => {
    const [lane, stranger] = [await harness.tenant(), await harness.tenant()];
    await wait([
      newMessage(lane, { recipient: person }),
      newMessage(lane, { ...marketing, recipient: "+14155550101" }),
      newMessage(stranger, marketing),
    ]);
    expect(await refuse(lane)).toEqual([]);
    expect([await statuses(lane), await statuses(stranger)]).toEqual([{ queued: 2 }, { queued: 1 }]);
  });

  test("of everything takes utility too", async () => {
    const lane = await harness.tenant();
    await wait([newMessage(lane, { recipient: person }), newMessage(lane, marketing)]);
    await refuse(lane, "all");
    expect(await statuses(lane)).toEqual({ skipped: 2 });
  });

  test("leaves a doubt a doubt, and takes back that it is sent once more", async () => {
    const lane = await harness.tenant();
    await wait([newMessage(lane, marketing)]);
    await harness.engine.query("update lane_entry set status = 'unknown', tries = 1 where tenant_id = $1", [
      lane.tenantId,
    ]);
    await refuse(lane);
    expect(await statuses(lane)).toEqual({ unknown: 1 });
    const { rows } = await harness.engine.query("select from lane_entry where tenant_id = $1", [
      lane.tenantId,
    ]);
    expect(rows).toEqual([]);
  });

  test("works under the role that serves requests, for its tenant only", async () => {
    const [lane, stranger] = [await harness.tenant(), await harness.tenant()];
    await wait([newMessage(lane, marketing), newMessage(stranger, marketing)]);
    await harness.app.asTenants([lane.tenantId], (tx) =>
      skipWaiting(tx, [
        { tenant_id: lane.tenantId, recipient: person, purpose: "marketing" },
        { tenant_id: stranger.tenantId, recipient: person, purpose: "marketing" },
      ]),
    );
    expect([await statuses(lane), await statuses(stranger)]).toEqual([{ skipped: 1 }, { queued: 1 }]);
  });
});
