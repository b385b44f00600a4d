// Magic people and what they do to a message.
import { afterEach, expect, test, vi } from "vitest";
import { dataOf, messageId, startSandbox } from "../testing/sandbox.ts";
import type { Sandbox } from "../testing/sandbox.ts";

let sandbox: Sandbox;
afterEach(() => sandbox.stop());

const statusesOf = (id: string) => sandbox.receiver.statuses().filter((status) => status["id"] === id);
const seen = (id: string) => statusesOf(id).map(({ status }) => status);
const failureOf = (id: string) =>
  statusesOf(id).flatMap(({ errors }) => errors as { code: number }[])[0]?.code;
const template = {
  type: "template",
  template: { name: "hello_world", language: { code: "en_US" } },
};

async function until(id: string, statuses: string[]) {
  // Two callbacks that leave at once may arrive in either order, as Meta's do.
  await vi.waitFor(() => expect(seen(id).map(String).toSorted()).toEqual(statuses.toSorted()), {
    timeout: 10_000,
  });
}

test("an ordinary person receives and reads", async () => {
  sandbox = await startSandbox();
  const id = messageId(await sandbox.send("+14155550123"));
  await until(id, ["sent", "delivered", "read"]);
  const [entry] = dataOf(await sandbox.control("GET", "ledger?to=%2B14155550123"));
  expect(entry).toMatchObject({ id, outcome: "read", text: { body: "Your cab is booked" } });
});

test("…0000 reads and replies", async () => {
  sandbox = await startSandbox();
  await until(messageId(await sandbox.send("+14155550000")), ["sent", "delivered", "read"]);
  await vi.waitFor(() =>
    expect(sandbox.receiver.messages()).toMatchObject([{ from: "14155550000", type: "text" }]),
  );
});

test("…0000 presses the first button of what has buttons", async () => {
  sandbox = await startSandbox();
  const action = { buttons: [{ type: "reply", reply: { id: "yes", title: "Yes" } }] };
  const interactive = { type: "button", body: { text: "Coming?" }, action };
  const id = messageId(await sandbox.send("+14155550000", { type: "interactive", interactive }));
  await vi.waitFor(() => expect(sandbox.receiver.messages()).toHaveLength(1));
  expect(sandbox.receiver.messages()[0]).toMatchObject({
    context: { id },
    interactive: { type: "button_reply", button_reply: { id: "yes", title: "Yes" } },
  });
});

test("…0001 never gets it, and nobody is told", async () => {
  sandbox = await startSandbox();
  const id = messageId(await sandbox.send("+14155550001"));
  await vi.waitFor(async () => {
    const [entry] = dataOf(await sandbox.control("GET", "ledger/accepted?to=14155550001"));
    expect(entry).toMatchObject({ outcome: "lost", received_at: null });
  });
  expect(seen(id)).not.toContain("delivered");
  expect(dataOf(await sandbox.control("GET", "ledger?to=14155550001"))).toEqual([]);
});

test.each([
  ["…0002 is not on WhatsApp", "+14155550002", 131026],
  ["…0003 has blocked you", "+14155550003", 131026],
  ["…0008 meets the marketing cap", "+14155550008", 131049],
  ["…0010 has not written, so the window is closed", "+14155550010", 131047],
])("%s", async (_, to, code) => {
  sandbox = await startSandbox();
  const id = messageId(await sandbox.send(to));
  await until(id, ["failed"]);
  expect(failureOf(id)).toBe(code);
  const [entry] = dataOf(await sandbox.control("GET", `ledger/accepted?to=${encodeURIComponent(to)}`));
  expect(entry).toMatchObject({ outcome: "failed", reason: { code }, received_at: null });
});

test("…0004 answers STOP", async () => {
  sandbox = await startSandbox();
  await sandbox.send("+14155550004");
  await vi.waitFor(() => expect(sandbox.receiver.messages()).toMatchObject([{ text: { body: "STOP" } }]));
});

test("…0005 receives and never reads", async () => {
  sandbox = await startSandbox();
  const id = messageId(await sandbox.send("+14155550005"));
  await until(id, ["sent", "delivered"]);
  await vi.waitFor(async () => expect((await sandbox.control("GET", "health")).body["pending"]).toBe(0));
  expect(seen(id)).toEqual(["sent", "delivered"]);
});

test("…0006 receives it although the sender got no answer", async () => {
  sandbox = await startSandbox({ faults: { requests: { timeout_ms: 20 } } });
  await expect(sandbox.send("+14155550006")).rejects.toThrow("fetch failed");
  await vi.waitFor(async () =>
    expect(dataOf(await sandbox.control("GET", "ledger?to=14155550006"))).toHaveLength(1),
  );
});

test("…0007 is throttled twice, then accepted, over and over", async () => {
  sandbox = await startSandbox();
  const attempt = async () => (await sandbox.send("+14155550007")).code;
  expect([await attempt(), await attempt(), await attempt()]).toEqual([131056, 131056, undefined]);
  expect(await attempt()).toBe(131056);
});

test("…0009 gets it half a minute later", async () => {
  sandbox = await startSandbox();
  const id = messageId(await sandbox.send("+14155550009"));
  await until(id, ["sent"]);
  await sandbox.control("POST", "clock", { advance_ms: 29_000 });
  expect(dataOf(await sandbox.control("GET", "ledger?to=14155550009"))).toEqual([]);
  await sandbox.control("POST", "clock", { advance_ms: 1_500 });
  await until(id, ["sent", "delivered", "read"]);
});

