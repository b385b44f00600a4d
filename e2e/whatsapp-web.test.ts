// A phone is linked by QR, sends, hears receipts and replies, and survives the death of the process that holds it.

import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { messageIn, sessionIn } from "./outcome.ts";
import { received, simulate } from "./simulated.ts";
import { type Stack, startStack } from "./stack.ts";
import { openTerminal } from "./terminal.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
}, 90_000);
afterAll(async () => {
  await stack?.stop();
}, 60_000);

const phone = "15557010001";

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
    const terminal = openTerminal(stack, ["sender", "pair", sender, "--json"]);
    await terminal.shows("}\n");
    const { qr } = JSON.parse(terminal.output());
    await simulate(stack.simulatorUrl, `people/${phone}/scan`, "POST", { qr });
    expect(await terminal.ended).toBe(0);
    expect(JSON.parse(terminal.output().split("\n")[1] ?? "")).toMatchObject({ state: "connected" });
    const { body } = await stack.request("GET", `/v1/senders/${sender}`);
    expect(body["address"]).toBe(`+${phone}`);
  });

  test("sends, and hears that it was read", { timeout: 60_000 }, async () => {
    const message = await messageIn(stack, await send("+14155550201", "Your table is ready"), "read");
    expect(message["provider_message_id"]).toMatch(/^3EB0[0-9A-F]{18}$/);
    const copies = await received(stack.simulatorUrl, "14155550201");
    expect(copies.map((copy) => copy["text"]["body"])).toEqual(["Your table is ready"]);
  });

  test("is told that a number is not on WhatsApp before anything leaves", { timeout: 60_000 }, async () => {
    const message = await messageIn(stack, await send("+14155550002", "Hello?"), "failed");
    expect(message["error"]["code"]).toBe("recipient_undeliverable");
    expect(await received(stack.simulatorUrl, "14155550002")).toEqual([]);
  });

  test("keeps its link when the process that holds it is killed", { timeout: 120_000 }, async () => {
    const ids = await Promise.all(
      Array.from({ length: 20 }, (_, n) => send(`+1415555${3000 + n}`, `appointment ${n}`)),
    );
    const [transport] = stack.processes().transport;
    if (transport !== undefined) process.kill(transport, "SIGKILL");
    await sessionIn(stack, sender, "connected");
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
      const copies = await received(stack.simulatorUrl, `1415555${3000 + n}`);
      expect(copies.length).toBeLessThanOrEqual(1);
    }
  });

  test("is linked still after WhatsApp itself was away", { timeout: 120_000 }, async () => {
    // It may be back before anybody asks; what is told of it stays.
    const losses = async (): Promise<number> => {
      const { body } = await stack.request("GET", "/v1/events?types=session.reconnecting&limit=200");
      return body["data"].length;
    };
    const before = await losses();
    const [simulator] = stack.processes().simulator;
    if (simulator !== undefined) process.kill(simulator, "SIGKILL");
    await vi.waitFor(async () => expect(await losses()).toBeGreaterThan(before), {
      timeout: 40_000,
      interval: 100,
    });
    await sessionIn(stack, sender, "connected");
    await messageIn(stack, await send("+14155550202", "We are back"), "read");
  });

  test("that ends the link itself is logged out, and nothing reconnects", { timeout: 60_000 }, async () => {
    await simulate(stack.simulatorUrl, `people/${phone}/unlink`, "POST", {});
    await sessionIn(stack, sender, "logged_out");
    const { body } = await stack.request("GET", `/v1/senders/${sender}/session`);
    expect(body["reason"]).not.toBeNull();
  });

  test("is linked again by typing a code, also when Ctrl-C came between", { timeout: 60_000 }, async () => {
    const interrupted = openTerminal(stack, ["sender", "pair", sender]);
    await interrupted.shows("Link a device");
    interrupted.interrupt();
    expect(await interrupted.ended).toBe(1);
    expect(interrupted.output()).toContain("waypost: not linked so far.");
    await sessionIn(stack, sender, "pairing");

    const terminal = openTerminal(stack, ["sender", "pair", sender, "--phone", `+${phone}`]);
    await terminal.shows("type this code");
    const [code] = /\b\w{4}-\w{4}\b/.exec(terminal.output()) ?? [];
    await simulate(stack.simulatorUrl, `people/${phone}/enter-code`, "POST", { code });
    expect(await terminal.ended).toBe(0);
    expect(terminal.output()).toContain(`${sender}  connected as +${phone}\n`);
  });

  test("keeps nobody waiting who stops the product", { timeout: 60_000 }, async () => {
    const startedAt = performance.now();
    expect(await stack.stop()).toBe(0);
    // 24 s is when a process that does not end by itself is cut off.
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    expect(stack.output()).not.toContain("did not end in time");
  });
});
