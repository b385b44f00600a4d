// What a session tells is kept in the end, in order, however long the store refuses.

import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import type { TransportEvent } from "../transport.ts";
import { createTeller } from "./teller.ts";
import { systemClock } from "./time.ts";
import type { Clock } from "./time.ts";

function status(id: number): TransportEvent {
  const rest = { correlation: null, at: new Date(0), error: null, retry: null };
  return { kind: "status", status: "sent", providerMessageId: String(id), ...rest };
}

function rig(refuses: () => boolean, clock: Clock = { ...systemClock, after: soon }) {
  const kept: string[] = [];
  const log: string[] = [];
  const emit = async (events: readonly TransportEvent[]) => {
    if (refuses()) throw new Error("The database is away.");
    for (const event of events) if (event.kind === "status") kept.push(event.providerMessageId);
  };
  const teller = createTeller({ emit, clock, log: (level, words) => void log.push(`${level}: ${words}`) });
  return { kept, log, teller };
}

function soon(_ms: number, run: () => void): () => void {
  const timer = setImmediate(run);
  return () => clearImmediate(timer);
}

/** Waits that never end by themselves. */
function patientClock(waits: number[]): Clock {
  const after = (ms: number) => {
    waits.push(ms);
    return () => {};
  };
  return { ...systemClock, after };
}

const names = (count: number) => Array.from({ length: count }, (_, id) => String(id));

describe("evidence", () => {
  test("is told once each and in order, whatever the store refuses on the way", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { maxLength: 60 }),
        fc.integer({ min: 1, max: 30 }),
        async (refusals, count) => {
          const { kept, teller } = rig(() => refusals.shift() ?? false);
          for (let id = 0; id < count; id++) teller.later(async () => [status(id)]);
          await vi.waitFor(() => expect(kept).toHaveLength(count), { interval: 1 });
          expect(kept).toEqual(names(count));
          await teller.close();
        },
      ),
      { numRuns: 50 },
    );
  });

  test("is read again too, where reading it failed", async () => {
    let failures = 3;
    const { kept, teller } = rig(() => false);
    teller.later(async () => {
      if (failures-- > 0) throw new Error("The memory is away.");
      return [status(0)];
    });
    await vi.waitFor(() => expect(kept).toEqual(["0"]));
    await teller.close();
  });

  test("waits ever longer between two tries, and says once that it does", async () => {
    let away = true;
    const waits: number[] = [];
    const clock: Clock = {
      ...systemClock,
      after: (ms, run) => {
        waits.push(ms);
        if (waits.length === 12) away = false;
        return soon(ms, run);
      },
    };
    const { kept, log, teller } = rig(() => away, clock);
    teller.later(async () => [status(0)]);
    await vi.waitFor(() => expect(kept).toEqual(["0"]));
    expect(waits[0]).toBeLessThanOrEqual(250);
    expect(waits.at(-1)).toBeGreaterThanOrEqual(15_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(30_000);
    expect(log).toEqual([
      "error: Evidence could not be stored; it is tried again.",
      "warn: Evidence can be stored again.",
    ]);
  });

  test("that the store takes never does not hold up what comes after it", async () => {
    const kept: string[] = [];
    const log: string[] = [];
    const emit = async ([event]: readonly TransportEvent[]) => {
      if (event?.kind !== "status" || event.providerMessageId === "1") throw new Error("It will not do.");
      kept.push(event.providerMessageId);
    };
    const clock = { ...systemClock, after: soon };
    const teller = createTeller({ emit, clock, log: (level, words) => void log.push(`${level}: ${words}`) });
    for (let id = 0; id < 5; id++) teller.later(async () => [status(id)]);
    await vi.waitFor(() => expect(kept).toEqual(["0", "2", "3", "4"]));
    expect(log.at(-1)).toContain("it is left out");
    await teller.close();
  });

  test("is tried once more when the session ends, which waits for no database", async () => {
    let away = true;
    const waits: number[] = [];
    const { kept, teller } = rig(() => away, patientClock(waits));
    for (let id = 0; id < 3; id++) teller.later(async () => [status(id)]);
    await vi.waitFor(() => expect(waits).toHaveLength(1));
    away = false;
    await teller.close();
    expect(kept).toEqual(names(3));

    const gone = rig(() => true, patientClock(waits));
    gone.teller.later(async () => [status(0)]);
    await gone.teller.close();
    expect(gone.log.at(-1)).toContain("could not be stored: 1 in all");
  });

  test("that piles up is bounded: the newest is kept, and it is said that some was not", async () => {
    let away = true;
    const waits: number[] = [];
    const { kept, log, teller } = rig(() => away, patientClock(waits));
    for (let id = 0; id < 10_050; id++) teller.later(async () => [status(id)]);
    await vi.waitFor(() => expect(waits).toHaveLength(1));
    away = false;
    await teller.close();
    expect(kept.slice(-10_000)).toEqual(names(10_050).slice(50));
    expect(kept.length).toBeLessThanOrEqual(10_001);
    expect(log.filter((line) => line.includes("Too much evidence"))).toHaveLength(1);
  });
});
