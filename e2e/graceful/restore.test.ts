// A backup is restored while the world went on: nothing leaves the copy until a person says so, and then nobody gets a
// message a second time.

import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { settled } from "../outcome.ts";
import { countCopies, putFaults } from "../simulated.ts";
import { freePort, type Json, type Stack, startStack } from "../stack.ts";
import { runCommand } from "./command.ts";
import { countOpenAttempts } from "./database.ts";

test("restored into another place", { timeout: 240_000 }, async () => {
  const scratch = await mkdtemp(join(tmpdir(), "waypost-restore-"));
  onTestFinished(() => rm(scratch, { recursive: true, force: true }));
  const backup = join(scratch, "of-yesterday.waypost");
  const shared = {
    WAYPOST_MASTER_KEY: randomBytes(32).toString("base64"),
    // The simulator's numbers are known by its address.
    WAYPOST_PORT: String(await freePort()),
    WAYPOST_SIMULATOR_PORT: String(await freePort()),
  };

  const first = await startStack({ ...shared, WAYPOST_DATA_DIR: join(scratch, "first") }).then(onEndStop);
  const before = await send(first, "1", 5);
  await settled(first);
  const { inFlight, waiting } = await stopInTheMiddle(first);
  await send(first, "4", 1, { send_at: new Date(Date.now() + 3_600_000).toISOString() });
  expect(await runCommand(first.env, "backup", "--out", backup)).toMatchObject({ code: 0 });
  for (const pid of first.processes().transport) process.kill(pid, "SIGCONT");
  await putFaults(first.simulatorUrl, {});
  const after = await send(first, "5", 3);
  await settled(first);
  const copies = await countCopies(first.simulatorUrl);
  for (const to of [...before, ...inFlight, ...waiting, ...after])
    expect([to, copies.get(to)]).toEqual([to, 1]);
  await first.stop();

  const dataDir = join(scratch, "second");
  const env = { ...first.env, WAYPOST_DATA_DIR: dataDir };
  const restored = await runCommand(env, "restore", "--from", backup);
  expect(restored.output).toContain("It starts in quarantine");
  const second = await startStack({ ...shared, WAYPOST_DATA_DIR: dataDir }).then(onEndStop);
  expect(second.output()).toMatch(/QUARANTINE since .*: it was restored from a backup\./);
  expect(second.apiKey).toBe(first.apiKey);
  expect(await readiness(second)).toMatchObject([
    200,
    { quarantine: "Messages are accepted and nothing is sent: it was restored from a backup." },
  ]);
  const during = await send(second, "6", 2);
  await nothingLeaves(second, during.length);

  const look = await runCommand(second.env, "confirm");
  expect(look.output).toContain(`${inFlight.length + waiting.length} may have been sent before`);
  expect(look.output).toContain("3 would be sent");
  expect(await countCopies(second.simulatorUrl)).toEqual(new Map());
  expect(await runCommand(second.env, "confirm", "--yes-send")).toMatchObject({ code: 0 });
  await vi.waitFor(
    async () =>
      expect([...(await countCopies(second.simulatorUrl)).keys()].toSorted()).toEqual(during.toSorted()),
    { timeout: 20_000, interval: 100 },
  );
  for (const to of during)
    expect((await find(second, to))["status"]).toMatch(/^(sending|sent|delivered|read)$/);
  for (const to of [...inFlight, ...waiting]) {
    expect(await find(second, to)).toMatchObject({ status: "unknown", error: { code: "outcome_unknown" } });
  }
  for (const [to, count] of await countCopies(second.simulatorUrl))
    expect([to, count + (copies.get(to) ?? 0)]).toEqual([to, 1]);
  const { body } = await second.request("GET", "/v1/messages?status=scheduled");
  expect(body["data"]).toHaveLength(1);
  expect(await readiness(second)).toEqual([200, { status: "ok" }]);
});

async function readiness(stack: Stack): Promise<[number, unknown]> {
  const answer = await fetch(`${stack.apiUrl}/readyz`);
  return [answer.status, await answer.json()];
}

/** Three messages are on their way and six wait; the process that sends does not move any more. */
async function stopInTheMiddle(stack: Stack): Promise<{ inFlight: string[]; waiting: string[] }> {
  await putFaults(stack.simulatorUrl, { latency_ms: 4_000 });
  const inFlight = await send(stack, "2", 3);
  await vi.waitUntil(async () => (await countOpenAttempts(stack)) === 3, { timeout: 10_000, interval: 20 });
  for (const pid of stack.processes().transport) process.kill(pid, "SIGSTOP");
  return { inFlight, waiting: await send(stack, "3", 6) };
}

async function send(stack: Stack, group: string, count: number, more: object = {}): Promise<string[]> {
  const people = Array.from({ length: count }, (_, n) => `+141555584${group}${n + 1}`);
  const messages = people.map((to) => ({ to, text: { body: `for ${to}` }, ...more }));
  const { status, body } = await stack.request("POST", "/v1/messages/batch", { messages });
  expect([status, body["data"].filter((item: Json) => item["error"] !== undefined)]).toEqual([202, []]);
  return people;
}

async function find(stack: Stack, to: string): Promise<Json> {
  const { body } = await stack.request("GET", `/v1/messages?recipient=${encodeURIComponent(to)}`);
  return body["data"][0];
}

/** Lanes look for work each second: several rounds of that. */
async function nothingLeaves(stack: Stack, accepted: number): Promise<void> {
  const until = performance.now() + 6_000;
  await vi.waitUntil(
    async () => {
      expect(await countCopies(stack.simulatorUrl)).toEqual(new Map());
      return performance.now() > until;
    },
    { timeout: 10_000, interval: 500 },
  );
  const { body } = await stack.request("GET", "/v1/messages?status=queued&limit=100");
  expect(body["data"].length).toBeGreaterThanOrEqual(accepted);
}

function onEndStop(stack: Stack): Stack {
  onTestFinished(async () => void (await stack.stop()));
  return stack;
}
