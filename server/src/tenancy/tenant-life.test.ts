// Every step from every state, by everybody.

import { describe, expect, test } from "vitest";
import {
  haltOf,
  type LifeFacts,
  type LifeStep,
  type Stepper,
  takeStep,
  type TenantState,
} from "./tenant-life.ts";

const now = new Date("2026-11-21T12:00:00Z");
const states: TenantState[] = ["trial", "active", "suspended", "closing", "erased"];
const steps: LifeStep[] = ["activate", "suspend", "close", "erase"];
const steppers: Stepper[] = ["platform", "tenant", "clock"];

const facts = (state: TenantState, more: Partial<LifeFacts> = {}): LifeFacts => ({
  state,
  trialEndsAt: now,
  eraseAfter: now,
  ...more,
});

/** All there is; whatever is not here is refused. */
const allowed = new Map<string, TenantState>([
  ["trial activate platform", "active"],
  ["suspended activate platform", "active"],
  ["closing activate platform", "active"],
  ["trial suspend platform", "suspended"],
  ["trial suspend clock", "suspended"],
  ["active suspend platform", "suspended"],
  ["trial close platform", "closing"],
  ["trial close tenant", "closing"],
  ["active close platform", "closing"],
  ["active close tenant", "closing"],
  ["suspended close platform", "closing"],
  ["closing erase platform", "erased"],
  ["closing erase clock", "erased"],
]);

describe("a tenant's life", () => {
  const all = states.flatMap((state) =>
    steps.flatMap((step) => steppers.map((by) => [state, step, by] as const)),
  );
  test.each(all)("%s, %s by the %s", (state, step, by) => {
    const to = allowed.get(`${state} ${step} ${by}`);
    const stepped = takeStep(facts(state), step, by, now);
    if (to === undefined) expect(stepped.ok).toBe(false);
    else expect(stepped).toEqual({ ok: true, state: to });
  });

  test("nothing leads out of erasure", () => {
    for (const step of steps)
      for (const by of steppers) expect(takeStep(facts("erased"), step, by, now).ok).toBe(false);
  });

  test("the clock waits for its time, to the millisecond", () => {
    const later = new Date(now.getTime() + 1);
    const refused = { ok: false, because: "time" };
    expect(takeStep(facts("trial", { trialEndsAt: later }), "suspend", "clock", now)).toEqual(refused);
    expect(takeStep(facts("trial", { trialEndsAt: null }), "suspend", "clock", now)).toEqual(refused);
    expect(takeStep(facts("closing", { eraseAfter: later }), "erase", "clock", now)).toEqual(refused);
    expect(takeStep(facts("closing", { eraseAfter: later }), "erase", "platform", now).ok).toBe(true);
  });

  test("a halt is for those who are suspended or about to go", () => {
    expect(states.map(haltOf)).toEqual([null, null, "suspended", "closing", null]);
  });
});
