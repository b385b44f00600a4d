// Moving waiting messages to another sender's lane: what may go, what stays, and races with who claims them.

import { describe, expect, test, vi } from "vitest";
import type { Outcome } from "../../transports/transport.ts";
import {
  harness,
  insertMessages,
  type Lane,
  newId,
  newMessage,
  runDispatcher,
  useDispatchers,
} from "../harness.ts";
import type { AcceptedMessage, NewMessage } from "./accept.ts";
import { resendMessages } from "./change.ts";
import { claimMessages, recordOutcomes } from "./dispatch.ts";
import { type Move, moveToRoad, readMovable } from "./move.ts";
import { readEvidence, readMessage } from "./read.ts";

useDispatchers();

/** A tenant with two senders on shards of their own. */
async function twoLanes(): Promise<[Lane, Lane]> {
  const from = await harness.tenant({ shard: 7 });
  const to = { ...from, senderId: newId(), shard: 8 };
  await harness.engine.query(
    `insert into sender (tenant_id, id, name, transport, mode, address, shard, rate_per_second, burst)
     values ($1, $2, 'back office', 'memory', 'test', '+15550100001', 8, 1000, 1000)`,
    [to.tenantId, to.senderId],
  );
  return [from, to];
}

function routed(lane: Lane, more: Partial<NewMessage> = {}): AcceptedMessage {
  return { ...newMessage(lane, more), routed: { policy: 1, rule: 0 } };
}

async function accept(messages: readonly AcceptedMessage[]): Promise<void> {
  const tenants = [...new Set(messages.map((message) => message.tenant_id))];
  await harness.app.asTenants(tenants, (tx) => insertMessages(tx, messages));
}

async function movesOutOf(from: Lane, to: Lane): Promise<Move[]> {
  const lane = { tenant_id: from.tenantId, sender_id: from.senderId, from_end: false };
  const movable = await readMovable(harness.engine, [lane], 1_000);
  return movable.map(({ tenant_id, id, sender_id, recipient, tries }) => {
    return {
      tenant_id,
      id,
      sender_id,
      recipient,
      tries,
      to_sender: to.senderId,
      detail: { code: "sender_paused" },
    };
  });
}

async function move(from: Lane, to: Lane): Promise<string[]> {
  return (await moveToRoad(harness.engine, await movesOutOf(from, to))).map(({ id }) => id);
}

async function laneOf({ id, tenant_id }: NewMessage): Promise<Record<string, unknown>> {
  const { rows } = await harness.engine.query(
    `select m.sender_id, m.shard, e.sender_id as entry_sender, e.shard as entry_shard, e.status
     from message m left join lane_entry e on e.tenant_id = m.tenant_id and e.message_id = m.id
     where m.tenant_id = $1 and m.id = $2`,
    [tenant_id, id],
  );
  expect(rows).toHaveLength(1);
  return rows[0] as Record<string, unknown>;
}

/** A node that holds the lane's shard, as the dispatcher's claims want to see it. */
async function holder(lane: Lane): Promise<{ node: string; epoch: string }> {
  const node = newId();
  await harness.engine.query(
    "insert into node (id, host, until) values ($1, 'x', now() + interval '1 minute')",
    [node],
  );
  const { rows } = await harness.engine.query<{ epoch: string }>(
    "update unit set owner = $1, epoch = epoch + 1 where id = $2 returning epoch",
    [node, `shard-${lane.shard}`],
  );
  return { node, epoch: rows[0]?.epoch ?? "" };
}

const all = (lane: Lane, epoch: string) => [
  { tenant_id: lane.tenantId, sender_id: lane.senderId, shard: lane.shard, epoch, normal: 100, urgent: 100 },
];

async function attemptEnds(message: NewMessage, lane: Lane, outcome: "later" | "unknown"): Promise<void> {
  const { node, epoch } = await holder(lane);
  const claimed = await claimMessages(harness.engine, node, all(lane, epoch));
  expect(claimed.map(({ id }) => id)).toEqual([message.id]);
  await recordOutcomes(harness.engine, [
    {
      tenant_id: message.tenant_id,
      message_id: message.id,
      number: claimed[0]?.tries ?? 0,
      epoch,
      attempt: outcome,
      provider_message_id: null,
      error: null,
      status: outcome === "later" ? "queued" : "unknown",
      lane_state: outcome === "later" ? 0 : null,
      due_in_ms: 600_000,
      attention: outcome === "later" ? null : "unknown",
      counts: false,
    },
  ]);
}

