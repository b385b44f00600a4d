// The provider fails in every way it can: nothing lost, nothing doubled, every doubt settled that can be.

import { test } from "vitest";
import { expectClean, seedOf } from "./expect-clean.ts";
import { moods } from "./upstream/moods.ts";
import { proveUpstream } from "./upstream/suite.ts";

test("timeouts, throttles, errors, resets and webhook chaos", { timeout: 500_000 }, async () => {
  const seed = seedOf("UPSTREAM_SEED");
  expectClean(await proveUpstream({ seed, rounds: moods.length, messages: 2_100, tell: console.log }));
});
