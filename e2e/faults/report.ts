// What a suite found, as one line for each round and one document at the end.

import type { Counts, Verdict } from "./check/checker.ts";
import type { Told } from "./story/story.ts";

export type Run = {
  seed: number;
  rounds: number;
  messages: number;
  /** No round begins after that long; without it, all are gone through. */
  minutes?: number;
  /** Hears one line for each round. */
  tell(line: string): void;
};

/** The rounds of a run, one after the other, for as long as it has time. */
export function* roundsOf({ rounds, minutes = Number.POSITIVE_INFINITY }: Run): Generator<number> {
  const endsAt = performance.now() + minutes * 60_000;
  for (let round = 0; round < rounds && performance.now() < endsAt; round += 1) yield round;
}

export type Report = {
  suite: string;
  seed: number;
  rounds: number;
  /** What was done, by name. */
  faults: Record<string, number>;
  counts: Counts;
  violations: Record<string, number>;
  /** The first few of each kind, in words. */
  examples: string[];
  figures: Record<string, number>;
  /** What clients were told while it went on, by status and code. */
  heard: Record<string, number>;
};

export function reportOf(
  suite: string,
  { seed }: Run,
  told: Told,
  happened: { rounds: number; faults: Record<string, number>; figures?: Record<string, number> },
): Report {
  const { verdict, heard, looks, settledMs } = told;
  const { rounds, faults, figures = {} } = happened;
  return {
    suite,
    seed,
    rounds,
    faults,
    counts: verdict.counts,
    violations: countsOf(verdict),
    examples: Object.values(verdict.violations).flatMap((found) => found.slice(0, 5)),
    figures: { ...figures, statusesLookedAt: looks, settledMs },
    heard,
  };
}

export const noViolations: Report["violations"] = {
  lost: 0,
  doubled: 0,
  misdelivered: 0,
  disordered: 0,
  downgraded: 0,
  leaked: 0,
  stuck: 0,
  untold: 0,
  stale: 0,
};

function countsOf({ violations }: Verdict): Record<string, number> {
  return Object.fromEntries(Object.entries(violations).map(([kind, found]) => [kind, found.length]));
}

/** Counts by name. */
export function tally(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
