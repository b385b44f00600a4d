// Twilio's status callbacks, asked for and checked by Twilio's own client.

import { randomUUID } from "node:crypto";
import twilio from "twilio";
import { describe, expect, test } from "vitest";
import { webhooksOfPerson } from "../webhooks/index.ts";
import { makeKey } from "./testing/control-house.ts";
import {
  hearAgain,
  type Heard,
  house,
  poll,
  receive,
  receiveDown,
  type Receiver,
  type Tenant,
  tenantWithSender,
  useWebhookHouse,
  work,
} from "./testing/webhook-house.ts";

useWebhookHouse();

function clientOf({ id, key }: Pick<Tenant, "id" | "key">): ReturnType<typeof twilio> {
  const client = twilio(`AC${id.replaceAll("-", "")}`, key);
  client.api.baseUrl = `${house.server.url}/compat/twilio`;
  return client;
}

/** As a transport's evidence would. */
async function becomes(sid: string, status: string, error: object | null = null): Promise<void> {
  await house.server.house.engine.query(
    "update message set status = $2, error = $3 where replace(id::text, '-', '') = $1",
    [sid.slice(2), status, error],
  );
}

const formOf = ({ body }: Heard): Record<string, string> => Object.fromEntries(new URLSearchParams(body));

function isGenuine(token: string, { url }: Receiver, heard: Heard): boolean {
  const signature = String(heard.headers["x-twilio-signature"]);
  return twilio.validateRequest(token, signature, url + heard.path, formOf(heard));
}

const to = "whatsapp:+14155550177";

describe("a message that names a StatusCallback", () => {
  test("tells each later status there, in order, signed by the token it was sent with", async () => {
    const [mine, receiver] = [await tenantWithSender(), await receive()];
    await work();
    const statusCallback = `${receiver.url}/status?order=1042&note=it%27s`;
    const { sid } = await clientOf(mine).messages.create({ to, body: "Hello", statusCallback });
    for (const status of ["sent", "delivered", "read"]) await becomes(sid, status);
    await poll(() => receiver.heard.length).toBe(3);
    expect(receiver.heard.map((heard) => formOf(heard)["MessageStatus"])).toEqual([
      "sent",
      "delivered",
      "read",
    ]);
    for (const heard of receiver.heard) {
      expect(heard.path).toBe("/status?order=1042&note=it%27s");
      expect(heard.headers["content-type"]).toMatch(/^application\/x-www-form-urlencoded/);
      expect(formOf(heard)).toMatchObject({
        AccountSid: `AC${mine.id.replaceAll("-", "")}`,
        MessageSid: sid,
        SmsSid: sid,
        To: to,
        From: expect.stringMatching(/^whatsapp:\+\d+$/),
      });
      expect(isGenuine(mine.key, receiver, heard)).toBe(true);
      expect(isGenuine(`${mine.key}x`, receiver, heard)).toBe(false);
      expect(isGenuine(mine.key, receiver, { ...heard, body: `${heard.body}&Body=x` })).toBe(false);
    }
    const tokens = receiver.heard.map(({ headers }) => headers["i-twilio-idempotency-token"]);
    expect(new Set(tokens).size).toBe(3);
  });

  test("tells why it failed, and the same again until somebody has heard it", async () => {
    const [mine, receiver] = [await tenantWithSender(), await receiveDown()];
    await work();
    const statusCallback = `${receiver.url}/`;
    const { sid } = await clientOf(mine).messages.create({ to, body: "Hello", statusCallback });
    await becomes(sid, "failed", { code: "window_closed", detail: "x" });
    await poll(() => receiver.heard.length).toBe(1);
    await hearAgain(receiver);
    const [first, second] = receiver.heard;
    expect(formOf(first!)).toMatchObject({ MessageStatus: "undelivered", ErrorCode: "63016" });
    expect(second!.body).toBe(first!.body);
    expect(second!.headers["i-twilio-idempotency-token"]).toBe(first!.headers["i-twilio-idempotency-token"]);
    const { body: log } = await mine.ask("GET /v1/webhook-deliveries");
    const { body: one } = await mine.ask(`GET /v1/webhook-deliveries/${log["data"][0].id}`);
    expect(one["request"].url).toBe(statusCallback);
    await poll(async () => {
      const { body } = await mine.ask(`GET /v1/webhook-deliveries/${log["data"][0].id}`);
      return body["attempt_log"].map(({ status }: { status: number }) => status);
    }).toEqual([500, 200]);
  });

  test("whose address is gone is given up, and no other message with it", async () => {
    const mine = await tenantWithSender();
    const receiver = await receive((heard, response) =>
      response.writeHead(heard.path === "/gone" ? 410 : 204).end(),
    );
    await work();
    for (const path of ["/gone", "/here"]) {
      const statusCallback = receiver.url + path;
      const { sid } = await clientOf(mine).messages.create({ to, body: "Hello", statusCallback });
      await becomes(sid, "sent");
      await poll(() => receiver.heard.at(-1)?.path).toBe(path);
    }
    const statesOf = async (path: string) =>
      (await mine.ask(path)).body["data"].map(({ state }: { state: string }) => state);
    await poll(() => statesOf("GET /v1/webhook-deliveries")).toEqual(["delivered", "failed"]);
    expect(await statesOf("GET /v1/webhook-endpoints")).toEqual(["enabled"]);
  });

  test("is refused in Twilio's words where nobody may be called", async () => {
    const mine = await tenantWithSender();
    const client = clientOf(mine);
    for (const statusCallback of [
      "ftp://example.com/",
      "nonsense",
      "http://10.0.0.1/",
      "https://anna:secret@example.com/",
      `https://example.com/${"x".repeat(500)}`,
    ])
      await expect(client.messages.create({ to, body: "Hello", statusCallback })).rejects.toMatchObject({
        code: 21609,
        status: 400,
      });
    const { text: writing } = await makeKey(house.server.house, mine.id, { scopes: ["messages:write"] });
    const deaf = clientOf({ id: mine.id, key: writing });
    await expect(
      deaf.messages.create({ to, body: "Hello", statusCallback: "https://example.com/" }),
    ).rejects.toMatchObject({ code: 20403, status: 403 });
    expect((await mine.ask("GET /v1/messages")).body["data"]).toEqual([]);
  });

  test("has one endpoint for its key and server, which can be paused and not turned", async () => {
    const [mine, receiver] = [await tenantWithSender(), await receive()];
    const client = clientOf(mine);
    await Promise.all(
      [1, 2, 3].map((n) =>
        client.messages.create({ to, body: "Hello", statusCallback: `${receiver.url}/${n}` }),
      ),
    );
    const { body: listed } = await mine.ask("GET /v1/webhook-endpoints");
    expect(listed["data"]).toMatchObject([{ url: `${receiver.url}/`, payload: "twilio", events: [] }]);
    const path = `/v1/webhook-endpoints/${listed["data"][0].id}`;
    expect((await mine.ask(`PATCH ${path}`, { state: "paused" })).body).toMatchObject({ state: "paused" });
    for (const [line, body] of [
      [`PATCH ${path}`, { url: "https://example.com/" }],
      [`POST ${path}/rotate`, {}],
      [`POST ${path}/test`, {}],
    ] as const)
      expect(await mine.ask(line, body)).toMatchObject({ status: 409 });
  });

  test("names nobody any more once the person was erased", async () => {
    const [mine, receiver] = [await tenantWithSender(), await receiveDown()];
    await work();
    const statusCallback = `${receiver.url}/for/14155550177`;
    const { sid } = await clientOf(mine).messages.create({ to, body: "Hello", statusCallback });
    await becomes(sid, "sent");
    await poll(() => receiver.heard.length).toBe(1);
    const name = { kind: "phone", scope: "", value: "+14155550177", hash: "00", mark: "erased:00" } as const;
    const person = { tenantId: mine.id, contactIds: [randomUUID()], names: [name] };
    await house.server.house.app.asTenants([mine.id], async (tx) => {
      await webhooksOfPerson.erase(tx, person);
      await tx.query("update message set metadata = null, recipient = 'erased:00' where tenant_id = $1", [
        mine.id,
      ]);
    });
    await hearAgain(receiver);
    const [, told] = receiver.heard;
    expect(told!.path + told!.body).not.toContain("14155550177");
    expect(formOf(told!)).toMatchObject({ MessageSid: sid, MessageStatus: "sent" });
    expect(isGenuine(mine.key, receiver, told!)).toBe(true);
  });
});

