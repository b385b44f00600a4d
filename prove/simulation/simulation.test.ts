// The simulation as everybody's proof: seeds that hold, stories that repeat, and planted bugs that are noticed.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { drawPlan } from "./plan.ts";
import { bugs } from "./plant/bugs.ts";
import { shrink } from "./shrink.ts";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));
const patienceMs = 240_000;

/** In a process of its own: it changes source while it is loaded. */
async function prove(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [main, "--suite", "simulation", ...args]);
  return stdout;
}

describe("the simulation", () => {
  test("finds nothing in 2,000 seeds", { timeout: patienceMs }, async () => {
    expect(await prove("--seeds", "2000")).toContain("2000 seeds hold");
  });

  test("tells the same story of a seed every time", { timeout: patienceMs }, async () => {
    const [first, second, other] = await Promise.all([
      prove("--seed", "17"),
      prove("--seed", "17"),
      prove("--seed", "18"),
    ]);
    expect(first).toContain("WhatsApp takes");
    expect(second).toBe(first);
    expect(other).not.toBe(first);
  });

  test("finds every planted bug", { timeout: patienceMs }, async () => {
    const lines = (await prove("--bugs")).trim().split("\n");
    const found = new Map(
      lines.flatMap((line) => {
        const match = /^ *(\d+) {2}([\w-]+): /.exec(line);
        return match?.[2] === undefined ? [] : [[match[2], Number(match[1])] as const];
      }),
    );
    expect([...found.keys()].toSorted()).toEqual(bugs.map(({ name }) => name).toSorted());
    expect(bugs.length).toBeGreaterThanOrEqual(20);
    expect(Math.max(...found.values())).toBeLessThanOrEqual(5_000);
  });
});

test("a failure is shrunk to what it needs", async () => {
  const plan = drawPlan(1);
  const [needed] = plan.messages;
  const small = await shrink(plan, async ({ messages }) => messages.includes(needed!));
  expect(small.messages).toEqual([needed]);
  expect([...small.faults, ...small.callFaults, ...small.moods]).toEqual([]);
});
