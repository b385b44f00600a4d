// Numbers, profile, registration, blocklist and tokens.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { dataOf, inTurn, startSandbox } from "../testing/sandbox.ts";
import type { Sandbox } from "../testing/sandbox.ts";

let sandbox: Sandbox;
let id: string;
beforeEach(async () => {
  sandbox = await startSandbox();
  id = sandbox.config.phone_number_id;
});
afterEach(() => sandbox.stop());

test("a number shows the fields asked for", async () => {
  const { body } = await sandbox.graph("GET", `${id}?fields=display_phone_number,throughput,status`);
  expect(body).toEqual({
    id,
    display_phone_number: "+1 555-010-0000",
    throughput: { level: "STANDARD" },
    status: "CONNECTED",
  });
});

test("a hundred more senders under one account", async () => {
  const { body } = await sandbox.control("POST", "numbers", { count: 100 });
  const created = body["data"] as { phone_number_id: string; phone: string }[];
  expect(new Set(created.map(({ phone }) => phone)).size).toBe(100);
  const listed = dataOf(await sandbox.graph("GET", `${sandbox.config.waba_id}/phone_numbers?limit=200`));
  expect(listed).toHaveLength(101);
  const message = {
    messaging_product: "whatsapp",
    to: "+14155550123",
    type: "text",
    text: { body: "hi" },
  };
  await sandbox.graph("POST", `${created[99]?.phone_number_id}/messages`, message);
  await vi.waitFor(() => {
    const metadata = sandbox.receiver.changes("messages")[0]?.["metadata"];
    expect(metadata).toEqual({
      display_phone_number: "15550100100",
      phone_number_id: created[99]?.phone_number_id,
    });
  });
});

test("the sandbox's own hands are bounded", async () => {
  expect((await sandbox.control("POST", "numbers", { count: 5_000 })).status).toBe(400);
  expect((await sandbox.control("POST", "people/nobody/reply")).status).toBe(400);
  expect((await sandbox.control("POST", "people/14155550123/dance")).status).toBe(404);
  expect((await sandbox.control("GET", "ledger?after=x")).body["path"]).toBe("after");
  expect((await sandbox.control("GET", "nothing")).status).toBe(404);
});

test("a deregistered number sends nothing until registered with its PIN", async () => {
  await sandbox.graph("POST", `${id}/deregister`);
  expect((await sandbox.send("+14155550123")).code).toBe(133010);
  const register = (pin: string) =>
    sandbox.graph("POST", `${id}/register`, { messaging_product: "whatsapp", pin });
  expect((await register("123456")).code).toBe(133005);
  expect((await register("000000")).body).toEqual({ success: true });
  expect((await sandbox.send("+14155550123")).status).toBe(200);
  await inTurn(Array.from({ length: 7 }), () => register("000000"));
  expect((await register("000000")).code).toBe(133016);
});

test("a new number is verified, registered, and then sends", async () => {
  const made = await sandbox.graph("POST", `${sandbox.config.waba_id}/phone_numbers`, {
    cc: "91",
    phone_number: "4840000000",
    verified_name: "Marigold Kochi",
  });
  const added = String(made.body["id"]);
  const early = { messaging_product: "whatsapp", to: "+14155550123", text: { body: "hi" } };
  expect((await sandbox.graph("POST", `${added}/messages`, early)).code).toBe(133010);
  await sandbox.graph("POST", `${added}/request_code`, { code_method: "SMS", language: "en_US" });
  await sandbox.graph("POST", `${added}/verify_code`, { code: "123456" });
  await sandbox.graph("POST", `${added}/register`, {
    messaging_product: "whatsapp",
    pin: "424242",
  });
  expect((await sandbox.graph("GET", added)).body).toMatchObject({
    display_phone_number: "+91 484 000 0000",
    verified_name: "Marigold Kochi",
  });
  const message = {
    messaging_product: "whatsapp",
    to: "+14155550123",
    type: "text",
    text: { body: "hi" },
  };
  expect((await sandbox.graph("POST", `${added}/messages`, message)).status).toBe(200);
});

test("the profile keeps what fits and refuses what does not", async () => {
  const write = (change: object) =>
    sandbox.graph("POST", `${id}/whatsapp_business_profile`, {
      messaging_product: "whatsapp",
      ...change,
    });
  expect((await write({ about: "Open all day", websites: ["https://marigold.example"] })).status).toBe(200);
  expect((await write({ about: "x".repeat(140) })).code).toBe(100);
  expect((await write({ vertical: "SPACE" })).code).toBe(100);
  const { body } = await sandbox.graph("GET", `${id}/whatsapp_business_profile?fields=about`);
  expect(body).toEqual({ data: [{ about: "Open all day", messaging_product: "whatsapp" }] });
});

