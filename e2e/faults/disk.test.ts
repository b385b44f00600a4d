// The database's disk fills up, or is slow: the API says so, and everything goes on by itself afterwards.

import { expect, test } from "vitest";
import { canMount } from "./disk/small-disk.ts";
import { proveDisk } from "./disk/suite.ts";
import { expectClean, seedOf } from "./expect-clean.ts";

test.skipIf(!canMount())(
  "a full and a slow disk (needs an account that may mount)",
  { timeout: 400_000 },
  async () => {
    const seed = seedOf("DISK_SEED");
    const report = await proveDisk({ seed, rounds: 2, messages: 1_500, tell: console.log });
    expectClean(report);
    // What could not be stored was refused in the API's own words.
    const refusals = Object.keys(report.heard).filter((heard) => /^5\d\d /.test(heard));
    expect(refusals).not.toEqual([]);
    expect(refusals.filter((heard) => heard.includes("unexpected_answer"))).toEqual([]);
  },
);
