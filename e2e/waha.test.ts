// A phone is linked through WAHA by the routes of every session, sends, hears receipts by webhook, and settles a doubt.

import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { linkPhone, messageIn, notedIn, sessionIn } from "./outcome.ts";
import { putFaults, received, simulate } from "./simulated.ts";
import { type Json, type Stack, startStack } from "./stack.ts";

let stack: Stack;
let sandbox: Json;
beforeAll(async () => {
  stack = await startStack();
  sandbox = await simulate(stack.simulatorUrl, "config");
}, 90_000);
afterAll(async () => {
  await stack?.stop();
}, 60_000);

const phone = "15557020001";
const webhookSecret = "a-secret-of-sixteen-signs-and-more";

describe("a phone behind WAHA", () => {
  let sender: string;
  const send = async (to: string, text: string): Promise<string> => {
    const body = { from: sender, to, text: { body: text } };
    const answer = await stack.request("POST", "/v1/messages", body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(202);
    return answer.body["id"];
  };
  const hook = (body: string, signature: string) =>
    fetch(`${stack.apiUrl}/hooks/waha/${sender}`, {
      method: "POST",
      headers: { "x-webhook-hmac": signature, "x-webhook-hmac-algorithm": "sha512" },
      body,
    });

  test("is linked by scanning the QR code that WAHA shows", { timeout: 60_000 }, async () => {
    const config = {
      base_url: sandbox.waha.url,
      session: "front-desk",
      api_key: sandbox.waha.api_key,
      webhook_secret: webhookSecret,
    };
    const created = await stack.request("POST", "/v1/senders", {
      name: "Front desk",
      transport: "waha",
      config,
    });
    expect([created.status, created.body["session"]?.["state"]], JSON.stringify(created.body)).toEqual([
      201,
      "stopped",
    ]);
    sender = created.body["id"];
    await linkPhone(stack, { sender, phone, simulatorUrl: stack.simulatorUrl });
    const { body } = await stack.request("GET", `/v1/senders/${sender}`);
    expect(body["address"]).toBe(`+${phone}`);
  });

  test("sends, and its receipts come back", { timeout: 60_000 }, async () => {
    const id = await send("+14155550123", "Your cab is booked");
    const message = await messageIn(stack, id, "read");
    const ledger = await received(stack.simulatorUrl, "14155550123");
    expect(ledger.map(({ text }) => text)).toEqual([{ body: "Your cab is booked" }]);
    expect(ledger[0].id).toBe(message["provider_message_id"]);
  });

  test("learns what became of a message whose answer was lost, and sends it once", async () => {
    await putFaults(stack.simulatorUrl, { people: { "14155550124": { lose_response: true, times: 1 } } });
    const id = await send("+14155550124", "Your cab is here");
    const message = await messageIn(stack, id, "read");
    const ledger = await received(stack.simulatorUrl, "14155550124");
    expect(ledger.map(({ id: known, repeats }) => [known, repeats])).toEqual([
      [message["provider_message_id"], 0],
    ]);
  }, 60_000);

  test("refuses whom WhatsApp does not know", async () => {
    const id = await send("+14155550002", "Hello?");
    const message = await messageIn(stack, id, "failed");
    expect(message["error"]["code"]).toBe("recipient_undeliverable");
  }, 60_000);

  test("believes no webhook without its signature, and a repeated one changes nothing", async () => {
    const id = await send("+14155550125", "Thank you");
    const before = await notedIn(stack, id, "read");
    const payload = { id: `true_14155550125@c.us_${before["provider_message_id"]}`, fromMe: true };
    const ack = { ...payload, from: "14155550125@c.us", ack: 3, ackName: "READ" };
    const body = JSON.stringify({ event: "message.ack", timestamp: Date.now(), payload: ack });
    const signature = createHmac("sha512", webhookSecret).update(body).digest("hex");
    const refused = await hook(
      body,
      signature.replace(/^./, (sign) => (sign === "0" ? "1" : "0")),
    );
    const problem: Json = await refused.json();
    expect([refused.status, problem["code"]]).toEqual([401, "signature_invalid"]);
    expect((await hook(body, signature)).status).toBe(200);
    expect((await hook(body, signature)).status).toBe(200);
    const after = await messageIn(stack, id, "read");
    expect(after["timeline"]).toEqual(before["timeline"]);
  }, 60_000);

  test("is logged out, and the phone forgets it", { timeout: 60_000 }, async () => {
    expect((await stack.request("POST", `/v1/senders/${sender}/session/logout`)).status).toBe(202);
    await sessionIn(stack, sender, "logged_out");
  });
});

/** Calls a provider's face of the simulator, as its owner sets it up. */
async function provide(url: string, headers: Record<string, string>, body: object): Promise<Json> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  const answer: Json = await response.json();
  expect(response.status, JSON.stringify(answer)).toBeLessThan(300);
  return answer;
}

async function addSender(transport: string, config: object): Promise<string> {
  const { status, body } = await stack.request("POST", "/v1/senders", { name: "Desk", transport, config });
  expect(status, JSON.stringify(body)).toBe(201);
  return body["id"];
}

async function sendsAndIsRead(from: string, to: string): Promise<void> {
  const answer = await stack.request("POST", "/v1/messages", {
    from,
    to,
    text: { body: "Your room is ready" },
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  const message = await messageIn(stack, answer.body["id"], "read");
  const ledger = await received(stack.simulatorUrl, to.slice(1));
  expect(ledger.map(({ id }) => id)).toEqual([message["provider_message_id"]]);
}

test("a number at WasenderApi sends, and its receipts come back", { timeout: 60_000 }, async () => {
  const { url, account_token } = sandbox.wasender;
  const token = { authorization: `Bearer ${account_token}` };
  const sessions = `${url}/api/whatsapp-sessions`;
  const { data } = await provide(sessions, token, { name: "Desk", phone_number: "+15557030001" });
  const { data: waiting } = await provide(`${sessions}/${data.id}/connect`, token, {});
  await simulate(stack.simulatorUrl, "people/15557030001/scan", "POST", { qr: waiting.qrCode });
  const sender = await addSender("wasender", {
    phone_number: "+15557030001",
    base_url: url,
    api_key: data.api_key,
    webhook_secret: data.webhook_secret,
  });
  const webhook = {
    webhook_url: `${stack.apiUrl}/hooks/wasender/${sender}`,
    webhook_enabled: true,
    webhook_events: ["messages.update", "messages.received"],
  };
  const told = await fetch(`${sessions}/${data.id}`, {
    method: "PUT",
    headers: token,
    body: JSON.stringify(webhook),
  });
  expect(told.status).toBe(200);
  await sendsAndIsRead(sender, "+14155550126");
});

test("a number at 360dialog sends, and its receipts come back", { timeout: 60_000 }, async () => {
  const { url, api_key: firstKey, platform_secret } = sandbox.dialog360;
  const { data } = await simulate(stack.simulatorUrl, "numbers", "POST", { count: 1 });
  const { phone_number_id, display_phone_number } = data[0];
  const api_key = firstKey.replace(sandbox.phone_number_id, phone_number_id);
  const sender = await addSender("dialog360", {
    base_url: url,
    phone_number_id,
    display_phone_number,
    api_key,
    webhook_secret: platform_secret,
  });
  await provide(
    `${url}/v1/configs/webhook`,
    { "d360-api-key": api_key },
    { url: `${stack.apiUrl}/hooks/dialog360` },
  );
  await sendsAndIsRead(sender, "+14155550127");
});
