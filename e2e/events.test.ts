// The event stream of the whole product, as the SDK and the terminal follow it: cut again and again, nothing lost.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { createWaypost, type LiveEvent } from "../sdk/src/index.ts";
import { main, startStack, type Stack } from "./stack.ts";

let stack: Stack;

beforeAll(async () => {
  stack = await startStack();
}, 60_000);
afterAll(async () => {
  await stack?.stop();
});

let people = 0;

/** To somebody else each time: one person is written to at a person's pace. */
async function send(): Promise<string> {
  const message = { to: `+1415555${1000 + (people += 1)}`, type: "text", text: { body: "Hello" } };
  const { status, body } = await stack.request("POST", "/v1/messages", message);
  expect(status).toBe(202);
  return body["id"];
}

/** A way to the API that somebody cuts. */
async function openLine(): Promise<{ url: string; cut(): number }> {
  const open = new Set<Socket>();
  const line = createServer((near) => {
    const far = connect(Number(new URL(stack.apiUrl).port), "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from);
      from.pipe(to);
      from.on("error", () => undefined);
      from.on("close", () => {
        open.delete(from);
        to.destroy();
      });
    }
  });
  line.listen(0, "127.0.0.1");
  await once(line, "listening");
  const cut = (): number => {
    const count = open.size;
    for (const socket of open) socket.destroy();
    return count;
  };
  onTestFinished(async () => {
    cut();
    line.close();
    await once(line, "close");
  });
  return { url: `http://127.0.0.1:${(line.address() as AddressInfo).port}`, cut };
}

const statuses = ["message.queued", "message.sent", "message.delivered", "message.read"] as const;

const lifeOf = (id: string): string[] =>
  ["queued", "sent", "delivered", "read"].map((word) => `${id} ${word}`);

test("the SDK hears each event once, in order, however often its line is cut", async () => {
  const line = await openLine();
  const waypost = createWaypost({ baseUrl: line.url, apiKey: stack.apiKey });
  const over = new AbortController();
  const heard: LiveEvent[] = [];
  // Ours is the first message; what came before it is nobody's.
  const first = await send();
  // The list ends where others still write.
  const begin = await vi.waitFor(async () => {
    const list = await stack.request("GET", "/v1/events");
    const found = list.body["data"].find((event: LiveEvent) => event["message_id"] === first);
    expect(found).toBeDefined();
    return found;
  }, 15_000);
  const following = (async () => {
    const wish = { after: begin.id, types: statuses, signal: over.signal };
    for await (const event of waypost.events(wish)) heard.push(event);
  })().catch((error: unknown) => expect(String(error)).toContain("over"));
  const sent = [first];
  let cuts = 0;
  for (let round = 0; round < 5; round++) {
    sent.push(await send(), await send());
    await vi.waitFor(() => expect(heard.length).toBeGreaterThan(round * 4), 15_000);
    cuts += line.cut();
  }
  const expected = sent.flatMap(lifeOf).slice(1).toSorted();
  const names = (): string[] => heard.map((event) => `${String(event["message_id"])} ${event.status ?? ""}`);
  await vi.waitFor(() => expect(names().toSorted()).toEqual(expected), 20_000);
  expect(cuts).toBeGreaterThan(0);
  const numbers = heard.map((event) => Number(event["sequence"]));
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  over.abort(new Error("over"));
  await following;
}, 60_000);

test("the terminal follows as well, and goes on across a restart of the control process", async () => {
  const options = [
    "tail",
    "--types",
    "message.*",
    "--json",
    "--api-key",
    stack.apiKey,
    "--url",
    stack.apiUrl,
  ];
  const tail = spawn(process.execPath, [main, ...options], { env: stack.env });
  onTestFinished(() => void tail.kill("SIGKILL"));
  let [text, complaints] = ["", ""];
  tail.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
  tail.stderr.on("data", (chunk: Buffer) => (complaints += chunk.toString()));
  const told = (id: string): string[] =>
    text
      .split("\n")
      .filter((line) => line.includes(id))
      .map((line) => `${id} ${JSON.parse(line).status}`);
  // It follows from now on, and when that is only its first event says.
  let first = "";
  await vi.waitFor(
    async () => {
      first = await send();
      await vi.waitFor(() => expect(told(first), complaints).toEqual(lifeOf(first)), 5_000);
    },
    { timeout: 30_000 },
  );
  const [control] = stack.processes().control;
  process.kill(control!, "SIGKILL");
  await vi.waitFor(async () => expect((await fetch(`${stack.apiUrl}/readyz`)).status).toBe(200), 30_000);
  const second = await send();
  await vi.waitFor(() => expect(told(second), complaints).toEqual(lifeOf(second)), 30_000);
  tail.kill("SIGINT");
  const [code] = await once(tail, "exit");
  expect(code, complaints).toBe(0);
}, 90_000);
