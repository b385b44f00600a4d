// The fault suites by command: `npm run prove -- --suite kills --rounds 500 --messages 500000 --seed 1`.

import { proveDisk } from "./disk/suite.ts";
import { proveFreezes } from "./freeze/suite.ts";
import { proveKills } from "./kills/suite.ts";
import { proveNetwork } from "./network/suite.ts";
import type { Report, Run } from "./report.ts";
import { proveUpstream } from "./upstream/suite.ts";

type Suite = (run: Run) => Promise<Report>;

const suites: ReadonlyMap<string, Suite> = new Map([
  ["kills", proveKills],
  ["freeze", proveFreezes],
  ["network", proveNetwork],
  ["disk", proveDisk],
  ["upstream", proveUpstream],
]);

export const faultsUsage = `npm run prove -- --suite ${[...suites.keys()].join("|")} [--seed <seed>]

  --rounds 500        so many faults, 20 when left out; kills strike one process or all of them in a round
  --messages 500000   so many messages over all rounds, 1000 each when left out
  --minutes 30        no round begins after that long`;

/** Null when that is none of these suites; else the exit code. */
export async function proveFaults(
  suite: string | undefined,
  asked: Readonly<Record<string, string | boolean | undefined>>,
): Promise<number | null> {
  const prove = suites.get(suite ?? "");
  if (prove === undefined) return null;
  const rounds = Number(asked["rounds"] ?? 20);
  const report = await prove({
    seed: Number(asked["seed"] ?? 1),
    rounds,
    messages: Number(asked["messages"] ?? rounds * 1_000),
    ...(asked["minutes"] === undefined ? {} : { minutes: Number(asked["minutes"]) }),
    tell: console.log,
  });
  console.log(JSON.stringify(report, null, 2));
  return Object.values(report.violations).every((count) => count === 0) ? 0 : 1;
}
