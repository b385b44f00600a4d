// What happens to an account in the middle of a run: its token is revoked, a template paused, its number banned.

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { putFaults } from "../simulated.ts";
import { type Json, type Stack, startStack } from "../stack.ts";
import { allAre, type LiveAccount, openLiveAccount } from "./upstream/live-account.ts";
import { until } from "./wait.ts";

const count = 200;

let stack: Stack;
let account: LiveAccount;
beforeAll(async () => {
  stack = await startStack();
}, 120_000);
afterAll(() => stack.stop(), 60_000);
beforeEach(async () => {
  account = await openLiveAccount(stack);
}, 60_000);

function texts(word: string): object[] {
  return Array.from({ length: count }, (_, n) => ({
    to: `+1415700${1_000 + n}`,
    type: "text",
    text: { body: `${word} ${n}` },
  }));
}

/** Some have left, and most have not. */
async function underWay(): Promise<void> {
  await until("messages leave", async () => (await account.copies()).size > 20, {
    timeoutMs: 60_000,
    everyMs: 20,
  });
}

async function expectOneEach(word: string): Promise<void> {
  const copies = await account.copies();
  const wrong = Array.from({ length: count }, (_, n) => `${word} ${n}`).filter(
    (text) => copies.get(text) !== 1,
  );
  expect(wrong).toEqual([]);
}

test(
  "a revoked token stops the sender within one batch, and a new one lets it go on",
  { timeout: 200_000 },
  async () => {
    await putFaults(stack.simulatorUrl, { latency_ms: { min: 20, max: 60 } });
    const ids = await account.send(texts("token"));
    await underWay();
    const token = await account.revokeToken();
    await pausedFor("provider_auth_failed", ids);
    await account.change({ config: { access_token: token }, paused: false });
    await allAre(account, ids, "read");
    await expectOneEach("token");
  },
);

test("a banned number stands still, and goes on when the ban is lifted", { timeout: 200_000 }, async () => {
  await putFaults(stack.simulatorUrl, { latency_ms: { min: 20, max: 60 } });
  const ids = await account.send(texts("ban"));
  await underWay();
  const faults = { account: { ban: 131031 }, only_numbers: [account.phoneNumberId] };
  await putFaults(stack.simulatorUrl, faults);
  await pausedFor("account_restricted", ids);
  // Others are not concerned.
  const other = await stack.request("POST", "/v1/messages", {
    to: "+14157009999",
    type: "text",
    text: { body: "another number" },
  });
  await until(
    "another number sends",
    async () => (await stack.request("GET", `/v1/messages/${other.body.id}`)).body.status === "read",
    { timeoutMs: 30_000 },
  );
  await putFaults(stack.simulatorUrl, {});
  await account.change({ paused: false });
  await allAre(account, ids, "read");
  await expectOneEach("ban");
});

test("a paused template waits, and other messages go on", { timeout: 200_000 }, async () => {
  await putFaults(stack.simulatorUrl, { account: { paused_templates: ["hello_world"] } });
  const template = { name: "hello_world", language: { code: "en_US" } };
  const held = await account.send(
    Array.from({ length: 20 }, (_, n) => ({ to: `+1415800${1_000 + n}`, type: "template", template })),
  );
  const others = await account.send(texts("beside a template"));
  await allAre(account, others, "read");
  await allAre(account, held, "queued");
  // Those that were under way have met it; the rest is not even tried, and says why.
  const messages = await Promise.all(held.map(account.read));
  const tried = messages.filter(({ error }) => error !== null);
  expect(new Set(tried.map(({ error }) => error.code))).toEqual(new Set(["template_paused"]));
  for (const { timeline } of messages)
    expect(timeline.findLast(({ type }: Json) => type === "waiting").detail.reason).toMatch(/template/);
  // Taken back while they wait, they never leave.
  await putFaults(stack.simulatorUrl, {});
  for (const id of held) expect(await account.cancel(id)).toBe(200);
  await allAre(account, held, "canceled");
  expect((await account.copies()).get("hello_world")).toBeUndefined();
});

/** The sender says that it stands still and why, nothing is in flight, and what waits is not given up. */
async function pausedFor(reason: string, ids: readonly string[]): Promise<void> {
  await until(
    "the sender stands still",
    async () => {
      const health = await account.health();
      if (health.reason !== reason) throw new Error(JSON.stringify(health));
      const before = await account.copies();
      const states = await Promise.all(ids.slice(-20).map(async (id) => (await account.read(id)).status));
      expect(states).not.toContain("failed");
      return states.every((state) => state === "queued") && (await account.copies()).size === before.size;
    },
    { timeoutMs: 30_000, everyMs: 300 },
  );
  expect((await account.health()).state).not.toBe("healthy");
}
