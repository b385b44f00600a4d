// A phone is linked by QR, sends, hears receipts and replies, and survives the death of the process that holds it.

import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Json, type Stack, startStack } from "./stack.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
}, 90_000);
afterAll(async () => {
  await stack?.stop();
}, 60_000);

const phone = "15557010001";

async function simulate(path: string, body: object): Promise<Json> {
  const response = await fetch(`${stack.simulatorUrl}/_sim/${path}`, {
    method: "POST",
    body: JSON.stringify(body),
  });
  const answer: Json = await response.json();
  expect(response.status, JSON.stringify(answer)).toBeLessThan(300);
  return answer;
}

async function sessionIn(sender: string, state: string): Promise<void> {
  await vi.waitFor(
    async () => {
      const { body } = await stack.request("GET", `/v1/senders/${sender}/session`);
      expect(body["state"]).toBe(state);
    },
    { timeout: 40_000, interval: 200 },
  );
}

async function messageIn(id: string, status: string): Promise<Json> {
  return vi.waitFor<Json>(
    async () => {
      const { body } = await stack.request("GET", `/v1/messages/${id}`);
      expect(body["status"], JSON.stringify(body["timeline"])).toBe(status);
      return body;
    },
    { timeout: 40_000, interval: 200 },
  );
}

async function received(to: string): Promise<Json[]> {
  const response = await fetch(`${stack.simulatorUrl}/_sim/ledger?to=${to}`);
  const ledger: Json = await response.json();
  return ledger.data;
}

describe("a linked phone", () => {
  let sender: string;
  const send = async (to: string, text: string): Promise<string> => {
    const { status, body } = await stack.request("POST", "/v1/messages", {
      from: sender,
      to,
      text: { body: text },
    });
    expect(status).toBe(202);
    return body["id"];
  };

  test("is linked by scanning its QR code", { timeout: 60_000 }, async () => {
    const created = await stack.request("POST", "/v1/senders", {
      name: "Front desk",
      transport: "whatsapp_web",
    });
    expect([created.status, created.body["session"]?.["state"]]).toEqual([201, "stopped"]);
    sender = created.body["id"];
    const started = await stack.request("POST", `/v1/senders/${sender}/session/start`);
    expect(started.status).toBe(202);
    await sessionIn(sender, "pairing");
    const qr = await vi.waitFor(async () => {
      const answer = await stack.request("GET", `/v1/senders/${sender}/session/qr`);
      expect(answer.status).toBe(200);
      return answer.body["qr"];
    });
    await simulate(`people/${phone}/scan`, { qr });
    await sessionIn(sender, "connected");
    const { body } = await stack.request("GET", `/v1/senders/${sender}`);
    expect(body["address"]).toBe(`+${phone}`);
  });

  test("sends, and hears that it was read", { timeout: 60_000 }, async () => {
    const message = await messageIn(await send("+14155550201", "Your table is ready"), "read");
    expect(message["provider_message_id"]).toMatch(/^3EB0[0-9A-F]{18}$/);
    const copies = await received("14155550201");
    expect(copies.map((copy) => copy["text"]["body"])).toEqual(["Your table is ready"]);
  });

  test("is told that a number is not on WhatsApp before anything leaves", { timeout: 60_000 }, async () => {
    const message = await messageIn(await send("+14155550002", "Hello?"), "failed");
    expect(message["error"]["code"]).toBe("recipient_undeliverable");
    expect(await received("14155550002")).toEqual([]);
  });

  test("keeps its link when the process that holds it is killed", { timeout: 120_000 }, async () => {
    const ids = await Promise.all(
      Array.from({ length: 20 }, (_, n) => send(`+1415555${3000 + n}`, `appointment ${n}`)),
    );
    const [transport] = stack.processes().transport;
    if (transport !== undefined) process.kill(transport, "SIGKILL");
    await sessionIn(sender, "connected");
    await vi.waitFor(
      async () => {
        const bodies = await Promise.all(
          ids.map(async (id) => (await stack.request("GET", `/v1/messages/${id}`)).body),
        );
        const open = bodies.filter((body) => !["read", "unknown"].includes(body["status"]));
        expect(open.map((body) => [body["status"], body["error"]])).toEqual([]);
      },
      { timeout: 90_000, interval: 500 },
    );
    for (let n = 0; n < 20; n += 1) {
      const copies = await received(`1415555${3000 + n}`);
      expect(copies.length).toBeLessThanOrEqual(1);
    }
  });

  test("is linked still after WhatsApp itself was away", { timeout: 120_000 }, async () => {
    const [simulator] = stack.processes().simulator;
    if (simulator !== undefined) process.kill(simulator, "SIGKILL");
    await sessionIn(sender, "reconnecting");
    await sessionIn(sender, "connected");
    await messageIn(await send("+14155550202", "We are back"), "read");
  });

  test("that ends the link itself is logged out, and nothing reconnects", { timeout: 60_000 }, async () => {
    await simulate(`people/${phone}/unlink`, {});
    await sessionIn(sender, "logged_out");
    const { body } = await stack.request("GET", `/v1/senders/${sender}/session`);
    expect(body["reason"]).not.toBeNull();
  });
});
