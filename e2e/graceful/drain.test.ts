// SIGTERM to a process that runs alone: what is under way ends well, and whoever asks hears that it is stopping.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { settled } from "../outcome.ts";
import { countCopies, putFaults } from "../simulated.ts";
import { freePort, main, type Stack, startStack } from "../stack.ts";
import { countDoubts, countOpenAttempts, databaseUrl } from "./database.ts";
import { createSenders } from "./load.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
}, 90_000);
afterAll(async () => {
  await stack?.stop();
}, 60_000);

test(
  "control says 503 with the reason, answers what it accepted, and ends",
  { timeout: 60_000 },
  async () => {
    const port = await freePort();
    const control = startRole(["control"], { WAYPOST_PORT: String(port) });
    const url = `http://127.0.0.1:${port}`;
    await vi.waitFor(async () => expect((await fetch(`${url}/readyz`)).status).toBe(200), {
      timeout: 30_000,
    });
    const startedAt = performance.now();
    control.kill("SIGTERM");
    const refusal = await vi.waitFor(
      async () => {
        const answer = await fetch(`${url}/readyz`);
        expect(answer.status).toBe(503);
        return answer;
      },
      // So long it says so to whoever asks, before it closes its port.
      { timeout: 3_000, interval: 20 },
    );
    expect(refusal.headers.get("connection")).toBe("close");
    expect(await refusal.json()).toMatchObject({ code: "unavailable", detail: "Waypost is stopping." });
    // Whoever has not heard of it yet is served.
    const late = await fetch(`${url}/v1/messages`, {
      method: "POST",
      headers: { authorization: `Bearer ${stack.apiKey}`, "content-type": "application/json" },
      body: JSON.stringify({ to: "+14155558101", text: { body: "late" } }),
    });
    expect(late.status).toBe(202);
    const [code] = control.exitCode === null ? await once(control, "exit") : [control.exitCode];
    const tookMs = Math.round(performance.now() - startedAt);
    console.log(`control ended in ${tookMs} ms`);
    expect(code).toBe(0);
    expect(tookMs).toBeLessThan(25_000);
  },
);

test("transport waits for slow answers, and leaves no doubt", { timeout: 120_000 }, async () => {
  await putFaults(stack.simulatorUrl, { latency_ms: { min: 3_000, max: 6_000 } });
  const senders = await createSenders(stack, 3);
  const messages = Array.from({ length: 60 }, (_, n) => ({
    to: `+1415555${8_200 + n}`,
    from: senders[n % senders.length],
    text: { body: `slow ${n}` },
  }));
  const { status } = await stack.request("POST", "/v1/messages/batch", { messages });
  expect(status).toBe(202);
  await vi.waitUntil(async () => (await countOpenAttempts(stack)) > 20, { timeout: 20_000, interval: 50 });
  const [pid = 0] = stack.processes().transport;
  const startedAt = performance.now();
  process.kill(pid, "SIGTERM");
  await vi.waitUntil(() => !stack.processes().transport.includes(pid), { timeout: 30_000, interval: 50 });
  const tookMs = Math.round(performance.now() - startedAt);
  console.log(`transport ended in ${tookMs} ms with sends of up to 6 s under way`);
  expect(tookMs).toBeLessThan(25_000);
  await putFaults(stack.simulatorUrl, {});
  await settled(stack);
  expect(await countDoubts(stack)).toBe(0);
  const copies = await countCopies(stack.simulatorUrl);
  expect(messages.filter(({ to }) => copies.get(to) !== 1)).toEqual([]);
});

/** A role as it runs without a supervisor, on the stack's database. */
function startRole(args: readonly string[], more: NodeJS.ProcessEnv): ChildProcess {
  const env = { ...stack.env, DATABASE_URL: databaseUrl(stack), ...more };
  const child = spawn(process.execPath, [main, ...args], { env, stdio: "inherit" });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}