test("a message to a person the business blocked fails with 130403", async () => {
  const block_users = [{ user: "+14155550123" }];
  const change = (method: string) =>
    sandbox.graph(method, `${id}/block_users`, { messaging_product: "whatsapp", block_users });
  expect((await change("POST")).body).toMatchObject({
    block_users: { added_users: [{ wa_id: "14155550123" }] },
  });
  expect(dataOf(await sandbox.graph("GET", `${id}/block_users`))).toMatchObject([{ wa_id: "14155550123" }]);
  await sandbox.send("+14155550123");
  await vi.waitFor(() => expect(sandbox.receiver.statuses()).toMatchObject([{ errors: [{ code: 130403 }] }]));
  await change("DELETE");
  expect(dataOf(await sandbox.graph("GET", `${id}/block_users`))).toEqual([]);
});

test("a signup code becomes a token, and the token can be inspected", async () => {
  const { graph_url, app_id, app_secret } = sandbox.config;
  const exchange = (secret: string) =>
    fetch(`${graph_url}/v25.0/oauth/access_token?client_id=${app_id}&client_secret=${secret}&code=AQD1`);
  expect((await exchange("wrong")).status).toBe(400);
  const { access_token } = (await (await exchange(app_secret)).json()) as { access_token: string };
  expect((await sandbox.graph("GET", id, undefined, access_token)).status).toBe(200);
  const inspected = await sandbox.graph("GET", `debug_token?input_token=${access_token}`);
  expect(inspected.body).toMatchObject({
    data: {
      is_valid: true,
      app_id,
      scopes: expect.arrayContaining(["whatsapp_business_messaging"]),
    },
  });
  expect((await sandbox.graph("GET", "debug_token?input_token=x")).body).toMatchObject({
    data: { is_valid: false },
  });
});

test("Meta's judgement of a number is shown by the Graph API, and told where Meta tells it", async () => {
  await sandbox.control("POST", `numbers/${id}`, { quality: "RED", throughput: "HIGH", can_send: "BLOCKED" });
  const fields = "quality_rating,throughput,health_status";
  const { body } = await sandbox.graph("GET", `${id}?fields=${fields}`);
  expect(body).toMatchObject({
    quality_rating: "RED",
    throughput: { level: "HIGH" },
    health_status: { can_send_message: "BLOCKED" },
  });
  await vi.waitFor(() =>
    expect(sandbox.receiver.changes("phone_number_quality_update")).toMatchObject([
      { event: "THROUGHPUT_UPGRADE", display_phone_number: "15550100000" },
    ]),
  );
});

test("a number that was not proved by a code cannot be registered", async () => {
  await sandbox.control("POST", `numbers/${id}`, { registered: false, verified: false });
  const pin = { messaging_product: "whatsapp", pin: "000000" };
  expect((await sandbox.graph("POST", `${id}/register`, pin)).code).toBe(133006);
  await sandbox.graph("POST", `${id}/verify_code`, { code: "123456" });
  expect((await sandbox.graph("POST", `${id}/register`, pin)).status).toBe(200);
});

test("a portfolio's limit counts the people it begins to write to", async () => {
  await sandbox.control("PUT", "portfolio", { messaging_limit: "TIER_2" });
  await sandbox.control("PUT", "people/defaults", { window: "closed", sent_ms: 1, delivered_ms: 1 });
  const hello = { type: "template", template: { name: "hello_world", language: { code: "en_US" } } };
  const people = ["+14155550131", "+14155550132", "+14155550133", "+14155550131"];
  await inTurn(people, (person) => sandbox.send(person, hello));
  await vi.waitFor(() => {
    const failed = sandbox.receiver.statuses().filter(({ status }) => status === "failed");
    expect(failed).toMatchObject([{ recipient_id: "14155550133", errors: [{ code: 131048 }] }]);
  });
  expect(sandbox.receiver.changes("business_capability_update")).toMatchObject([
    { max_daily_conversations_per_business: 2 },
  ]);
});

test("a code of the signup dialog reaches the account that was shared, once", async () => {
  const { body: other } = await sandbox.control("POST", "accounts");
  const { body: shared } = await sandbox.control("POST", `accounts/${String(other["waba_id"])}/signup`);
  const { app_id, app_secret, version, graph_url } = sandbox.config;
  const exchange = () =>
    fetch(`${graph_url}/${version}/oauth/access_token`, {
      method: "POST",
      body: JSON.stringify({ client_id: app_id, client_secret: app_secret, code: shared["code"] }),
    });
  const { access_token } = (await (await exchange()).json()) as { access_token: string };
  const path = `${String(other["waba_id"])}/phone_numbers`;
  expect(dataOf(await sandbox.graph("GET", path, undefined, access_token))).toHaveLength(1);
  expect((await exchange()).status).toBe(400);
});

test("any word of Meta's about an account can be told, also of another time", async () => {
  const value = { event: "DISABLED_UPDATE", ban_info: { waba_ban_state: "DISABLE" } };
  const tell = { field: "account_update", value, at: 1_795_000_000 };
  await sandbox.control("POST", `accounts/${sandbox.config.waba_id}/tell`, tell);
  await vi.waitFor(() => expect(sandbox.receiver.changes("account_update")).toEqual([value]));
  expect(sandbox.receiver.posts.at(-1)?.raw).toContain('"time":1795000000');
});
