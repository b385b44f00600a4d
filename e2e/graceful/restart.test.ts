// Every process is restarted while clients send: no send fails, none is in doubt, nobody is missed or written to twice.

import { expect, test, vi } from "vitest";
import { settled } from "../outcome.ts";
import { countCopies, putFaults } from "../simulated.ts";
import { type Stack, startStack } from "../stack.ts";
import { runCommand } from "./command.ts";
import { countDoubts } from "./database.ts";
import { createSenders, startLoad } from "./load.ts";

test("restarts of control, transport and Postgres under load", { timeout: 240_000 }, async () => {
  const stack = await startStack();
  try {
    await putFaults(stack.simulatorUrl, { latency_ms: { min: 50, max: 400 } });
    const load = startLoad(stack, await createSenders(stack, 10));
    await load.more(300);
    load.outage();

    await expectReplaced(stack);
    await load.more(200);
    const replaced = load.outage();
    console.log("rolling restart", replaced);
    expect(replaced).toMatchObject({ heard: {} });
    expect(replaced.longestMs).toBeLessThan(5_000);

    // Behind the supervisor's back: control's port is closed until the next one is up, and clients wait that long.
    for (const role of ["control", "transport"] as const) {
      const tookMs = await endGently(stack, role);
      await load.more(200);
      console.log(`SIGTERM of ${role}: ended in ${tookMs} ms`, load.outage());
      expect(tookMs).toBeLessThan(25_000);
    }
    expect(await countDoubts(stack)).toBe(0);

    await endGently(stack, "postgres");
    await load.more(200);
    const postgresAway = load.outage();
    console.log("Postgres", postgresAway);
    expect(postgresAway.longestMs).toBeLessThan(5_000);

    const people = await load.stop();
    await settled(stack);
    const copies = await countCopies(stack.simulatorUrl);
    expect(people.filter((person) => copies.get(person) !== 1)).toEqual([]);
    expect(copies.size).toBe(people.length);
  } finally {
    await stack.stop();
  }
});

async function expectReplaced(stack: Stack): Promise<void> {
  const before = stack.processes();
  expect(await runCommand(stack.env, "restart")).toMatchObject({ code: 0 });
  await vi.waitFor(() => expect(stack.output()).toContain("waypost: transport was replaced"), {
    timeout: 60_000,
  });
  console.log(
    stack
      .output()
      .match(/\w+ was replaced in \d+ ms/g)
      ?.join(", "),
  );
  const after = stack.processes();
  expect([after.control.length, after.transport.length]).toEqual([1, 1]);
  expect(after.control).not.toEqual(before.control);
  expect(after.transport).not.toEqual(before.transport);
  expect(after.postgres).toEqual(before.postgres);
}

/** Asks a process to end as an orchestrator does, and answers how long it took; its supervisor starts it again. */
async function endGently(stack: Stack, role: "control" | "transport" | "postgres"): Promise<number> {
  const pid = stack.processes()[role][0] ?? 0;
  const startedAt = performance.now();
  // SIGINT is Postgres' fast shutdown, what `pg_ctl restart -m fast` sends.
  process.kill(pid, role === "postgres" ? "SIGINT" : "SIGTERM");
  await vi.waitUntil(() => !stack.processes()[role].includes(pid), { timeout: 30_000, interval: 20 });
  const tookMs = Math.round(performance.now() - startedAt);
  await vi.waitUntil(() => stack.processes()[role].length > 0, { timeout: 30_000, interval: 50 });
  return tookMs;
}
