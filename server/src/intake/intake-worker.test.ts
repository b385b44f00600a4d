// Webhooks become evidence: any order, any number of times, good items beside bad ones, and only for who signed them.

import { createHmac, randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import {
  createHarness,
  type Harness,
  type Lane,
  insertMessages,
  newId,
  newMessage,
} from "../messaging/harness.ts";
import { createAddressHash, readSuppressed } from "../audience/index.ts";
import { findSendersByExternalIds } from "../senders/index.ts";
import { handshake, receive } from "./cloud-api-hook.ts";
import { preferenceConsumer } from "./consume-preferences.ts";
import type { Failure } from "../messaging/index.ts";
import { createIntakeWorker, type IntakeWorker } from "./intake-worker.ts";
import { readCloudApiBody } from "./read-cloud-api.ts";
import { createReceiver, type Receiver } from "./receive-webhook.ts";
import type { WebhookChange, WebhookConsumer } from "./webhook-change.ts";

const people = { newId, hash: createAddressHash(Buffer.alloc(32)) };
const preferences = preferenceConsumer({ findSenders: findSendersByExternalIds, people });

/** As a room above would hear of templates. */
const consumed: WebhookChange[] = [];
const templates: WebhookConsumer = {
  name: "templates",
  fields: new Set(["message_template_status_update"]),
  first: false,
  consume: async (_tx, changes) => void consumed.push(...changes),
};
/** One whose statement fails, and with it the transaction, if nobody saw to it. */
const careless: WebhookConsumer = {
  name: "account alerts",
  fields: new Set(["account_alerts"]),
  first: false,
  consume: async (tx) => void (await tx.query("select from no_such_table")),
};

const heeded: Failure[] = [];

let harness: Harness;
let receiver: Receiver;
let worker: IntakeWorker;
const errors: Error[] = [];
const secrets = new Map<string, string>();

beforeAll(async () => {
  harness = await createHarness();
  worker = createIntakeWorker({
    db: harness.engine,
    evidence: { newId, random: () => 0.5 },
    read: (_source, body) => readCloudApiBody(body),
    findSenders: findSendersByExternalIds,
    people,
    consumers: [preferences, templates, careless],
    heedFailures: async (_tx, failures) => void heeded.push(...failures),
    onError: (error) => errors.push(error),
    counters: { applied: () => undefined, parked: () => undefined, unreadable: () => undefined },
  });
  receiver = createReceiver({ db: harness.engine, newId, onStored: () => worker.nudge() });
});
afterAll(async () => {
  await worker.stop();
  await harness.close();
  expect(errors.map(({ message }) => message)).toEqual(['relation "no_such_table" does not exist']);
});

type Number = Lane & { phoneNumberId: string; appSecret: string };

/** A sender whose app signs with a secret of its own. */
async function number(): Promise<Number> {
  const lane = await harness.tenant();
  const phoneNumberId = String(300_000_000_000_000 + secrets.size);
  const appSecret = randomBytes(16).toString("hex");
  secrets.set(`key-${phoneNumberId}`, appSecret);
  await harness.engine.query("update sender set external_id = $2, webhook_key = $3 where id = $1", [
    lane.senderId,
    phoneNumberId,
    `key-${phoneNumberId}`,
  ]);
  return { ...lane, phoneNumberId, appSecret };
}

async function sentMessages(of: Number, count: number): Promise<{ id: string; wamid: string }[]> {
  const messages = Array.from({ length: count }, () => newMessage(of));
  await harness.engine.transaction(async (tx) => {
    await insertMessages(tx, messages);
    const ids = messages.map((message) => message.id);
    await tx.query("update message set status = 'sent', tries = 1, attempts = 1 where id = any ($1)", [ids]);
    await tx.query("delete from lane_entry where message_id = any ($1)", [ids]);
    await tx.query(
      `insert into attempt (tenant_id, message_id, number, shard, epoch, state, provider_message_id, started_at)
       select $1, id, 1, 7, 1, 'accepted', 'wamid.' || id, now() from unnest($2::uuid[]) as m(id)`,
      [of.tenantId, ids],
    );
  });
  return messages.map(({ id }) => ({ id, wamid: `wamid.${id}` }));
}

const status = (wamid: unknown, word: unknown): object => ({
  id: wamid,
  status: word,
  timestamp: "1795000005",
  recipient_id: "919000000001",
});

function bodyOf(of: Number, statuses: unknown[], messages?: unknown[]): Buffer {
  const value = {
    messaging_product: "whatsapp",
    metadata: { phone_number_id: of.phoneNumberId },
    statuses,
    ...(messages === undefined ? {} : { messages }),
  };
  return Buffer.from(
    JSON.stringify({
      object: "whatsapp_business_account",
      entry: [{ id: "1", changes: [{ field: "messages", value }] }],
    }),
  );
}

const sign = (bytes: Buffer, secret: string): string =>
  `sha256=${createHmac("sha256", secret).update(bytes).digest("hex")}`;

const hook = {
  get receiver() {
    return receiver;
  },
  webhookKeys: async () => ({
    signing: [...secrets].map(([webhookKey, appSecret]) => ({ webhookKey, appSecret })),
    verifyTokens: new Set(["a verify token"]),
  }),
};

async function post(of: Number, bytes: Buffer, signer = of): Promise<void> {
  const reply = await receive(hook, bytes, sign(bytes, signer.appSecret));
  expect(reply.status).toBe(200);
}

async function settled(): Promise<void> {
  await vi.waitFor(async () => {
    const { rows } = await harness.engine.query(
      "select count(*)::int as open from webhook_in where done_at is null",
    );
    expect(rows).toEqual([{ open: 0 }]);
  }, 10_000);
}

async function statusesOf(ids: string[]): Promise<Record<string, number>> {
  const { rows } = await harness.engine.query<{ status: string; count: number }>(
    "select status, count(*)::int as count from message where id = any ($1) group by status",
    [ids],
  );
  return Object.fromEntries(rows.map((row) => [row.status, row.count]));
}

describe("a webhook", () => {
  test("of a thousand updates, shuffled and sent twice, moves every message to read", async () => {
    const us = await number();
    const messages = await sentMessages(us, 334);
    const updates = messages.flatMap(({ wamid }) =>
      ["read", "delivered", "sent"].map((word) => status(wamid, word)),
    );
    const shuffled = updates.toSorted((a, b) => JSON.stringify(b).localeCompare(JSON.stringify(a)));
    await Promise.all([post(us, bodyOf(us, updates)), post(us, bodyOf(us, shuffled))]);
    await settled();
    expect(await statusesOf(messages.map(({ id }) => id))).toEqual({ read: 334 });
  });

  test("with broken items keeps their good siblings, and says what was broken", async () => {
    const us = await number();
    const [message] = await sentMessages(us, 1);
    const hostile = [
      null,
      7,
      "x",
      {},
      { id: 5, status: "read" },
      status("wamid.a", "exploded"),
      status("a\u0000b", "read"),
    ];
    const inbound = [
      { id: "wamid.in1", from_user_id: "IN.1349", timestamp: 1795000006, type: "text", text: { body: "Hi" } },
    ];
    await post(us, bodyOf(us, [...hostile, status(message?.wamid, "delivered"), ...hostile], inbound));
    await settled();
    expect(await statusesOf([message?.id ?? ""])).toEqual({ delivered: 1 });
    const heard = await harness.engine.query(
      "select sender_phone, sender_user_id, type from inbound_message where tenant_id = $1",
      [us.tenantId],
    );
    expect(heard.rows).toEqual([{ sender_phone: null, sender_user_id: "IN.1349", type: "text" }]);
    const { rows } = await harness.engine.query("select problem from webhook_in where problem is not null");
    expect(String(rows.at(-1)?.problem)).toMatch(/unreadable/);
  });

  test("that comes before its message is known waits for it", async () => {
    const us = await number();
    await post(us, bodyOf(us, [status("wamid.early", "read")]));
    await settled();
    const [message] = await sentMessages(us, 1);
    await harness.engine.query(
      "update attempt set provider_message_id = 'wamid.early' where message_id = $1",
      [message?.id],
    );
    await vi.waitFor(async () => expect(await statusesOf([message?.id ?? ""])).toEqual({ read: 1 }), 10_000);
  });

  test("signed by one tenant's app cannot speak of another tenant's number", async () => {
    const [us, them] = [await number(), await number()];
    const [theirs] = await sentMessages(them, 1);
    await post(us, bodyOf(them, [status(theirs?.wamid, "read")]), us);
    await settled();
    expect(await statusesOf([theirs?.id ?? ""])).toEqual({ sent: 1 });
  });

  test("with no signature, another secret's or another body's is refused and not stored", async () => {
    const us = await number();
    const bytes = bodyOf(us, []);
    const count = async (): Promise<unknown> =>
      (await harness.engine.query("select count(*) from webhook_in")).rows[0]?.count;
    const before = await count();
    const other = sign(Buffer.concat([bytes, Buffer.from(" ")]), us.appSecret);
    for (const signature of [undefined, "", "sha1=abc", "sha256=zz", sign(bytes, "guess"), other]) {
      await expect(receive(hook, bytes, signature)).rejects.toMatchObject({ code: "signature_invalid" });
    }
    expect(await count()).toBe(before);
  });

  test("of any JSON at all is stored, read without a fault, and done", async () => {
    const us = await number();
    await fc.assert(
      fc.asyncProperty(
        fc.jsonValue(),
        fc.array(fc.jsonValue(), { maxLength: 3 }),
        async (value, statuses) => {
          await post(us, Buffer.from(JSON.stringify(value)));
          await post(us, bodyOf(us, statuses));
        },
      ),
      { numRuns: 50 },
    );
    await post(us, Buffer.from([0xff, 0xfe, 0x00, 0x7b]));
    await settled();
  });
});

describe("what a webhook tells beside messages", () => {
  const change = (of: Number, field: string, value: object): object => ({
    field,
    value: { metadata: { phone_number_id: of.phoneNumberId }, ...value },
  });
  const bodyWith = (...changes: object[]): Buffer =>
    Buffer.from(JSON.stringify({ entry: [{ id: "200000000000001", time: 1_795_000_000, changes }] }));

  test("goes to who consumes it, with the key that signed it and the time", async () => {
    const us = await number();
    await post(us, bodyWith(change(us, "message_template_status_update", { event: "APPROVED" })));
    await settled();
    expect(consumed).toMatchObject([
      {
        field: "message_template_status_update",
        wabaId: "200000000000001",
        webhookKey: `key-${us.phoneNumberId}`,
        value: { event: "APPROVED" },
        at: new Date(1_795_000_000_000),
      },
    ]);
    expect(Date.now() - (consumed[0]?.receivedAt.getTime() ?? 0)).toBeLessThan(60_000);
  });

  test("and cannot be taken costs nothing but itself, and is written down", async () => {
    const us = await number();
    const [message] = await sentMessages(us, 1);
    const statuses = { statuses: [status(message?.wamid, "read")] };
    await post(us, bodyWith(change(us, "account_alerts", {}), change(us, "messages", statuses)));
    await settled();
    expect(await statusesOf([message?.id ?? ""])).toEqual({ read: 1 });
    const { rows } = await harness.engine.query("select problem from webhook_in where webhook_key = $1", [
      `key-${us.phoneNumberId}`,
    ]);
    expect(rows).toEqual([{ problem: "not taken by account alerts" }]);
  });

  test("about marketing is in force at once, and back when the person resumes", async () => {
    const us = await number();
    const recipient = "+919000000001";
    const waiting = [
      newMessage(us, { recipient, class: 2, category: "marketing" }),
      newMessage(us, { recipient }),
    ];
    await harness.engine.transaction((tx) => insertMessages(tx, waiting));
    const prefer = (value: string, timestamp: number): Promise<void> => {
      const preference = { wa_id: "919000000001", category: "marketing_messages", value, timestamp };
      return post(us, bodyWith(change(us, "user_preferences", { user_preferences: [preference] })));
    };
    await prefer("stop", 1_795_000_100);
    await settled();
    expect(await statusesOf(waiting.map(({ id }) => id))).toEqual({ skipped: 1, queued: 1 });
    const intended = { tenantId: us.tenantId, recipient, category: "marketing" } as const;
    expect((await readSuppressed(harness.engine, [intended], people.hash)).get(0)).toBe("opted_out");
    await prefer("resume", 1_795_000_200);
    await prefer("stop", 1_795_000_100);
    await settled();
    expect((await readSuppressed(harness.engine, [intended], people.hash)).size).toBe(0);
  });
});

test("a failure after acceptance is told with whom it is about, and an older attempt's is not", async () => {
  const us = await number();
  const [first, second] = await sentMessages(us, 2);
  await harness.engine.query("update message set tries = 2, attempts = 2 where id = $1", [second?.id]);
  const failed = (wamid: unknown): object => ({
    ...status(wamid, "failed"),
    errors: [{ code: 131042, title: "Business eligibility payment issue" }],
  });
  await post(us, bodyOf(us, [failed(first?.wamid), failed(second?.wamid)]));
  await settled();
  expect(heeded).toMatchObject([
    {
      sender_id: us.senderId,
      recipient: expect.stringMatching(/^\+/),
      event: { error: { code: "payment_required_by_provider" }, blocks: { scope: "sender", afterMs: null } },
    },
  ]);
});

test("the handshake answers the challenge to who knows the token, and to nobody else", async () => {
  const asked = { "hub.mode": "subscribe", "hub.challenge": "1158201444" };
  const reply = await handshake(hook, { ...asked, "hub.verify_token": "a verify token" });
  expect([reply.status, reply.body]).toEqual([200, "1158201444"]);
  await expect(handshake(hook, { ...asked, "hub.verify_token": "guess" })).rejects.toMatchObject({
    code: "verify_token_invalid",
  });
});
