// Things happen when they are due, in order, however many there are.
import { expect, test, vi } from "vitest";
import * as fc from "fast-check";
import { createSchedule } from "./schedule.ts";

test("any set of due times runs in order, none before its time", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 200 }), async (delays) => {
      let now = 0;
      const ran: number[] = [];
      const schedule = createSchedule(
        () => now,
        (due) => {
          expect(due).toBeLessThanOrEqual(now);
          ran.push(due);
        },
      );
      for (const delay of delays) schedule.at(delay, delay);
      now = 60;
      schedule.wake();
      await vi.waitFor(() => expect(schedule.pending()).toBe(0), { interval: 1 });
      expect(ran).toEqual(delays.toSorted((a, b) => a - b));
      schedule.clear();
    }),
    { numRuns: 30 },
  );
});

test("a burst larger than a slice runs completely, and what it schedules too", async () => {
  let ran = 0;
  const schedule = createSchedule(Date.now, (code) => {
    ran += 1;
    if (code === 1) schedule.at(Date.now(), 2);
  });
  for (let i = 0; i < 5_001; i++) schedule.at(0, 1);
  await vi.waitFor(() => expect(ran).toBe(10_002));
});

test("cleared is forgotten", async () => {
  const ran = vi.fn<() => void>();
  const schedule = createSchedule(Date.now, ran);
  schedule.at(0, ran);
  schedule.clear();
  const after = new Promise<void>((resolve) => schedule.at(Date.now() + 5, resolve));
  await after;
  expect(ran).not.toHaveBeenCalled();
});
