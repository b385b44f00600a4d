// WAHA, WasenderApi and 360dialog as doors to the same network: one ledger, the same people, one message per id.
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { isObject, parseJson } from "../json.ts";
import type { JsonObject } from "../json.ts";
import { dataOf, startSandbox } from "../testing/sandbox.ts";
import type { Sandbox } from "../testing/sandbox.ts";

let sandbox: Sandbox;
const closing: (() => void)[] = [];
afterEach(async () => {
  await sandbox.stop();
  for (const close of closing.splice(0)) close();
});

type Told = { headers: IncomingHttpHeaders; raw: string; body: JsonObject };

/** Remembers every webhook; answers the next ones with what is in `answers`. */
async function listen(): Promise<{ url: string; told: Told[]; answers: number[] }> {
  const told: Told[] = [];
  const answers: number[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const raw = Buffer.concat(chunks).toString();
      const body = parseJson(raw);
      told.push({ headers: request.headers, raw, body: isObject(body) ? body : {} });
      response.writeHead(answers.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, told, answers };
}

async function call(url: string, method: string, headers: Record<string, string>, body?: object) {
  const answer = await fetch(url, {
    method,
    headers: { "content-type": "application/json", ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });
  const value = parseJson(await answer.text());
  return { status: answer.status, body: isObject(value) ? value : {} };
}

const waha = (method: string, path: string, body?: object, key = sandbox.config.waha.api_key) =>
  call(`${sandbox.config.waha.url}/api/${path}`, method, { "x-api-key": key }, body);

async function linkWaha(config: object): Promise<void> {
  await waha("POST", "sessions", { name: "desk", config });
  const shown = await vi.waitFor(async () => {
    const answer = await waha("GET", "desk/auth/qr?format=raw");
    expect(answer.status).toBe(200);
    return answer.body["value"];
  });
  await sandbox.control("POST", "people/15550180001/scan", { qr: shown });
}

const toAsha = { session: "desk", chatId: "14155550123@c.us", text: "Hi" };

test("WAHA wants its key, a session that exists, and one that works", async () => {
  sandbox = await startSandbox();
  const statuses = [
    await waha("GET", "sessions", undefined, "guess"),
    await waha("GET", "sessions/desk"),
    await waha("POST", "sendText", toAsha),
  ];
  expect(statuses.map(({ status }) => status)).toEqual([401, 404, 404]);
  await waha("POST", "sessions", { name: "desk", start: false });
  expect(await waha("POST", "sendText", toAsha)).toMatchObject({
    status: 422,
    body: { status: "STOPPED", expected: ["WORKING"] },
  });
});

test("WAHA keeps the caller's id, signs what it tells, and tells again what was refused", async () => {
  sandbox = await startSandbox();
  const hook = await listen();
  hook.answers.push(500);
  const retries = { policy: "constant", delaySeconds: 0.01, attempts: 3 };
  const webhooks = [{ url: hook.url, events: ["message.ack"], hmac: { key: "the key" }, retries }];
  await linkWaha({ webhooks });
  const sent = await waha("POST", "sendText", { ...toAsha, id: "ABCDEF0123456789" });
  expect(sent).toMatchObject({ status: 201, body: { id: "true_14155550123@c.us_ABCDEF0123456789" } });
  await waha("POST", "sendText", { ...toAsha, id: "ABCDEF0123456789" });
  await vi.waitFor(() =>
    expect(new Set(hook.told.map(ackOf))).toEqual(new Set(["SERVER", "DEVICE", "READ"])),
  );
  for (const { headers, raw } of hook.told) {
    expect(headers["x-webhook-hmac"]).toBe(createHmac("sha512", "the key").update(raw).digest("hex"));
    expect(headers["x-webhook-hmac-algorithm"]).toBe("sha512");
  }
  const ledger = dataOf(await sandbox.control("GET", "ledger?to=14155550123"));
  expect(ledger).toMatchObject([{ id: "ABCDEF0123456789", from: "15550180001", repeats: 1 }]);
});

function ackOf({ body }: Told): unknown {
  return isObject(body["payload"]) ? body["payload"]["ackName"] : undefined;
}

test("people write to a number by every door it has", async () => {
  sandbox = await startSandbox();
  const hook = await listen();
  await linkWaha({ webhooks: [{ url: hook.url, events: ["message"] }] });
  await sandbox.control("POST", "people/14155550123/reply", { text: "Olá", to: "15550180001" });
  await vi.waitFor(() => expect(hook.told).toHaveLength(1));
  const payload = { from: "14155550123@c.us", fromMe: false, body: "Olá", hasMedia: false };
  expect(hook.told[0]?.body).toMatchObject({ event: "message", session: "desk", payload });
});

test("magic people behave alike at WAHA and at WasenderApi", async () => {
  sandbox = await startSandbox();
  await linkWaha({});
  const to = (chatId: string) => waha("POST", "sendText", { ...toAsha, chatId });
  expect(await to("14155550008@c.us")).toMatchObject({ status: 500 });
  const throttled = [
    await to("14155550007@c.us"),
    await to("14155550007@c.us"),
    await to("14155550007@c.us"),
  ];
  expect(throttled.map(({ status }) => status)).toEqual([500, 500, 201]);
  expect(await waha("GET", "contacts/check-exists?phone=14155550002&session=desk")).toMatchObject({
    body: { numberExists: false },
  });
  const send = await linkWasender("15550190001");
  expect((await send("+14155550002")).status).toBe(422);
  const again = [await send("+14155550007"), await send("+14155550007"), await send("+14155550007")];
  expect(again.map(({ status }) => status)).toEqual([429, 429, 200]);
});

async function linkWasender(phone: string) {
  const { url, account_token } = sandbox.config.wasender;
  const token = { authorization: `Bearer ${account_token}` };
  const made = await call(`${url}/api/whatsapp-sessions`, "POST", token, {
    name: "Desk",
    phone_number: phone,
  });
  const session = made.body["data"];
  if (!isObject(session)) throw new Error("a session is made");
  const path = `${url}/api/whatsapp-sessions/${String(session["id"])}/connect`;
  const { data } = (await call(path, "POST", token)).body;
  await sandbox.control("POST", `people/${phone}/scan`, { qr: isObject(data) ? data["qrCode"] : "" });
  const key = { authorization: `Bearer ${String(session["api_key"])}` };
  return (to: string) => call(`${url}/api/send-message`, "POST", key, { to, text: "Hi" });
}

test("360dialog takes Meta's messages under the number's own key", async () => {
  sandbox = await startSandbox();
  const { url, api_key } = sandbox.config.dialog360;
  const message = { messaging_product: "whatsapp", to: "+14155550123", type: "text", text: { body: "Hi" } };
  const send = (key: string, body: object) => call(`${url}/messages`, "POST", { "d360-api-key": key }, body);
  expect(await send("guess", message)).toMatchObject({ status: 401, body: { meta: { http_code: 401 } } });
  expect(await send(api_key, { ...message, text: {} })).toMatchObject({
    status: 400,
    body: { error: { code: 100 } },
  });
  expect(await send(api_key, message)).toMatchObject({
    status: 200,
    body: { messaging_product: "whatsapp" },
  });
  const ledger = dataOf(await sandbox.control("GET", "ledger/accepted"));
  expect(ledger).toMatchObject([{ to: "14155550123", phone_number_id: sandbox.config.phone_number_id }]);
});
