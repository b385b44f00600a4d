// The lane entry beside the message: who wins when two want it, and that everybody reads the same status from both.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { StatusEvent } from "../transports/transport.ts";
import { applyStatuses } from "./apply-evidence.ts";
import { createHarness, type Harness, insertMessages, type Lane, newId, newMessage } from "./harness.ts";
import type { NewMessage } from "./store/accept.ts";
import { cancelMessage, resendMessages } from "./store/change.ts";
import {
  type Claimed,
  claimMessages,
  expireMessages,
  findInFlight,
  type InFlight,
  type OutcomeRow,
  recordOutcomes,
} from "./store/dispatch.ts";
import { deferMessages } from "./store/hold.ts";
import { listMessages, type MessageRow, readMessage } from "./store/read.ts";

let harness: Harness;
const node = newId();
beforeAll(async () => {
  harness = await createHarness();
  await harness.engine.query(
    "insert into node (id, host, until) values ($1, 'test', now() + interval '1 hour')",
    [node],
  );
  await harness.engine.query("update unit set owner = $1, epoch = 3", [node]);
});
afterAll(() => harness.close());

let lane: Lane;
beforeEach(async () => {
  lane = await harness.tenant();
});

async function queued(more: Partial<NewMessage> = {}): Promise<string> {
  const message = newMessage(lane, more);
  await insertMessages(harness.engine, [message]);
  return message.id;
}

function claim(most = 10): Promise<Claimed[]> {
  const { tenantId: tenant_id, senderId: sender_id, shard } = lane;
  return claimMessages(harness.engine, node, [
    { tenant_id, sender_id, shard, epoch: "3", normal: most, urgent: most },
  ]);
}

function outcome(message: Claimed, more: Partial<OutcomeRow> = {}): OutcomeRow {
  return {
    tenant_id: message.tenant_id,
    message_id: message.id,
    number: message.tries,
    epoch: message.epoch,
    attempt: "accepted",
    provider_message_id: `wamid.${message.id}`,
    error: null,
    status: "sent",
    lane_state: null,
    due_in_ms: null,
    attention: null,
    counts: true,
    ...more,
  };
}

const error = { code: "provider_error", providerCode: null, detail: "" } as const;
const later = {
  attempt: "later",
  provider_message_id: null,
  status: "queued",
  lane_state: 0,
  error,
} as const;
const doubt = {
  attempt: "unknown",
  provider_message_id: null,
  status: "unknown",
  attention: "unknown",
} as const;

const caller = (): { tenantId: string; mode: "test" } => ({ tenantId: lane.tenantId, mode: "test" });

async function read(id: string): Promise<MessageRow> {
  const [row] = await readMessage(harness.engine, [lane.tenantId, "test", id]);
  if (row === undefined) throw new Error("the message is there");
  return row;
}

async function listed(status: string): Promise<string[]> {
  return (await listMessages(harness.engine, caller(), { status }, 100)).map((row) => row.id);
}

function told(id: string, event: Partial<StatusEvent> & Pick<StatusEvent, "status">): Promise<unknown> {
  const status = {
    tenantId: lane.tenantId,
    senderId: lane.senderId,
    source: "cloud_api",
    event: {
      kind: "status",
      providerMessageId: `wamid.${id}`,
      correlation: `${id}.1`,
      at: new Date(),
      error: null,
      retry: null,
      ...event,
    },
  } as const;
  const chance = { newId, random: () => 0.5 };
  return harness.engine.transaction((tx) => applyStatuses(tx, [status], chance));
}

const entries = async (): Promise<number | null> =>
  (await harness.engine.query("select from lane_entry where tenant_id = $1", [lane.tenantId])).rowCount;

