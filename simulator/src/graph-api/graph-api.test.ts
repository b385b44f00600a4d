// The Graph API's surroundings: versions, tokens, unknown objects, headers, limits.
import { afterEach, expect, test } from "vitest";
import { inTurn, startSandbox, strangers } from "../testing/sandbox.ts";
import type { Sandbox } from "../testing/sandbox.ts";

let sandbox: Sandbox;
afterEach(() => sandbox.stop());

test("an unknown id is HTTP 400, code 100, subcode 33", async () => {
  sandbox = await startSandbox();
  const reply = await sandbox.graph("GET", "123456789");
  expect(reply.status).toBe(400);
  expect(reply.body).toMatchObject({
    error: {
      message: expect.stringMatching(/^Unsupported get request\. Object with ID '123456789' does not exist/),
      type: "GraphMethodException",
      code: 100,
      error_subcode: 33,
      fbtrace_id: expect.any(String),
    },
  });
});

test("another account's number answers like an unknown one", async () => {
  sandbox = await startSandbox();
  const other = await sandbox.control("POST", "accounts");
  const theirs = String(other.body["phone_number_id"]);
  const mine = await sandbox.graph("POST", `${theirs}/messages`, { messaging_product: "whatsapp" });
  expect(mine.body).toMatchObject({ error: { code: 100, error_subcode: 33 } });
  const own = await sandbox.graph("GET", theirs, undefined, String(other.body["access_token"]));
  expect(own.body["id"]).toBe(theirs);
});

test("tokens: none, wrong, expired", async () => {
  sandbox = await startSandbox();
  const id = sandbox.config.phone_number_id;
  expect(await sandbox.graph("GET", id, undefined, "")).toMatchObject({ status: 401, code: 104 });
  expect(await sandbox.graph("GET", id, undefined, "wrong")).toMatchObject({
    status: 401,
    code: 190,
  });
  await sandbox.control("PUT", "faults", { account: { token_expired: true } });
  const expired = await sandbox.send("+14155550123");
  expect(expired).toMatchObject({
    status: 401,
    body: { error: { code: 190, error_subcode: 463 } },
  });
});

test.each(["v20.0", "v23.0", "v26.0"])("speaks %s and says so", async (version) => {
  sandbox = await startSandbox();
  const { graph_url, phone_number_id, access_token } = sandbox.config;
  const response = await fetch(`${graph_url}/${version}/${phone_number_id}?access_token=${access_token}`);
  expect(response.status).toBe(200);
  expect(response.headers.get("facebook-api-version")).toBe(version);
});

test("a version that never was is refused", async () => {
  sandbox = await startSandbox();
  expect((await fetch(`${sandbox.config.graph_url}/v99.0/1`)).status).toBe(400);
});

test("usage headers rise with management calls until 80007", async () => {
  sandbox = await startSandbox({ settings: { limits: { management_calls_per_hour: 2 } } });
  const first = await sandbox.graph("GET", sandbox.config.waba_id);
  const usage = JSON.parse(first.headers.get("x-business-use-case-usage") ?? "{}");
  expect(usage[sandbox.config.waba_id][0].call_count).toBe(50);
  await sandbox.graph("GET", sandbox.config.waba_id);
  expect((await sandbox.graph("GET", sandbox.config.waba_id)).code).toBe(80007);
  expect((await sandbox.send("+14155550123")).status).toBe(200);
  await sandbox.control("POST", "clock", { advance_ms: 3_600_000 });
  expect((await sandbox.graph("GET", sandbox.config.waba_id)).status).toBe(200);
});

test("more than the throughput of a second meets 130429, on that number only", async () => {
  sandbox = await startSandbox({ settings: { limits: { throughput_per_second: 5 } } });
  const replies = await inTurn(strangers(6), (to) => sandbox.send(to));
  expect(replies.map(({ code }) => code)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    130429,
  ]);
  const added = await sandbox.control("POST", "numbers", { count: 1 });
  const [other] = added.body["data"] as { phone_number_id: string }[];
  const message = {
    messaging_product: "whatsapp",
    to: "+14155551100",
    type: "text",
    text: { body: "hi" },
  };
  expect((await sandbox.graph("POST", `${other?.phone_number_id}/messages`, message)).status).toBe(200);
});

test("the 46th message to one person in a burst meets 131056, and six seconds free one", async () => {
  sandbox = await startSandbox();
  const codes = await Promise.all(Array.from({ length: 46 }, () => sandbox.send("+14155550123")));
  expect(codes.filter(({ code }) => code === 131056)).toHaveLength(1);
  expect((await sandbox.send("+14155550124")).status).toBe(200);
  await sandbox.control("POST", "clock", { advance_ms: 6_000 });
  expect((await sandbox.send("+14155550123")).status).toBe(200);
  expect((await sandbox.send("+14155550123")).code).toBe(131056);
});

test("without a plus the business's country code is prepended, when the setting says so", async () => {
  sandbox = await startSandbox({ settings: { messages: { missing_plus: "prepend" } } });
  expect((await sandbox.send("4155550123")).body["contacts"]).toEqual([
    { input: "4155550123", wa_id: "14155550123" },
  ]);
  await sandbox.control("PUT", "settings", {});
  expect((await sandbox.send("919000000123")).body["contacts"]).toMatchObject([{ wa_id: "919000000123" }]);
});
