// What every fault test demands of its report, and the seed it prints so that it can be repeated.

import { expect } from "vitest";
import { noViolations, type Report } from "./report.ts";

export function expectClean(report: Report): void {
  console.log(JSON.stringify(report));
  expect(report.examples).toEqual([]);
  expect(report.violations).toEqual(noViolations);
  expect(report.counts.accepted).toBeGreaterThan(0);
}

/** `name` is an environment variable that gives the seed of a run to repeat. */
export function seedOf(name: string): number {
  const seed = Number(process.env[name] ?? Date.now() % 1_000_000);
  console.log(`${name}=${seed}`);
  return seed;
}