describe("while a message is in flight", () => {
  test("it is `sending` wherever it is read, and its row was not touched", async () => {
    const id = await queued();
    const place = "select ctid::text as at from message where id = $1";
    const before = await harness.engine.query(place, [id]);
    await claim();
    expect((await harness.engine.query(place, [id])).rows).toEqual(before.rows);
    expect(await read(id)).toMatchObject({ status: "sending", lane_state: 1, tries: 1, attempts: 1 });
    expect((await read(id)).updated_at.getTime()).toBeGreaterThan((await read(id)).created_at.getTime());
    expect(await listed("sending")).toEqual([id]);
    expect(await listed("queued")).toEqual([]);
  });

  test("it can be neither canceled, nor sent again, nor deferred, nor expired", async () => {
    const id = await queued({ expires_at: new Date(Date.now() + 300).toISOString() });
    await claim();
    expect(await cancelMessage(harness.engine, [lane.tenantId, "test", id])).toEqual([]);
    expect(await resendMessages(harness.engine, caller(), { ids: [id] }, 1)).toEqual([]);
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const { sender_id, recipient } = await read(id);
    await deferMessages(harness.engine, [
      { tenant_id: lane.tenantId, sender_id, recipient, id, heard_at: null, until, code: "cap", text: "" },
    ]);
    await expect.poll(async () => (await read(id)).expires_at!.getTime() < Date.now()).toBe(true);
    await expireMessages(harness.engine, [100]);
    expect(await read(id)).toMatchObject({ status: "sending", lane_state: 1 });
  });

  test("its next owner finds it by its open attempt", async () => {
    const id = await queued();
    const [claimed] = await claim();
    const found = async (): Promise<InFlight[]> =>
      (await findInFlight(harness.engine, [[lane.shard], ["4"]])).filter((row) => row.id === id);
    expect(await found()).toEqual([
      expect.objectContaining({ tries: 1, epoch: "3", own: false, unknown_policy: "once" }),
    ]);
    expect(await recordOutcomes(harness.engine, [outcome(claimed!, doubt)])).toHaveLength(1);
    expect(await found()).toEqual([]);
    expect(await read(id)).toMatchObject({ status: "unknown", lane_state: null, attention: "unknown" });
  });

  test("a receipt takes it out of its lane, and the outcome adds what only it knows", async () => {
    const id = await queued();
    const [claimed] = await claim();
    await told(id, { status: "delivered" });
    expect(await read(id)).toMatchObject({ status: "delivered", lane_state: null, tries: 1, attempts: 1 });
    expect(await entries()).toBe(0);
    await recordOutcomes(harness.engine, [outcome(claimed!, { ...later, counts: false })]);
    expect(await read(id)).toMatchObject({ status: "delivered", lane_state: null, tries: 1, attempts: 0 });
  });

  test("a failure told early puts it back, and the outcome leaves it there", async () => {
    const id = await queued();
    const [claimed] = await claim();
    await told(id, { status: "failed", error, retry: { afterMs: 60_000 } });
    expect(await read(id)).toMatchObject({ status: "queued", lane_state: 0, tries: 1 });
    const dueAt = (await read(id)).due_at;
    await recordOutcomes(harness.engine, [outcome(claimed!)]);
    expect(await read(id)).toMatchObject({ status: "queued", lane_state: 0, due_at: dueAt });
    expect(await entries()).toBe(1);
  });
});

describe("an outcome", () => {
  test("that is final leaves no entry, and the message knows all of it", async () => {
    const id = await queued();
    const [claimed] = await claim();
    await recordOutcomes(harness.engine, [outcome(claimed!)]);
    expect(await entries()).toBe(0);
    expect(await read(id)).toMatchObject({
      status: "sent",
      lane_state: null,
      tries: 1,
      attempts: 1,
      provider_message_id: `wamid.${id}`,
    });
  });

  test("that asks for another try keeps the entry, due then; a throttled one gives the attempt back", async () => {
    const id = await queued();
    const [claimed] = await claim();
    await recordOutcomes(harness.engine, [outcome(claimed!, { ...later, due_in_ms: 0, counts: false })]);
    expect(await read(id)).toMatchObject({ status: "queued", lane_state: 0, tries: 1, attempts: 0, error });
    expect(await claim()).toEqual([expect.objectContaining({ id, tries: 2, attempts: 1 })]);
  });

  test("of a stale owner changes nothing", async () => {
    const id = await queued();
    const [claimed] = await claim();
    expect(await recordOutcomes(harness.engine, [outcome(claimed!, { epoch: "2" })])).toEqual([]);
    expect(await read(id)).toMatchObject({ status: "sending" });
  });
});