describe("a waiting message", () => {
  test("goes to the other lane with its entry, and its timeline says so", async () => {
    const [from, to] = await twoLanes();
    const message = routed(from);
    await accept([message]);
    expect(await move(from, to)).toEqual([message.id]);
    expect(await laneOf(message)).toEqual({
      sender_id: to.senderId,
      shard: 8,
      entry_sender: to.senderId,
      entry_shard: 8,
      status: "queued",
    });
    const evidence = await readEvidence(harness.engine, [message.tenant_id, message.id]);
    expect(new Map(evidence.map(({ type, detail }) => [type, detail]))).toEqual(
      new Map([
        ["routed", { policy: 1, rule: 0 }],
        ["rerouted", { code: "sender_paused" }],
      ]),
    );
  });

  test("goes once, however often it is asked", async () => {
    const [from, to] = await twoLanes();
    const message = routed(from);
    await accept([message]);
    const moves = await movesOutOf(from, to);
    const moved = await Promise.all([1, 2, 3, 4].map(() => moveToRoad(harness.engine, moves)));
    expect(moved.flat().map(({ id }) => id)).toEqual([message.id]);
    expect(await move(from, to)).toEqual([]);
    const evidence = await readEvidence(harness.engine, [message.tenant_id, message.id]);
    expect(evidence.filter(({ type }) => type === "rerouted")).toHaveLength(1);
  });

  test("is where it was when the process that moves it dies before it is done", async () => {
    const [from, to] = await twoLanes();
    const message = routed(from);
    await accept([message]);
    const moves = await movesOutOf(from, to);
    const death = harness.engine.transaction(async (tx) => {
      expect(await moveToRoad(tx, moves)).toHaveLength(1);
      await tx.query("select pg_terminate_backend(pg_backend_pid())");
    });
    await expect(death).rejects.toThrow();
    expect((await laneOf(message))["entry_sender"]).toBe(from.senderId);
    expect(await move(from, to)).toEqual([message.id]);
  });

  test("goes on after it was put off, and is due at once there", async () => {
    const [from, to] = await twoLanes();
    const message = routed(from);
    await accept([message]);
    await attemptEnds(message, from, "later");
    expect(await move(from, to)).toEqual([message.id]);
    const { rows } = await harness.engine.query(
      "select tries, attempts, due_at <= now() as is_due, routed from lane_entry where message_id = $1",
      [message.id],
    );
    expect(rows).toEqual([{ tries: 1, attempts: 0, is_due: true, routed: true }]);
    const { node, epoch } = await holder(to);
    const claimed = await claimMessages(harness.engine, node, all(to, epoch));
    expect(claimed.map(({ id, tries }) => [id, tries])).toEqual([[message.id, 2]]);
  });

  test("stays when its caller named the sender", async () => {
    const [from, to] = await twoLanes();
    const message = newMessage(from);
    await accept([message]);
    expect(await move(from, to)).toEqual([]);
  });

  test("stays until it is due", async () => {
    const [from, to] = await twoLanes();
    const dueAt = new Date(Date.now() + 3_600_000).toISOString();
    const message = routed(from, { status: "scheduled", due_at: dueAt });
    await accept([message]);
    expect(await move(from, to)).toEqual([]);
    await harness.engine.query("update lane_entry set due_at = now() where message_id = $1", [message.id]);
    expect(await move(from, to)).toEqual([message.id]);
    expect((await laneOf(message))["status"]).toBe("scheduled");
  });

  test("stays when it may have left: in flight, in doubt, or sent again after a doubt", async () => {
    const [from, to] = await twoLanes();
    const message = routed(from);
    await accept([message]);
    const before = await movesOutOf(from, to);
    await attemptEnds(message, from, "unknown");
    expect(await move(from, to)).toEqual([]);
    expect(await moveToRoad(harness.engine, before)).toEqual([]);
    const caller = { tenantId: from.tenantId, mode: "test" } as const;
    const resent = await harness.app.asTenants([from.tenantId], (tx) =>
      resendMessages(tx, caller, { ids: [message.id] }, 1),
    );
    expect(resent).toHaveLength(1);
    expect(await move(from, to)).toEqual([]);
    // Not even when somebody had looked before it was tried.
    expect(await moveToRoad(harness.engine, before)).toEqual([]);
    expect((await laneOf(message))["entry_sender"]).toBe(from.senderId);
  });

  test("of a doubt that its policy lets it repeat stays, in doubt and afterwards", async () => {
    const [from, to] = await twoLanes();
    const message = routed(from, { unknown_policy: "otp" });
    await accept([message]);
    const before = await movesOutOf(from, to);
    const { node, epoch } = await holder(from);
    const [claimed] = await claimMessages(harness.engine, node, all(from, epoch));
    const outcome = {
      tenant_id: message.tenant_id,
      message_id: message.id,
      epoch,
      provider_message_id: null,
      error: null,
      lane_state: 0,
      due_in_ms: 0,
      counts: true,
    } as const;
    const doubt = { ...outcome, number: claimed?.tries ?? 0, attempt: "unknown", status: "unknown" } as const;
    await recordOutcomes(harness.engine, [{ ...doubt, attention: "unknown" }]);
    expect(await move(from, to)).toEqual([]);
    const [again] = await claimMessages(harness.engine, node, all(from, epoch));
    const later = { ...outcome, number: again?.tries ?? 0, attempt: "later", status: "queued" } as const;
    await recordOutcomes(harness.engine, [{ ...later, attention: null }]);
    expect((await laneOf(message))["status"]).toBe("queued");
    expect(await move(from, to)).toEqual([]);
    expect(await moveToRoad(harness.engine, before)).toEqual([]);
  });
});

