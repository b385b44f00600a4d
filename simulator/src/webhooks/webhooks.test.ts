// Webhooks: signed, gathered, repeated, disturbed, and sent to the right callback.
import { afterEach, expect, test, vi } from "vitest";
import { DEFAULTS } from "../business/index.ts";
import { startReceiver } from "../testing/receiver.ts";
import { QUICK_PEOPLE, startSandbox, strangers } from "../testing/sandbox.ts";
import type { Sandbox } from "../testing/sandbox.ts";

let sandbox: Sandbox;
afterEach(() => sandbox.stop());

const statuses = () => sandbox.receiver.statuses();
const appToken = `${DEFAULTS.appId}|${DEFAULTS.appSecret}`;

test("every POST is signed over its raw bytes, non-ASCII escaped", async () => {
  sandbox = await startSandbox();
  await sandbox.control("POST", "people/14155550123/reply", { text: "Olá ☀" });
  await vi.waitFor(() => expect(sandbox.receiver.messages()).toMatchObject([{ text: { body: "Olá ☀" } }]));
  expect(sandbox.receiver.posts.every(({ signed }) => signed)).toBe(true);
  expect(sandbox.receiver.posts[0]?.raw).toContain("Ol\\u00e1 \\u2600");
});

test("a wrong signature on demand", async () => {
  sandbox = await startSandbox({ faults: { webhooks: { bad_signature: 1 } } });
  await sandbox.send("+14155550123");
  await vi.waitFor(() => expect(sandbox.receiver.posts.length).toBeGreaterThan(0));
  expect(sandbox.receiver.posts[0]?.signed).toBe(false);
});

test("a status has the shape of v25: opaque data, price, contact, no conversation", async () => {
  sandbox = await startSandbox();
  const message = { type: "text", text: { body: "hi" }, biz_opaque_callback_data: 'say "hi"' };
  await sandbox.send("+14155550123", message);
  await vi.waitFor(() => expect(statuses()).toHaveLength(3));
  const [sent, delivered, read] = statuses();
  expect(sent).toMatchObject({
    status: "sent",
    timestamp: expect.stringMatching(/^\d{10}$/),
    recipient_id: "14155550123",
    biz_opaque_callback_data: 'say "hi"',
    pricing: {
      pricing_model: "PMP",
      type: "free_customer_service",
      category: "service",
      billable: false,
    },
  });
  expect(delivered).toHaveProperty("pricing");
  expect(read).not.toHaveProperty("pricing");
  expect(sent).not.toHaveProperty("conversation");
  const [change] = sandbox.receiver.changes("messages");
  expect(change).toMatchObject({
    messaging_product: "whatsapp",
    metadata: {
      display_phone_number: "15550100000",
      phone_number_id: sandbox.config.phone_number_id,
    },
    contacts: [{ wa_id: "14155550123", profile: { name: expect.any(String) } }],
  });
});

test("a failed status carries the error and no contact", async () => {
  sandbox = await startSandbox();
  await sandbox.send("+14155550002");
  await vi.waitFor(() => expect(statuses()).toHaveLength(1));
  expect(statuses()[0]).toMatchObject({
    errors: [{ code: 131026, title: "Message undeliverable" }],
  });
  expect(sandbox.receiver.changes("messages")[0]).not.toHaveProperty("contacts");
});

test("the service messages beyond the free allowance are billed", async () => {
  sandbox = await startSandbox({ settings: { pricing: { free_service_per_month: 1 } } });
  await sandbox.send("+14155550123");
  await vi.waitFor(() => expect(statuses()).toHaveLength(3));
  await sandbox.send("+14155550124");
  await vi.waitFor(() => expect(statuses()).toHaveLength(6));
  const priced = statuses().filter((status) => status["status"] === "delivered");
  expect(priced).toMatchObject([
    { pricing: { billable: false } },
    { pricing: { billable: true, type: "regular" } },
  ]);
});

