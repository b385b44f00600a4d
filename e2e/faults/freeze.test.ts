// A transport that freezes with messages in its hands is replaced, and sends nothing when it thaws.

import { expect, test } from "vitest";
import { expectClean, seedOf } from "./expect-clean.ts";
import { proveFreezes } from "./freeze/suite.ts";

test("a frozen owner sends nothing when it thaws", { timeout: 300_000 }, async () => {
  const seed = seedOf("FREEZE_SEED");
  const report = await proveFreezes({ seed, rounds: 2, messages: 1_500, tell: console.log });
  expectClean(report);
  expect(report.figures["longestTakeoverMs"]).toBeLessThan(15_000);
});
