// The golden table on a running product: each fault as often as `GOLDEN_RUNS` says (10), and each time what the table
// says: the message's state, its events, when it is tried again, what the sender's health tells, what people received.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTenants, type Sender } from "../faults/story/tenants.ts";
import { putFaults } from "../simulated.ts";
import { type Stack, startStack } from "../stack.ts";
import { arrives, dead, type Expected } from "./fault.ts";
import { look, type Played, send, setFaults, strays } from "./play.ts";
import { aboutOneMessage, aboutTheSender, aboutTheNetwork } from "./table.ts";

const runs = Number(process.env["GOLDEN_RUNS"] ?? 10);
const patience = { timeout: 60_000, interval: 250 };

let stack: Stack;
let senders: readonly Sender[];
beforeAll(async () => {
  stack = await startStack();
  const [tenant] = await createTenants(stack, 1, runs);
  senders = tenant?.senders ?? [];
}, 180_000);
afterAll(() => stack.stop(), 60_000);

async function endsAs(played: Played, expected: Expected): Promise<void> {
  await expect.poll(async () => strays(await look(stack, played), expected), patience).toEqual([]);
}

describe("a fault of one message", { timeout: 180_000 }, () => {
  const rows = aboutOneMessage.map((fault, row) => [row, fault] as const);
  const played = new Map<number, Played>();
  beforeAll(async () => {
    await setFaults(stack, rows, runs);
    for (const [row, fault] of rows) played.set(row, await send(stack, senders, row, fault));
  }, 60_000);

  test.each(rows.map(([row, fault]) => [fault.title, row, fault.expected] as const))(
    "%s",
    async (_title, row, expected) => {
      const sent = played.get(row);
      expect(sent?.ids).toHaveLength(runs);
      if (sent) await endsAs(sent, expected);
    },
  );

  test("what has ended stays as it is", async () => {
    const ended = rows.filter(([, { expected }]) => expected.again === null);
    for (const [row, { title, expected }] of ended) {
      const sent = played.get(row);
      if (sent) expect(strays(await look(stack, sent), expected), title).toEqual([]);
    }
  });
});

describe("a fault of the number", { timeout: 180_000 }, () => {
  const first = aboutOneMessage.length;
  test.each(aboutTheSender.map((fault, n) => [fault.title, first + n, fault] as const))(
    "%s, and a person lets it go on",
    async (_title, row, fault) => {
      await setFaults(stack, [[row, fault]], runs);
      const played = await send(stack, senders, row, fault);
      await endsAs(played, fault.expected);
      for (const { id } of senders) await stack.request("PATCH", `/v1/senders/${id}`, { paused: false });
      const { timeline } = fault.expected;
      const again = { ...arrives(), timeline: [...timeline.slice(0, -1), ...arrives().timeline.slice(1)] };
      await endsAs(played, again);
    },
  );
});

describe("a fault of the network", { timeout: 180_000 }, () => {
  const first = aboutOneMessage.length + aboutTheSender.length;
  test.each(aboutTheNetwork.map((fault, n) => [fault.title, first + n, fault] as const))(
    "%s",
    async (_title, row, fault) => {
      await putFaults(stack.simulatorUrl, "network" in fault.cause ? fault.cause.network : {});
      const played = await send(stack, senders, row, fault);
      await endsAs(played, fault.expected);
      await putFaults(stack.simulatorUrl, {});
    },
  );
});

test("a row that says something else is told apart", async () => {
  const fault = { title: "nothing wrong", cause: { person: {} }, expected: arrives() };
  const row = aboutOneMessage.length + aboutTheSender.length + aboutTheNetwork.length;
  const played = await send(stack, senders, row, fault);
  await endsAs(played, fault.expected);
  const seen = await look(stack, played);
  const wrong = [
    dead("request_rejected"),
    { ...arrives(), received: 0 as const },
    { ...arrives(), alert: "provider_auth_failed" },
    { ...arrives(), again: [0, 60] as const },
    { ...arrives(), timeline: arrives().timeline.slice(0, -1) },
  ];
  for (const expected of wrong) expect(strays(seen, expected)).toHaveLength(runs);
});