test("a burst is gathered into few POSTs of at most max_updates", async () => {
  const settings = { webhooks: { max_updates: 10, flush_ms: 50, flush_at: 1_000, concurrency: 1 } };
  sandbox = await startSandbox({ settings, people: { ...QUICK_PEOPLE, unread_rate: 1 } });
  await Promise.all(strangers(50).map((to) => sandbox.send(to)));
  await vi.waitFor(() => expect(statuses()).toHaveLength(100));
  expect(sandbox.receiver.posts.length).toBeLessThan(60);
  const sizes = sandbox.receiver.posts.map(({ raw }) => raw.match(/"status":/g)?.length ?? 0);
  expect(Math.max(...sizes)).toBe(10);
});

test("one change per update, when grouping is none", async () => {
  sandbox = await startSandbox({
    settings: { webhooks: { grouping: "none", flush_ms: 50, flush_at: 1_000 } },
  });
  await Promise.all([sandbox.send("+14155550123"), sandbox.send("+14155550124")]);
  await vi.waitFor(() => expect(statuses()).toHaveLength(6));
  for (const change of sandbox.receiver.changes("messages")) expect(change["statuses"]).toHaveLength(1);
});

test("what is not answered with 200 comes again, the same bytes", async () => {
  sandbox = await startSandbox({ settings: { webhooks: { retry: { first_ms: 1 } } } });
  sandbox.receiver.answers.push(500, 202, 500);
  await sandbox.control("POST", "people/14155550123/reply", { text: "Hello" });
  await vi.waitFor(() => expect(sandbox.receiver.messages()).toHaveLength(1));
  const { posts } = sandbox.receiver;
  expect(posts.map(({ answered }) => answered)).toEqual([500, 202, 500, 200]);
  expect(new Set(posts.map(({ raw }) => raw)).size).toBe(1);
});

test("an unreachable receiver is tried until the time is up", async () => {
  const retry = { first_ms: 60_000, give_up_ms: 3_600_000, max_ms: 600_000 };
  sandbox = await startSandbox({ settings: { webhooks: { retry } } });
  await sandbox.control("PUT", "webhook", { url: "http://127.0.0.1:1/nobody" });
  await sandbox.control("POST", "people/14155550123/reply", { text: "Hello" });
  const counts = async () => (await sandbox.control("GET", "health")).body["webhooks"];
  await vi.waitFor(async () => expect(await counts()).toMatchObject({ posts: 2, retries: 2, waiting: 1 }));
  await sandbox.control("POST", "clock", { advance_ms: 3_600_000 });
  await vi.waitFor(async () => expect(await counts()).toMatchObject({ posts: 3, lost: 1, waiting: 0 }));
});

test("what waits follows the callback when it moves", async () => {
  sandbox = await startSandbox({ settings: { webhooks: { retry: { first_ms: 60_000 } } } });
  const { url } = sandbox.receiver;
  await sandbox.control("PUT", "webhook", { url: "http://127.0.0.1:1/nobody" });
  await sandbox.control("POST", "people/14155550123/reply", { text: "Hello" });
  await vi.waitFor(async () =>
    expect((await sandbox.control("GET", "health")).body).toMatchObject({
      webhooks: { retries: 2 },
    }),
  );
  await sandbox.control("PUT", "webhook", { url });
  await sandbox.control("POST", "clock", { advance_ms: 60_000 });
  await vi.waitFor(() => expect(sandbox.receiver.messages()).toHaveLength(1));
});

test("duplicates on demand", async () => {
  sandbox = await startSandbox({ faults: { webhooks: { duplicate: 1 } } });
  await sandbox.send("+14155550123");
  await vi.waitFor(() => expect(statuses()).toHaveLength(6));
});

test("updates lost on demand never come", async () => {
  sandbox = await startSandbox({ faults: { webhooks: { lose: 1 } } });
  await sandbox.send("+14155550123");
  await vi.waitFor(async () =>
    expect((await sandbox.control("GET", "health")).body).toMatchObject({ webhooks: { lost: 3 } }),
  );
  expect(sandbox.receiver.posts).toEqual([]);
});