describe("messages to one person", () => {
  test("go together or not at all", async () => {
    const [from, to] = await twoLanes();
    const messages = [routed(from), routed(from), routed(from)];
    await accept(messages);
    const moves = await movesOutOf(from, to);
    expect(moves).toHaveLength(3);
    const { node, epoch } = await holder(from);
    const [first] = await claimMessages(harness.engine, node, all(from, epoch));
    expect(first?.id).toBe(messages[0]?.id);
    expect(await moveToRoad(harness.engine, moves)).toEqual([]);
    expect(await move(from, to)).toEqual([]);
    const other = routed(from, { recipient: "+14155550199" });
    await accept([other]);
    expect(await move(from, to)).toEqual([other.id]);
  });

  test("leave the new lane in the order they were accepted in", async () => {
    const [from, to] = await twoLanes();
    const messages = Array.from({ length: 12 }, (_, n) =>
      routed(from, { recipient: `+1415555${6000 + (n % 3)}` }),
    );
    await accept(messages);
    expect(await move(from, to)).toHaveLength(12);
    const order: string[] = [];
    const running = await runDispatcher(harness, [to], async ({ correlation }) => {
      order.push(correlation.split(".")[0] ?? "");
      return { kind: "accepted", providerMessageId: `wamid.${correlation}` };
    });
    running.dispatcher.wake(null);
    await vi.waitFor(() => expect(order).toHaveLength(12), { timeout: 15_000 });
    await running.stop();
    for (const person of [0, 1, 2]) {
      const theirs = messages.filter((_, n) => n % 3 === person).map(({ id }) => id);
      expect(order.filter((id) => theirs.includes(id))).toEqual(theirs);
    }
  });
});

test(
  "a move that meets the dispatcher's claims sends nothing twice and loses nothing",
  { timeout: 60_000 },
  async () => {
    const [from, to] = await twoLanes();
    const sent = new Map<string, string[]>();
    const running = await runDispatcher(
      harness,
      [
        { ...from, rate: 150, burst: 5 },
        { ...to, rate: 150, burst: 5 },
      ],
      async ({ correlation }): Promise<Outcome> => {
        const [id = ""] = correlation.split(".");
        // Every third one is put off first, so that messages with a history move as well.
        const isFirst = correlation.endsWith(".1");
        if (isFirst && Number.parseInt(id.slice(-2), 16) % 3 === 0) {
          const error = { code: "provider_throttled", providerCode: null, detail: "Later" } as const;
          return { kind: "later", error, scope: "message", afterMs: 20, counts: false };
        }
        sent.set(id, [...(sent.get(id) ?? []), correlation]);
        return { kind: "accepted", providerMessageId: `wamid.${correlation}` };
      },
    );
    const messages = Array.from({ length: 600 }, (_, n) =>
      routed(n % 2 === 0 ? from : to, { recipient: `+1415555${1000 + (n % 200)}` }),
    );
    await accept(messages);
    running.dispatcher.wake(null);
    let moved = 0;
    while (sent.size < messages.length) {
      // To and fro, as fast as the database takes it, while both lanes are being claimed from.
      moved += (await move(from, to)).length;
      moved += (await move(to, from)).length;
      running.dispatcher.wake(null);
    }
    await running.stop();
    expect(running.errors).toEqual([]);
    expect(moved).toBeGreaterThan(100);
    expect([...sent.values()].filter((copies) => copies.length !== 1)).toEqual([]);
    const { rows } = await harness.engine.query(
      "select status, count(*)::int as n from message where tenant_id = $1 group by status",
      [from.tenantId],
    );
    expect(rows).toEqual([{ status: "sent", n: 600 }]);
    const left = await harness.engine.query("select from lane_entry where tenant_id = $1", [from.tenantId]);
    expect(left.rowCount).toBe(0);
    const [message] = await readMessage(harness.engine, [from.tenantId, "test", messages[0]?.id]);
    expect(message?.status).toBe("sent");
  },
);
