// The suite: seeds over the code as it is, and the planted bugs that prove that it would notice.

import { drawPlan, type Plan } from "./plan.ts";
import { bugs, foundBy } from "./plant/bugs.ts";
import { loadVariant, type RunPlan } from "./plant/change.ts";
import { repairs } from "./plant/repairs.ts";
import type { Result } from "./run-plan.ts";
import { shrink } from "./shrink.ts";

export type SeedRange = { first: number; count: number };

export type Failure = { seed: number; plan: Plan; result: Result };

/** Runs seeds over the unchanged code; stops at the first that breaks something, shrunk. */
export async function proveSeeds(range: SeedRange): Promise<Failure | null> {
  const { runPlan } = await loadVariant({ name: "repaired", changes: repairs });
  const found = await firstFailure(runPlan, range);
  return found === null ? null : shrinkFailure(runPlan, found);
}

/** The story of one seed, whole. */
export async function tellSeed(seed: number): Promise<Result> {
  const { runPlan } = await loadVariant({ name: "repaired", changes: repairs });
  return runPlan(drawPlan(seed));
}

export type Hunt = { bug: string; failure: Failure | null };

/** Each planted bug and a seed that finds it: one that did before, or the first of the range. */
export async function proveBugs(
  range: SeedRange,
  known: boolean,
  onHunt: (hunt: Hunt) => void,
): Promise<Hunt[]> {
  const hunts: Hunt[] = [];
  for (const { name, changes } of bugs) {
    const { runPlan } = await loadVariant({ name, changes: [...repairs, ...changes] });
    const found = { bug: name, failure: await hunt(runPlan, name, { range, known }) };
    onHunt(found);
    hunts.push(found);
  }
  return hunts;
}

async function hunt(
  run: RunPlan,
  bug: string,
  { range, known }: { range: SeedRange; known: boolean },
): Promise<Failure | null> {
  const before = foundBy[bug];
  const first = known && before !== undefined ? await firstFailure(run, { first: before, count: 1 }) : null;
  return first ?? firstFailure(run, range);
}

async function firstFailure(run: RunPlan, { first, count }: SeedRange): Promise<Failure | null> {
  for (let seed = first; seed < first + count; seed += 1) {
    const plan = drawPlan(seed);
    const result = await run(plan);
    if (result.violation !== null) return { seed, plan, result };
  }
  return null;
}

async function shrinkFailure(run: RunPlan, { seed, plan, result }: Failure): Promise<Failure> {
  const invariant = result.violation?.invariant;
  const small = await shrink(
    plan,
    async (candidate) => (await run(candidate)).violation?.invariant === invariant,
  );
  return { seed, plan: small, result: await run(small) };
}