test("a reply opens the window, and a day later it is closed again", async () => {
  sandbox = await startSandbox();
  await sandbox.control("POST", "people/14155550010/reply", { text: "Hello?" });
  await until(messageId(await sandbox.send("+14155550010")), ["sent", "delivered", "read"]);
  await sandbox.control("POST", "clock", { advance_ms: 86_400_000 });
  await until(messageId(await sandbox.send("+14155550010")), ["failed"]);
  const id = messageId(await sandbox.send("+14155550010", template));
  await until(id, ["sent", "delivered", "read"]);
  expect(failureOf(id)).toBeUndefined();
});

test("a jump of a day closes everybody's window", async () => {
  sandbox = await startSandbox({ settings: { messages: { window: "sync" } } });
  expect((await sandbox.send("+14155550123")).status).toBe(200);
  await sandbox.control("POST", "clock", { advance_ms: 86_400_000 });
  expect((await sandbox.send("+14155550123")).code).toBe(131047);
});

test("who blocks the business fails with 131026 until unblocked", async () => {
  sandbox = await startSandbox();
  await sandbox.control("POST", "people/+14155550123/block");
  const blocked = messageId(await sandbox.send("+14155550123"));
  await until(blocked, ["failed"]);
  expect(failureOf(blocked)).toBe(131026);
  await sandbox.control("POST", "people/+14155550123/unblock");
  await until(messageId(await sandbox.send("+14155550123")), ["sent", "delivered", "read"]);
});

test("who blocks one business is reached by the others, and has a phone for each to look at", async () => {
  sandbox = await startSandbox();
  const [second] = dataOf(await sandbox.control("POST", "numbers"));
  const own = sandbox.config.display_phone_number.replaceAll(/\D/g, "");
  await sandbox.control("POST", "people/+14155550123/block", { to: String(second?.["phone"]) });
  await until(messageId(await sandbox.send("+14155550123")), ["sent", "delivered", "read"]);
  const text = { messaging_product: "whatsapp", to: "+14155550123", type: "text", text: { body: "Hi" } };
  const hidden = await sandbox.graph("POST", `${String(second?.["phone_number_id"])}/messages`, text);
  await until(messageId(hidden), ["failed"]);
  await sandbox.control("POST", "people/+14155550123/reply", { text: "Thanks", to: own });
  const chats = async (numbers: string) =>
    (await sandbox.control("GET", `people/+14155550123/chats?with=${numbers}`)).body;
  expect(await chats(own)).toMatchObject({
    chats: [{ with: own, blocked: false }],
    received: [{ text: { body: "Your cab is booked" } }],
    written: [{ with: own, text: { body: "Thanks" } }],
  });
  const other = String(second?.["phone"]).slice(1);
  expect(await chats(other)).toMatchObject({
    chats: [{ with: other, blocked: true }],
    received: [],
    written: [],
  });
});

test("who stopped marketing gets no marketing but everything else", async () => {
  sandbox = await startSandbox({ settings: { templates: { review_ms: 0 } } });
  const components = [{ type: "BODY", text: "Our autumn trips are here" }];
  await sandbox.graph("POST", `${sandbox.config.waba_id}/message_templates`, {
    name: "autumn",
    language: "en",
    category: "MARKETING",
    components,
  });
  await vi.waitFor(() => expect(sandbox.receiver.changes("message_template_status_update")).toHaveLength(1));
  await sandbox.control("POST", "people/14155550123/marketing", { value: "stop" });
  await vi.waitFor(() => expect(sandbox.receiver.changes("user_preferences")).toHaveLength(1));
  const marketing = { type: "template", template: { name: "autumn", language: { code: "en" } } };
  const id = messageId(await sandbox.send("+14155550123", marketing));
  await until(id, ["failed"]);
  expect(failureOf(id)).toBe(131050);
  await until(messageId(await sandbox.send("+14155550123")), ["sent", "delivered", "read"]);
});

test("a person reads when told to", async () => {
  sandbox = await startSandbox({ people: { sent_ms: 1, delivered_ms: 1, unread_rate: 1 } });
  const id = messageId(await sandbox.send("+14155550123"));
  await until(id, ["sent", "delivered"]);
  expect((await sandbox.control("POST", "people/14155550123/read")).body).toEqual({ read: 1 });
  await until(id, ["sent", "delivered", "read"]);
  expect((await sandbox.control("POST", "people/14155550123/read", { message_id: id })).body).toEqual({
    read: 0,
  });
});

test("a message to a user id reaches the person behind it", async () => {
  sandbox = await startSandbox();
  const { body } = await sandbox.control("GET", "people/919000000123");
  const recipient = body["user_id"];
  const reply = await sandbox.graph("POST", `${sandbox.config.phone_number_id}/messages`, {
    messaging_product: "whatsapp",
    recipient,
    type: "text",
    text: { body: "hi" },
  });
  expect(reply.body["contacts"]).toEqual([{ input: recipient, user_id: recipient }]);
  await vi.waitFor(async () =>
    expect(dataOf(await sandbox.control("GET", "ledger?to=919000000123"))).toHaveLength(1),
  );
});

test("a read mark covers what the person wrote before", async () => {
  sandbox = await startSandbox();
  const write = async (text: string) =>
    (await sandbox.control("POST", "people/14155550123/reply", { text })).body["id"];
  const [, second] = [await write("one"), await write("two")];
  await write("three");
  const read = {
    messaging_product: "whatsapp",
    status: "read",
    message_id: second,
    typing_indicator: { type: "text" },
  };
  expect((await sandbox.graph("POST", `${sandbox.config.phone_number_id}/messages`, read)).body).toEqual({
    success: true,
  });
  const written = (await sandbox.control("GET", "people/14155550123")).body["written"];
  expect(written).toMatchObject([
    { read_by_business: true },
    { read_by_business: true },
    { read_by_business: false },
  ]);
});
