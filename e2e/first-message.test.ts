// What a user sees on the first evening: the whole product started, and messages sent through its API.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { messageIn, notedIn } from "./outcome.ts";
import { received } from "./simulated.ts";
import { type Json, type Stack, startStack } from "./stack.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({}, undefined, { fresh: true });
}, 90_000);
afterAll(async () => {
  // A send under way is waited for, and one here is never answered: its provider goes first.
  for (const pid of stack?.processes().simulator ?? []) process.kill(pid, "SIGKILL");
  await stack?.stop();
}, 60_000);

const send = (body: object, headers?: Record<string, string>): ReturnType<Stack["request"]> =>
  stack.request("POST", "/v1/messages", body, headers);
const hello = (to: string): object => ({ to, type: "text", text: { body: `Hello ${to}` } });

// At once, because one of them waits for the provider's own pause to end.
describe.concurrent("the first message", () => {
  test("the printed curl line's message is accepted, delivered and read, and its timeline says so", async () => {
    const { status, body } = await send(hello("+14155550123"));
    expect(status).toBe(202);
    expect(body).toMatchObject({ status: "queued", to: "+14155550123", type: "text", category: "utility" });
    const message = await notedIn(stack, body["id"], "read");
    expect(message["provider_message_id"]).toMatch(/^wamid\./);
    const types = message["timeline"].map((entry: Json) => entry["type"]);
    // The webhook may be quicker than our own note of the answer.
    expect(types.slice(0, 2)).toEqual(["accepted", "attempt"]);
    expect(types.filter((type: string) => type !== "attempt_accepted").slice(2)).toEqual([
      "sent",
      "delivered",
      "read",
    ]);
    expect(await received(stack.simulatorUrl, "+14155550123")).toHaveLength(1);
  });

  test("asked for twice under one key is one message, with the same answer", async () => {
    const key = { "idempotency-key": "order-1042" };
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(hello("+14155550124"), key)));
    expect(new Set(answers.map((answer) => answer.body["id"])).size).toBe(1);
    expect(answers.filter((answer) => answer.headers.get("idempotency-replayed") === "true")).toHaveLength(
      19,
    );
    const other = await send(hello("+14155550125"), key);
    expect([other.status, other.body["code"]]).toEqual([422, "idempotency_mismatch"]);
    await messageIn(stack, answers[0]?.body["id"] ?? "", "read");
    expect(await received(stack.simulatorUrl, "+14155550124")).toHaveLength(1);
  });

  test("whose answer was lost is in doubt, and its webhook settles it", async () => {
    const { body } = await send(hello("+14155550006"));
    const message = await messageIn(stack, body["id"], "read");
    expect(message["provider_message_id"]).toMatch(/^wamid\./);
    expect(await received(stack.simulatorUrl, "+14155550006")).toHaveLength(1);
  });

  test("to somebody who is not on WhatsApp ends in the dead letters with the reason", async () => {
    const { body } = await send(hello("+14155550002"));
    const message = await messageIn(stack, body["id"], "failed");
    expect(message["error"]).toMatchObject({ code: "recipient_undeliverable", provider_code: "131026" });
    const dead = await stack.request("GET", "/v1/dead-letters");
    expect(dead.body["data"].map((letter: Json) => letter["id"])).toContain(body["id"]);
  });

  test("throttled by the provider goes out a little later", { timeout: 40_000 }, async () => {
    const { body } = await send(hello("+14155550007"));
    await messageIn(stack, body["id"], "read");
    expect(await received(stack.simulatorUrl, "+14155550007")).toHaveLength(1);
  });

  test("scheduled ahead waits, can be canceled, and then never leaves", async () => {
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    const { body } = await send({ ...hello("+14155550131"), send_at: sendAt });
    expect(body["status"]).toBe("scheduled");
    const canceled = await stack.request("POST", `/v1/messages/${body["id"]}/cancel`);
    expect([canceled.status, canceled.body["status"]]).toEqual([200, "canceled"]);
    const again = await stack.request("POST", `/v1/messages/${body["id"]}/cancel`);
    expect([again.status, again.body["code"]]).toEqual([409, "already_sent"]);
    expect(await received(stack.simulatorUrl, "+14155550131")).toHaveLength(0);
  });

  test("in a batch: good ones are sent, bad ones are told apart by index", async () => {
    const { status, body } = await stack.request("POST", "/v1/messages/batch", {
      messages: [hello("+14155550141"), { to: "nobody", text: { body: "x" } }, hello("+14155550142")],
    });
    expect(status).toBe(202);
    expect(
      body["data"].map((item: Json) => [item["index"], item["error"]?.["code"] ?? item["status"]]),
    ).toEqual([
      [0, "queued"],
      [1, "invalid_phone"],
      [2, "queued"],
    ]);
    await messageIn(stack, body["data"][2]["id"], "read");
  });

  test("is found by recipient, reference and provider id, and not by another tenant's key", async () => {
    const { body } = await send({ ...hello("+14155550151"), client_reference: "order-7" });
    const message = await messageIn(stack, body["id"], "read");
    for (const query of [
      "recipient=%2B14155550151",
      "client_reference=order-7",
      `provider_message_id=${encodeURIComponent(message["provider_message_id"])}`,
    ]) {
      const list = await stack.request("GET", `/v1/messages?${query}`);
      expect(list.body["data"].map((row: Json) => row["id"])).toEqual([body["id"]]);
    }
    const stranger = await stack.request("GET", `/v1/messages/msg_${"0".repeat(32)}`);
    expect([stranger.status, stranger.body["code"]]).toEqual([404, "not_found"]);
  });
});
