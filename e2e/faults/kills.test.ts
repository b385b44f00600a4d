// Processes are killed in the middle of sending: nothing lost, nothing doubled, order kept, doubts settled.

import { expect, test } from "vitest";
import { proveKills } from "./kills/suite.ts";
import { expectClean, seedOf } from "./expect-clean.ts";

test("kill -9 at random, at named points, and of everything at once", { timeout: 400_000 }, async () => {
  const report = await proveKills({
    seed: seedOf("KILLS_SEED"),
    rounds: 10,
    messages: 4_000,
    tell: console.log,
  });
  expectClean(report);
  expect(report.figures["everythingAtOnce"]).toBe(1);
  expect(report.figures["longestUntilSteadyMs"]).toBeLessThan(60_000);
});
