// What goes wrong on the line to the database, and for how long.

import type { Random } from "../random.ts";
import type { Trouble } from "./proxy.ts";

export type NetworkFault = { name: string; trouble: Trouble; lastsMs: number };

const swallow = (what: "both ways" | "answers", newToo: boolean): Trouble => ({
  kind: "swallow",
  what,
  newToo,
});

/** Each family comes round in turn, so that few rounds see all of them. */
export function drawNetworkFault(round: number, random: Random): NetworkFault {
  const faults: NetworkFault[] = [
    // A commit whose answer is lost: the statement runs, and nobody hears of it.
    {
      name: "answers are swallowed",
      trouble: swallow("answers", false),
      lastsMs: random.between(500, 3_000),
    },
    {
      name: "connections break",
      trouble: { kind: "cut", afterBytes: 2_000 },
      lastsMs: random.between(2_000, 4_000),
    },
    { name: "half-open", trouble: swallow("both ways", false), lastsMs: random.between(500, 3_000) },
    {
      name: "every answer is late",
      trouble: { kind: "delay", ms: random.between(200, 800) },
      lastsMs: 6_000,
    },
    { name: "unreachable", trouble: swallow("both ways", true), lastsMs: random.between(3_000, 9_000) },
  ];
  return faults[round % faults.length] ?? random.pick(faults);
}
