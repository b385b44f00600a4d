// The line to the database goes half-open, slow or breaks: the product finds out by itself, and loses nothing.

import { expect, test } from "vitest";
import { expectClean, seedOf } from "./expect-clean.ts";
import { proveNetwork } from "./network/suite.ts";

test("half-open, late and broken connections to Postgres", { timeout: 500_000 }, async () => {
  const seed = seedOf("NETWORK_SEED");
  const report = await proveNetwork({ seed, rounds: 3, messages: 1_000, tell: console.log });
  expectClean(report);
  expect(report.figures["longestRecoveryMs"]).toBeLessThan(90_000);
});