describe("a doubt that is sent once more", () => {
  async function doubtful(recipient = "+14155550123"): Promise<string> {
    const id = await queued({ unknown_policy: "must", recipient });
    const [claimed] = await claim();
    await recordOutcomes(harness.engine, [outcome(claimed!, { ...doubt, lane_state: 0, due_in_ms: 0 })]);
    return id;
  }

  test("is still a doubt while it waits, and a possible duplicate from its claim on", async () => {
    const id = await doubtful();
    expect(await read(id)).toMatchObject({ status: "unknown", lane_state: 0, possible_duplicate: false });
    expect(await listed("unknown")).toEqual([id]);
    const [again] = await claim();
    expect(again).toMatchObject({ id, tries: 2, possible_duplicate: true });
    expect(await read(id)).toMatchObject({ status: "sending", possible_duplicate: true, attention: null });
    expect(await listed("unknown")).toEqual([]);
    await recordOutcomes(harness.engine, [outcome(again!)]);
    expect(await read(id)).toMatchObject({ status: "sent", possible_duplicate: true });
  });

  test("does not hold up the next message to that person, and cannot be canceled", async () => {
    const id = await doubtful();
    const next = await queued();
    expect((await claim()).map((row) => row.id).toSorted()).toEqual([id, next].toSorted());
    const other = await doubtful("+14155550124");
    expect(await cancelMessage(harness.engine, [lane.tenantId, "test", other])).toEqual([]);
  });

  test("is sent at once when a person says so, in the same entry", async () => {
    const id = await doubtful();
    expect(await resendMessages(harness.engine, caller(), { ids: [id] }, 1)).toHaveLength(1);
    expect(await entries()).toBe(1);
    expect(await read(id)).toMatchObject({
      status: "queued",
      lane_state: 0,
      possible_duplicate: true,
      attempts: 0,
    });
    expect(await claim()).toEqual([expect.objectContaining({ id, possible_duplicate: true })]);
  });

  test("is settled by a receipt, and not sent", async () => {
    const id = await doubtful();
    await told(id, { status: "read" });
    expect(await read(id)).toMatchObject({ status: "read", lane_state: null });
    expect(await claim()).toEqual([]);
  });
});

describe("two that want the same entry", () => {
  test("a cancel and a claim: exactly one has it, every time", async () => {
    for (let round = 0; round < 30; round += 1) {
      const id = await queued({ recipient: `+1415555${1000 + round}` });
      const [canceled, claimed] = await Promise.all([
        cancelMessage(harness.app, [lane.tenantId, "test", id]).then(
          (rows) => rows.length,
          () => 0,
        ),
        claim(),
        cancelMessage(harness.engine, [lane.tenantId, "test", id]).then((rows) => rows.length),
      ]).then(([first, taken, second]) => [first + second, taken] as const);
      expect(canceled + claimed.length).toBe(1);
      expect((await read(id)).status).toBe(canceled === 1 ? "canceled" : "sending");
    }
  });

  test("receipts and outcomes of the same messages, in opposite orders, never block one another", async () => {
    const ids: string[] = [];
    for (let n = 0; n < 40; n += 1) ids.push(await queued({ recipient: `+1415555${2000 + n}` }));
    const claimed = await claim(40);
    expect(claimed).toHaveLength(40);
    await Promise.all([
      recordOutcomes(
        harness.engine,
        claimed.toReversed().map((each) => outcome(each)),
      ),
      ...[ids, ids.toReversed()].map(async (order) => {
        for (const id of order) await told(id, { status: "delivered" });
      }),
    ]);
    expect(await listed("delivered")).toHaveLength(40);
    expect(await entries()).toBe(0);
  });
});

test("a message whose time runs out leaves its lane as expired, and can be sent again with new time", async () => {
  const id = await queued({ expires_at: new Date(Date.now() - 1).toISOString() });
  await expireMessages(harness.engine, [100]);
  expect(await read(id)).toMatchObject({ status: "expired", lane_state: null });
  expect(await entries()).toBe(0);
  expect(await resendMessages(harness.engine, caller(), { ids: [id] }, 1)).toEqual([
    { id, shard: lane.shard },
  ]);
  expect(await read(id)).toMatchObject({ status: "queued", lane_state: 0 });
});
