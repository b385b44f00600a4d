// The judge of every fault run: joins the client's history with the ledger, and names what must not be.

import { doubled, lost, misdelivered, type Joined } from "./copies.ts";
import type { Facts, Taken } from "./facts.ts";
import { leaked } from "./leaks.ts";
import { disordered } from "./order.ts";
import { stale } from "./stale.ts";
import { stuck, untold } from "./ends.ts";

/** One sentence for each violation. */
export type Violations = Record<
  "lost" | "doubled" | "misdelivered" | "disordered" | "downgraded" | "leaked" | "stuck" | "untold" | "stale",
  string[]
>;

export type Verdict = { violations: Violations; counts: Counts };

export type Counts = {
  accepted: number;
  /** People's copies, and how many of them are second copies that were announced as possible. */
  received: number;
  secondCopies: number;
  /** Nobody can say whether they left, and the API says so. */
  inDoubt: number;
  gaveUp: number;
};

export function judge(facts: Facts): Verdict {
  const joined = join(facts);
  const violations = {
    lost: lost(joined),
    doubled: doubled(joined),
    misdelivered: misdelivered(joined),
    disordered: disordered(joined),
    downgraded: downgraded(joined),
    leaked: leaked(facts),
    stuck: stuck(joined),
    untold: untold(joined),
    stale: stale(facts),
  };
  return { violations, counts: count(joined) };
}

export function isClean({ violations }: Verdict): boolean {
  return Object.values(violations).every((found) => found.length === 0);
}

function join(facts: Facts): Joined {
  const copies = new Map<string, Taken[]>();
  for (const taken of facts.taken) {
    const known = copies.get(taken.text);
    if (known === undefined) copies.set(taken.text, [taken]);
    else known.push(taken);
  }
  const told = new Map(facts.told.map((each) => [each.id, each]));
  return { facts, copies, told };
}

/** A provider that reports a failure after it took a message sends it back to the queue: that is no downgrade. */
function downgraded({ facts, copies }: Joined): string[] {
  const failedOnce = new Set(
    facts.accepted
      .filter(({ text }) => copies.get(text)?.some(({ outcome }) => outcome === "failed"))
      .map(({ id }) => id),
  );
  return facts.downgrades
    .filter(({ id, from }) => !(from === "sent" && failedOnce.has(id)))
    .map(({ id, from, to }) => `${id} was ${from}, then ${to}`);
}

function count({ facts, copies, told }: Joined): Counts {
  const arrived = facts.taken.filter(arrives);
  const known = facts.accepted.flatMap(({ id }) => told.get(id) ?? []);
  return {
    accepted: facts.accepted.length,
    received: arrived.length,
    secondCopies: [...copies.values()].reduce(
      (sum, rows) => sum + Math.max(0, rows.filter(arrives).length - 1),
      0,
    ),
    inDoubt: known.filter(({ status }) => status === "unknown").length,
    gaveUp: known.filter(({ status }) => status === "failed").length,
  };
}

function arrives({ outcome }: Taken): boolean {
  return outcome !== "failed" && outcome !== "lost";
}
