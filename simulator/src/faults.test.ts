// Faults on demand: what the sender sees, and what the person really got.
import { afterEach, expect, test, vi } from "vitest";
import { dataOf, inTurn, messageId, startSandbox, strangers } from "./testing/sandbox.ts";
import type { Sandbox } from "./testing/sandbox.ts";

let sandbox: Sandbox;
afterEach(() => sandbox.stop());

const received = async (to: string) => dataOf(await sandbox.control("GET", `ledger?to=${to}`));
const accepted = async () => (await sandbox.control("GET", "ledger/summary")).body["accepted"];

test("a lost response: the sender sees a reset, the person gets the message, webhooks come", async () => {
  sandbox = await startSandbox({ faults: { requests: { lose_response: 1 } } });
  await expect(sandbox.send("+14155550123")).rejects.toThrow("fetch failed");
  await vi.waitFor(async () => expect(await received("14155550123")).toHaveLength(1));
  await vi.waitFor(() =>
    expect(sandbox.receiver.statuses().map(({ status }) => status)).toEqual(["sent", "delivered", "read"]),
  );
});

test("a dropped request was never accepted", async () => {
  sandbox = await startSandbox({ faults: { requests: { drop_request: 1 } } });
  await expect(sandbox.send("+14155550123")).rejects.toThrow("fetch failed");
  expect(await accepted()).toBe(0);
});

test("a timeout before acceptance leaves nothing, one after it leaves the message", async () => {
  sandbox = await startSandbox({ faults: { requests: { timeout_before: 1, timeout_ms: 10 } } });
  await expect(sandbox.send("+14155550123")).rejects.toThrow("fetch failed");
  expect(await accepted()).toBe(0);
  await sandbox.control("PUT", "faults", { requests: { timeout_after: 1, timeout_ms: 10 } });
  await expect(sandbox.send("+14155550123")).rejects.toThrow("fetch failed");
  expect(await accepted()).toBe(1);
});

test("what is sent again after a lost response is a duplicate in the ledger", async () => {
  sandbox = await startSandbox({
    faults: { people: { "14155550123": { lose_response: true, times: 1 } } },
  });
  const message = { type: "text", text: { body: "hi" }, biz_opaque_callback_data: "order-1042" };
  await expect(sandbox.send("+14155550123", message)).rejects.toThrow("fetch failed");
  await sandbox.send("+14155550123", message);
  await vi.waitFor(async () => expect(await received("14155550123")).toHaveLength(2));
  const [first, second] = await received("14155550123");
  expect(second?.["duplicate_of"]).toBe(first?.["id"]);
  expect((await sandbox.control("GET", "ledger/summary")).body).toMatchObject({
    received: 2,
    duplicates: 1,
  });
});

test("what is sent again under fresh opaque data still shows as the same words", async () => {
  sandbox = await startSandbox();
  const send = (attempt: string) =>
    sandbox.send("+14155550123", { text: { body: "Order 1042" }, biz_opaque_callback_data: attempt });
  await inTurn(["att-1", "att-2"], send);
  await sandbox.send("+14155550124", { text: { body: "Order 1042" } });
  await vi.waitFor(async () => {
    const { body } = await sandbox.control("GET", "ledger/summary");
    expect(body).toMatchObject({ received: 3, duplicates: 0, same_content: 1 });
  });
});

test("errors by code: sync answers, async fails later", async () => {
  sandbox = await startSandbox({ faults: { errors: [{ code: 131016, rate: 1 }] } });
  expect(await sandbox.send("+14155550123")).toMatchObject({
    status: 500,
    code: 131016,
    body: { error: { is_transient: true } },
  });
  await sandbox.control("PUT", "faults", { errors: [{ code: 131042, rate: 1, path: "async" }] });
  const id = messageId(await sandbox.send("+14155550123"));
  await vi.waitFor(() => {
    expect(sandbox.receiver.statuses()).toMatchObject([{ id, status: "failed", errors: [{ code: 131042 }] }]);
  });
});

test("a seed makes the same requests fail again", async () => {
  sandbox = await startSandbox();
  const run = async (seed: number) => {
    await sandbox.control("POST", "reset");
    await sandbox.control("PUT", "faults", { seed, errors: [{ code: 131000, rate: 0.5 }] });
    const replies = await inTurn(strangers(24), (to) => sandbox.send(to));
    return replies.map(({ code }) => code ?? 0);
  };
  const first = await run(7);
  expect(new Set(first).size).toBe(2);
  expect(await run(7)).toEqual(first);
  expect(await run(8)).not.toEqual(first);
});

test("faults of one person, and of some numbers only", async () => {
  sandbox = await startSandbox({
    faults: { people: { "14155550123": { error: 130497, times: 1 } } },
  });
  expect((await sandbox.send("+14155550123")).code).toBe(130497);
  expect((await sandbox.send("+14155550123")).status).toBe(200);
  await sandbox.control("PUT", "faults", {
    only_numbers: ["300000000000099"],
    account: { ban: 368 },
  });
  expect((await sandbox.send("+14155550123")).status).toBe(200);
});

test("bans, outages and paused templates", async () => {
  sandbox = await startSandbox({ faults: { account: { ban: 131031 } } });
  expect(await sandbox.send("+14155550123")).toMatchObject({ status: 403, code: 131031 });
  await sandbox.control("PUT", "faults", { account: { outage: "unavailable" } });
  expect(await sandbox.send("+14155550123")).toMatchObject({ status: 503, code: 2 });
  await sandbox.control("PUT", "faults", { account: { outage: "refuse" } });
  await expect(sandbox.send("+14155550123")).rejects.toThrow("fetch failed");
  await sandbox.control("PUT", "faults", { account: { paused_templates: ["hello_world"] } });
  const template = {
    type: "template",
    template: { name: "hello_world", language: { code: "en_US" } },
  };
  expect((await sandbox.send("+14155550123", template)).code).toBe(132015);
});

test.each([
  [{ requests: { drop_request: 2 } }, "requests.drop_request"],
  [{ surprise: true }, "surprise"],
  [{ errors: [{ code: 131000 }] }, "errors[0].rate"],
  [{ errors: [{ code: "x", rate: 1 }] }, "errors[0].code"],
  [{ account: { ban: 7 } }, "account.ban"],
  [{ webhooks: { delay_ms: { min: 5, max: 1 } } }, "webhooks.delay_ms.max"],
  [{ people: { asha: {} } }, "people.asha"],
  [{ seed: 1.5 }, "seed"],
  [{ only_numbers: "all" }, "only_numbers"],
])("a bad faults document %j is refused at %s and changes nothing", async (document, path) => {
  sandbox = await startSandbox({ faults: { seed: 42 } });
  const reply = await sandbox.control("PUT", "faults", document);
  expect(reply.status).toBe(400);
  expect(reply.body["path"]).toBe(path);
  expect((await sandbox.control("GET", "faults")).body["seed"]).toBe(42);
});

test("a reset forgets messages and faults, keeps numbers, and never repeats a message id", async () => {
  sandbox = await startSandbox({ faults: { latency_ms: 1 } });
  await sandbox.control("POST", "numbers", { count: 3 });
  const before = messageId(await sandbox.send("+14155550123"));
  await sandbox.control("POST", "reset");
  expect(await accepted()).toBe(0);
  expect(messageId(await sandbox.send("+14155550123"))).not.toBe(before);
  expect((await sandbox.control("GET", "faults")).body["latency_ms"]).toEqual({ min: 0, max: 0 });
  expect(dataOf(await sandbox.control("GET", "numbers"))).toHaveLength(4);
});
