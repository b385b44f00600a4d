// Webhooks of the whole product: a receiver that fails, hangs and cuts off, a control process that is killed in the
// middle, and every event of every message heard all the same.

import { createServer, type IncomingHttpHeaders } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { Webhook } from "svix";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { verifyWebhook } from "../sdk/src/index.ts";
import { type Json, type Stack, startStack } from "./stack.ts";

type Heard = { id: string; headers: IncomingHttpHeaders; body: string };

let stack: Stack;
let secret: string;
let url: string;
const heard: Heard[] = [];

/** Of the first attempts some end badly, in turn: refused, cut off, never answered. What is told again is taken. */
type Ending = "taken" | "refused" | "cut off" | "hangs";
function endingOf(id: string): Ending {
  const isNew = heard.filter((one) => one.id === id).length === 1;
  const places = new Set(heard.map((one) => one.id)).size;
  if (!isNew) return "taken";
  // One that hangs is not waited for: whoever claimed it is killed meanwhile.
  if (places === 8) return "hangs";
  if (places % 6 === 3) return "refused";
  return places % 6 === 0 ? "cut off" : "taken";
}

const receiver = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("error", () => undefined);
  request.on("data", (chunk: Buffer) => void chunks.push(chunk));
  request.on("end", () => {
    const one = { id: String(request.headers["webhook-id"]), headers: request.headers };
    heard.push({ ...one, body: Buffer.concat(chunks).toString() });
    const ending = endingOf(one.id);
    if (ending === "taken") response.writeHead(204).end();
    else if (ending === "refused") response.writeHead(500).end("no");
    else if (ending === "cut off") request.socket.destroy();
  });
});

beforeAll(async () => {
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/in`;
  stack = await startStack({ WAYPOST_PRIVATE_NETWORKS: "127.0.0.0/8" });
}, 90_000);
afterAll(async () => {
  await stack?.stop();
  receiver.closeAllConnections();
  receiver.close();
}, 60_000);

const patience = { timeout: 40_000, interval: 200 };

async function send(count: number): Promise<string[]> {
  const messages = Array.from({ length: count }, (_, place) => ({
    to: `+1415555${2200 + place}`,
    type: "text",
    text: { body: `Order ${place} is on its way` },
  }));
  const { status, body } = await stack.request("POST", "/v1/messages/batch", { messages });
  expect(status, JSON.stringify(body)).toBe(202);
  return body["data"].map(({ id }: Json) => id);
}

test(
  "every event is heard, each under one id, through failures and a kill",
  { timeout: 90_000 },
  async () => {
    const made = await stack.request("POST", "/v1/webhook-endpoints", {
      url,
      events: ["message.*"],
      asymmetric_signature: true,
    });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    secret = made.body["secret"];
    const first = await send(10);
    await vi.waitFor(() => expect(heard.length).toBeGreaterThan(10), patience);
    for (const pid of stack.processes().control) process.kill(pid, "SIGKILL");
    const second = await vi.waitFor(() => send(10), patience);
    const messages = [...first, ...second];
    await vi.waitFor(async () => {
      const read = await stack.request("GET", "/v1/messages?limit=100&status=read");
      expect(read.body["data"].map(({ id }: Json) => id)).toEqual(expect.arrayContaining(messages));
    }, patience);
    // What happened, as the stream tells it afterwards, and soon: the list ends where others still write.
    const told = await vi.waitFor(async () => {
      const { status, body } = await stack.request("GET", "/v1/events?types=message.*&limit=200");
      expect(status).toBe(200);
      const ours: Json[] = body["data"].filter(({ message_id }: Json) => messages.includes(message_id));
      // What is learned at once is one step: between these there may be none, or all.
      for (const type of ["message.queued", "message.read"]) {
        const those = ours.filter((event) => event.type === type).map((event) => event.message_id);
        expect(new Set(those).size).toBe(20);
      }
      return ours;
    }, patience);
    await vi.waitFor(() => {
      const ids = new Set(heard.map(({ id }) => id));
      expect(told.filter(({ id }) => !ids.has(id))).toEqual([]);
    }, patience);
    const webhook = new Webhook(secret);
    const said = new Map<string, string>();
    for (const { id, headers, body } of heard) {
      expect(() => webhook.verify(body, headers as Record<string, string>)).not.toThrow();
      for (const key of [secret, made.body["public_key"]])
        expect(await verifyWebhook(body, headers, key)).toEqual(JSON.parse(body));
      expect(said.get(id) ?? body).toBe(body);
      said.set(id, body);
      expect(JSON.parse(body).data.id).toBe(id);
    }
  },
);
