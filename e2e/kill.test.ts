// Kills processes in the middle of sending, and counts: no message lost, none sent twice without a word.

import { expect, test, vi } from "vitest";
import { type Json, type Stack, startStack } from "./stack.ts";

/** Messages and kills of one run; the long run sets them higher. */
const messages = Number(process.env["KILL_MESSAGES"] ?? 20_000);
const kills = Number(process.env["KILL_ROUNDS"] ?? 9);
const batch = 500;

test(
  "kill -9 of control, transport and Postgres at random: nothing lost, nothing doubled, doubts settle",
  async () => {
    const stack = await startStack();
    try {
      await run(stack);
    } finally {
      await stack.stop();
    }
  },
  15 * 60_000,
);

async function run(stack: Stack): Promise<void> {
  const seed = Number(process.env["KILL_SEED"] ?? Date.now() % 1_000_000);
  console.log(`seed ${seed}`);
  const random = mulberry(seed);
  // 20 numbers, so that the rate of one does not stretch the run.
  const senders = await createSenders(stack, 20);
  const wanted = Array.from({ length: messages }, (_, n) => ({
    to: `+1415${person(n)}`,
    from: senders[n % senders.length],
    text: { body: `appointment ${n}` },
    unknown_policy: "once",
  }));
  const killing = killAtRandom(stack, random);
  const accepted = await submitAll(stack, wanted);
  await killing;
  expect(accepted).toHaveLength(messages);
  await settled(stack);
  await check(stack, wanted);
}

/** Seven digits that never end like one of the simulator's magic numbers (0000 to 0010). */
function person(n: number): number {
  return 6_000_000 + Math.floor(n / 9_000) * 10_000 + 1_000 + (n % 9_000);
}

/** Submits in batches; whatever the answer, the same batch goes again under its key until it is accepted. */
async function submitAll(stack: Stack, wanted: object[]): Promise<string[]> {
  const ids: string[] = [];
  for (let from = 0; from < wanted.length; from += batch) {
    const body = { messages: wanted.slice(from, from + batch) };
    const answer = await again(() =>
      stack.request("POST", "/v1/messages/batch", body, { "idempotency-key": `batch-${from}` }),
    );
    for (const item of answer.body["data"]) ids.push(item["id"]);
  }
  return ids;
}

async function again(call: () => ReturnType<Stack["request"]>): ReturnType<Stack["request"]> {
  return vi.waitFor(
    async () => {
      const answer = await call();
      expect(answer.status).toBeLessThan(300);
      return answer;
    },
    { timeout: 60_000, interval: 200 },
  );
}

async function killAtRandom(stack: Stack, random: () => number): Promise<void> {
  for (let n = 0; n < kills; n += 1) {
    // The pause is part of the fault: it decides what is going on when the signal comes.
    await new Promise((resolve) => setTimeout(resolve, 300 + random() * 2_000));
    const { control, transport, postgres } = stack.processes();
    const role = (["control", "transport", "postgres"] as const)[n % 3] ?? "control";
    const [victim] = { control, transport, postgres }[role];
    if (victim !== undefined) process.kill(victim, "SIGKILL");
  }
}

/** Until nothing waits and nothing is in flight; what is in doubt may stay so. */
async function settled(stack: Stack): Promise<void> {
  await vi.waitFor(
    async () => {
      for (const status of ["queued", "sending", "sent", "delivered"]) {
        const { body } = await stack.request("GET", `/v1/messages?status=${status}&limit=1`);
        expect(body["data"], status).toHaveLength(0);
      }
    },
    { timeout: 8 * 60_000, interval: 1_000 },
  );
}

async function check(stack: Stack, wanted: { to: string; text: { body: string } }[]): Promise<void> {
  const received = await readLedger(stack);
  const copies = new Map<string, string[]>();
  for (const entry of received) {
    const to = `+${entry["to"]}`;
    copies.set(to, [...(copies.get(to) ?? []), entry["text"]["body"]]);
  }
  const unknown = await listAll(stack, "unknown");
  const inDoubt = new Set(unknown.map((message) => message["to"]));
  const lost = wanted.filter(({ to }) => !copies.has(to) && !inDoubt.has(to));
  const doubled = wanted.filter(({ to }) => (copies.get(to)?.length ?? 0) > 1);
  const wrong = wanted.filter(({ to, text }) => copies.has(to) && copies.get(to)?.[0] !== text.body);
  // A doubt about a message the person has must have been settled by its webhook.
  const unsettled = [...inDoubt].filter((to) => copies.has(to));
  console.log(`received ${received.length}, in doubt ${inDoubt.size}`);
  expect({ lost, doubled, wrong, unsettled }).toEqual({ lost: [], doubled: [], wrong: [], unsettled: [] });
}

async function createSenders(stack: Stack, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const { status, body } = await stack.request("POST", "/v1/senders", {
      name: `desk ${n}`,
      transport: "sandbox",
    });
    expect(status).toBe(201);
    ids.push(body["id"]);
  }
  return ids;
}

async function readLedger(stack: Stack): Promise<Json[]> {
  const entries: Json[] = [];
  let after = "";
  for (;;) {
    const response = await fetch(`${stack.simulatorUrl}/_sim/ledger?limit=1000${after}`);
    const page: Json = await response.json();
    entries.push(...page.data);
    if (page.next === null || page.next === undefined) return entries;
    after = `&after=${encodeURIComponent(page.next)}`;
  }
}

async function listAll(stack: Stack, status: string): Promise<Json[]> {
  const rows: Json[] = [];
  let after = "";
  for (;;) {
    const { body } = await stack.request("GET", `/v1/messages?status=${status}&limit=200${after}`);
    rows.push(...body["data"]);
    if (body["next"] === null) return rows;
    after = `&after=${body["next"]}`;
  }
}

/** A small seeded generator, so that a run can be repeated by its printed seed. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