test("reordered on demand: a later status overtakes an earlier one", async () => {
  sandbox = await startSandbox({
    faults: { seed: 3, webhooks: { reorder: 0.5, reorder_ms: 200 } },
  });
  await Promise.all(strangers(10).map((to) => sandbox.send(to)));
  await vi.waitFor(() => expect(statuses()).toHaveLength(30));
  const orders = new Map<unknown, unknown[]>();
  for (const { id, status } of statuses()) orders.set(id, [...(orders.get(id) ?? []), status]);
  const overtaken = [...orders.values()].filter((order) => order.join() !== "sent,delivered,read");
  expect(overtaken.length).toBeGreaterThan(0);
});

test("held webhooks arrive when the hold is lifted", async () => {
  sandbox = await startSandbox({ faults: { webhooks: { hold: true } } });
  await sandbox.send("+14155550123");
  await vi.waitFor(async () =>
    expect((await sandbox.control("GET", "health")).body).toMatchObject({
      webhooks: { waiting: 3 },
    }),
  );
  expect(sandbox.receiver.posts).toEqual([]);
  await sandbox.control("PUT", "faults", {});
  await vi.waitFor(() => expect(statuses()).toHaveLength(3));
});

test("subscribing needs the app token and a handshake", async () => {
  sandbox = await startSandbox({ webhookUrl: "" });
  const { receiver, config } = sandbox;
  const subscription = {
    object: "whatsapp_business_account",
    callback_url: receiver.url,
    fields: "messages",
  };
  const subscribe = (verify_token: string, token?: string) =>
    sandbox.graph("POST", `${config.app_id}/subscriptions`, { ...subscription, verify_token }, token);
  expect((await subscribe(config.verify_token)).status).toBe(400);
  expect((await subscribe("wrong", appToken)).code).toBe(2200);
  await sandbox.send("+14155550123");
  expect((await subscribe(config.verify_token, appToken)).body).toEqual({ success: true });
  expect(receiver.handshakes.at(-1)?.get("hub.mode")).toBe("subscribe");
  const { body } = await sandbox.graph("GET", `${config.app_id}/subscriptions`, undefined, appToken);
  expect(body["data"]).toMatchObject([
    { callback_url: receiver.url, active: true, fields: [{ name: "messages" }] },
  ]);
  await sandbox.send("+14155550124");
  await vi.waitFor(() => expect(statuses().map(({ recipient_id }) => recipient_id)).toContain("14155550124"));
});

test("callback precedence: number, then account, then app", async () => {
  sandbox = await startSandbox();
  const { config } = sandbox;
  const account = await startReceiver(DEFAULTS.appSecret, "account");
  const number = await startReceiver(DEFAULTS.appSecret, "number");
  try {
    const write = () => sandbox.control("POST", "people/14155550123/reply", { text: "Hello" });
    await sandbox.graph("POST", `${config.waba_id}/subscribed_apps`, {
      override_callback_uri: account.url,
      verify_token: "account",
    });
    await write();
    await vi.waitFor(() => expect(account.messages()).toHaveLength(1));
    const webhook_configuration = { override_callback_uri: number.url, verify_token: "number" };
    await sandbox.graph("POST", config.phone_number_id, { webhook_configuration });
    await write();
    await vi.waitFor(() => expect(number.messages()).toHaveLength(1));
    await sandbox.graph("POST", config.phone_number_id, {
      webhook_configuration: { override_callback_uri: "" },
    });
    await sandbox.graph("POST", `${config.waba_id}/subscribed_apps`);
    await write();
    await vi.waitFor(() => expect(sandbox.receiver.messages()).toHaveLength(1));
  } finally {
    account.close();
    number.close();
  }
});

test("an account that is not subscribed tells nothing", async () => {
  sandbox = await startSandbox();
  await sandbox.graph("DELETE", `${sandbox.config.waba_id}/subscribed_apps`);
  expect((await sandbox.graph("GET", `${sandbox.config.waba_id}/subscribed_apps`)).body).toEqual({
    data: [],
  });
  await sandbox.send("+14155550123");
  await vi.waitFor(async () =>
    expect((await sandbox.control("GET", "ledger/summary")).body).toMatchObject({ read: 1 }),
  );
  expect(sandbox.receiver.posts).toEqual([]);
});