describe("an endpoint that wants Twilio's form of every message", () => {
  test("is signed by its own secret, also while that is replaced", async () => {
    const [mine, receiver] = [await tenantWithSender(), await receive()];
    const wanted = { url: `${receiver.url}/all`, events: ["message.*"], payload: "twilio", ordered: true };
    const { body: made } = await mine.ask("POST /v1/webhook-endpoints", wanted);
    await work();
    const { sid } = await clientOf(mine).messages.create({ to, body: "Hello" });
    await becomes(sid, "sent");
    await poll(() => receiver.heard.length).toBe(1);
    expect(isGenuine(made["secret"], receiver, receiver.heard[0]!)).toBe(true);
    await mine.ask(`POST /v1/webhook-endpoints/${made["id"]}/rotate`, {});
    await becomes(sid, "unknown");
    await becomes(sid, "delivered");
    await poll(() => receiver.heard.length).toBe(2);
    expect(formOf(receiver.heard[1]!)["MessageStatus"]).toBe("delivered");
    expect(isGenuine(made["secret"], receiver, receiver.heard[1]!)).toBe(true);
  });
});

test("another tenant's endpoint is not reached by a message's metadata", async () => {
  const [mine, theirs, receiver] = [await tenantWithSender(), await tenantWithSender(), await receive()];
  const statusCallback = `${receiver.url}/theirs`;
  await clientOf(theirs).messages.create({ to, body: "Hello", statusCallback });
  const { body: listed } = await theirs.ask("GET /v1/webhook-endpoints");
  const metadata = { status_callback: statusCallback, status_callback_endpoint: listed["data"][0].id };
  const { body: sent } = await mine.ask("POST /v1/messages", {
    to: "+14155550177",
    type: "text",
    text: { body: "Hello" },
    metadata,
  });
  await clientOf(mine).messages.create({ to, body: "Hello", statusCallback: `${receiver.url}/mine` });
  await becomes(`SM${sent["id"].slice(4)}`, "sent");
  const { rows } = await house.server.house.engine.query(
    "select from webhook_delivery where tenant_id = any ($1)",
    [[mine.id, theirs.id]],
  );
  expect(rows).toEqual([]);
});
