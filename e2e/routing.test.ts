// Two numbers and a policy: one of them stops in mid-run, its messages go on through the other, and nobody gets two.

import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { linkPhone, sessionIn, settled } from "./outcome.ts";
import { countCopies, simulate } from "./simulated.ts";
import { type Json, type Stack, startStack } from "./stack.ts";

let stack: Stack;
let first: string;
let second: string;
beforeAll(async () => {
  stack = await startStack();
  const { body } = await stack.request("GET", "/v1/senders");
  first = body["data"][0]["id"];
  const added = await stack.request("POST", "/v1/senders", { name: "Second", transport: "sandbox" });
  expect(added.status).toBe(201);
  second = added.body["id"];
}, 90_000);
afterAll(async () => {
  await stack?.stop();
}, 60_000);

const toFirst = (other: string) => [{ use: { sender: other }, fallbacks: [{ use: { sender: second } }] }];

async function putPolicy(policy: object): Promise<void> {
  const { body } = await stack.request("GET", "/v1/routing");
  const put = await stack.request("PUT", "/v1/routing", { version: body["version"], ...policy });
  expect([put.status, put.body["code"]]).toEqual([200, undefined]);
}

/** Three messages to each of so many people, and whom they were sent to. */
async function sendTo(count: number, from: number): Promise<Map<string, string>> {
  const to = Array.from({ length: count * 3 }, (_, n) => `+1415555${from + (n % count)}`);
  const messages = to.map((person, n) => ({ to: person, text: { body: `${n} for ${person}` } }));
  const { status, body } = await stack.request("POST", "/v1/messages/batch", { messages });
  expect(status).toBe(202);
  return new Map(body["data"].map((item: Json, n: number) => [item["id"], to[n]]));
}

async function find(id: string): Promise<Json> {
  return (await stack.request("GET", `/v1/messages/${id}`)).body;
}

async function explain(to: string): Promise<Json> {
  const { status, body } = await stack.request("POST", "/v1/routing/explain", { to });
  expect(status).toBe(200);
  return body;
}

/** So many of them have arrived. */
async function delivered(count: number, people: ReadonlySet<string>): Promise<void> {
  await vi.waitFor(
    async () => {
      const copies = await countCopies(stack.simulatorUrl);
      const sum = [...people].reduce((total, person) => total + (copies.get(person) ?? 0), 0);
      expect(sum).toBeGreaterThanOrEqual(count);
    },
    { timeout: 30_000, interval: 50 },
  );
}

describe("a sender that is paused in mid-run", () => {
  test("hands over what has not left, and each is received once", { timeout: 180_000 }, async () => {
    await putPolicy({ rules: toFirst(first) });
    expect((await explain("+14155551000"))["sender"]).toBe(first);
    const sent = await sendTo(200, 1_000);
    const people = new Set(sent.values());
    await delivered(30, people);
    const paused = await stack.request("PATCH", `/v1/senders/${first}`, { paused: true });
    expect(paused.status).toBe(200);
    await settled(stack);
    const copies = await countCopies(stack.simulatorUrl);
    expect([...people].filter((person) => copies.get(person) !== 3)).toEqual([]);

    const messages = await Promise.all([...sent.keys()].map(find));
    const moved = messages.filter((message) => message["from"] === second);
    expect(moved.length).toBeGreaterThan(100);
    expect(messages.length - moved.length).toBeGreaterThanOrEqual(30);
    for (const message of moved) {
      const told = message["timeline"].find((entry: Json) => entry["type"] === "rerouted");
      expect(told?.["detail"]).toMatchObject({ from: first, sender: second, code: "sender_paused" });
    }
  });

  test("is passed over by what comes next, as the explanation says", { timeout: 60_000 }, async () => {
    await vi.waitFor(async () => expect((await explain("+14155551900"))["sender"]).toBe(second), 10_000);
    const explained = await explain("+14155551900");
    expect(explained["candidates"]).toEqual([
      expect.objectContaining({ sender: first, verdict: "refused", code: "sender_paused" }),
      expect.objectContaining({ sender: second, verdict: "chosen" }),
    ]);
    const { body } = await stack.request("POST", "/v1/messages", { to: "+14155551900", text: { body: "x" } });
    expect(body["from"]).toBe(second);
    const told = (await find(body["id"]))["timeline"].find((entry: Json) => entry["type"] === "routed");
    expect(told["detail"]["refused"]).toEqual([
      expect.objectContaining({ sender: first, code: "sender_paused" }),
    ]);
    await settled(stack);
  });

  test("takes its share again once it is resumed", { timeout: 60_000 }, async () => {
    await stack.request("PATCH", `/v1/senders/${first}`, { paused: false });
    await vi.waitFor(async () => expect((await explain("+14155551900"))["sender"]).toBe(first), 10_000);
  });
});

describe("a phone that is unlinked in mid-run", () => {
  test("hands over what has not left, and nobody gets two", { timeout: 180_000 }, async () => {
    const phone = "15557010009";
    const created = await stack.request("POST", "/v1/senders", { name: "Phone", transport: "whatsapp_web" });
    const sender: string = created.body["id"];
    await linkPhone(stack, { sender, phone, simulatorUrl: stack.simulatorUrl });
    await putPolicy({ rules: toFirst(sender) });
    await vi.waitFor(async () => expect((await explain("+14155553000"))["sender"]).toBe(sender), 10_000);
    // More than leave in the moment that a link takes to end.
    const sent = await sendTo(150, 3_000);
    const people = new Set(sent.values());
    await delivered(5, people);
    await simulate(stack.simulatorUrl, `people/${phone}/unlink`, "POST", {});
    await sessionIn(stack, sender, "logged_out");
    const messages = await vi.waitFor(
      async () => {
        const found = await Promise.all([...sent.keys()].map(find));
        // What left before has its receipts or not: the phone that heard of them is gone.
        const open = found.filter((message) =>
          ["queued", "scheduled", "sending"].includes(message["status"]),
        );
        expect(open.map((message) => [message["id"], message["status"]])).toEqual([]);
        return found;
      },
      { timeout: 90_000, interval: 500 },
    );
    const doubtful = new Set(messages.filter(({ status }) => status === "unknown").map(({ to }) => to));
    // What has just been sent is on its way to the person.
    await vi.waitFor(async () => {
      const copies = await countCopies(stack.simulatorUrl);
      for (const person of people) {
        if (doubtful.has(person)) expect(copies.get(person) ?? 0).toBeLessThanOrEqual(3);
        else expect([person, copies.get(person)]).toEqual([person, 3]);
      }
    }, 20_000);
    const moved = messages.filter((message) => message["from"] === second);
    expect(moved.length).toBeGreaterThan(10);
    // What was in doubt stayed where it was.
    for (const message of messages.filter(({ status }) => status === "unknown"))
      expect(message["from"]).toBe(sender);
    expect((await explain("+14155553999"))["candidates"][0]).toMatchObject({ code: "session_not_connected" });
  });
});
