// The schedule of attempts, and what an answer makes of it.

import fc from "fast-check";
import { expect, test } from "vitest";
import { attemptsMax, delaysMs, isOverloaded, judge, readRetryAfter } from "./schedule.ts";

const answer = (status: number | null, retryAfterMs: number | null = null) => ({ status, retryAfterMs });

test("ten attempts take about 75 hours and 35 minutes", () => {
  expect(attemptsMax).toBe(10);
  const totalMs = delaysMs.reduce((sum, delayMs) => sum + delayMs, 0);
  expect(totalMs).toBe((75 * 60 + 35) * 60_000 + 5_000);
});

test("only an answer of 2xx is a success", () => {
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 999 }), (status) => {
      expect(judge(answer(status), 1, 0.5).kind === "delivered").toBe(status >= 200 && status < 300);
    }),
  );
});

test.each([301, 302, 307, 308])("a redirect with %i is a failure that is tried again", (status) => {
  expect(judge(answer(status), 1, 0.5)).toEqual({ kind: "again", inMs: 5_000 });
});

test("410 ends it at once, whatever attempt it is", () => {
  for (const attempt of [1, 5, 10]) expect(judge(answer(410), attempt, 0)).toEqual({ kind: "gone" });
});

test("after the tenth failure nothing follows", () => {
  expect(judge(answer(500), 9, 0.5)).toEqual({ kind: "again", inMs: 24 * 3_600_000 });
  expect(judge(answer(500), 10, 0.5)).toEqual({ kind: "given_up" });
  expect(judge(answer(null), 10, 0.5)).toEqual({ kind: "given_up" });
});

test("waits are spread by a fifth, and never shorter than the receiver asks for, within a day", () => {
  const failed = fc.record({
    attempt: fc.integer({ min: 1, max: 9 }),
    random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    retryAfterMs: fc.option(fc.integer({ min: 1, max: 10 * 24 * 3_600_000 })),
  });
  fc.assert(
    fc.property(failed, ({ attempt, random, retryAfterMs }) => {
      const verdict = judge(answer(503, retryAfterMs), attempt, random);
      if (verdict.kind !== "again") throw new Error("it is tried again");
      const delayMs = delaysMs[attempt - 1]!;
      const asked = Math.min(retryAfterMs ?? 0, 24 * 3_600_000);
      expect(verdict.inMs).toBeGreaterThanOrEqual(Math.max(Math.floor(delayMs * 0.8), asked));
      expect(verdict.inMs).toBeLessThanOrEqual(Math.max(Math.ceil(delayMs * 1.2), asked));
    }),
  );
});

test("429, 502 and 504 are about the endpoint, 500 is about the delivery", () => {
  expect([429, 502, 504, 500, 503, 200, null].filter(isOverloaded)).toEqual([429, 502, 504]);
});

test.each([
  ["120", 120_000],
  ["Sat, 21 Nov 2026 12:00:30 GMT", 30_000],
  ["Sat, 21 Nov 2026 11:00:00 GMT", null],
  ["0", null],
  ["soon", null],
  ["-5", null],
  ["99999999999999999999", null],
])("Retry-After: %s is %s", (header, inMs) => {
  expect(readRetryAfter(header, new Date("2026-11-21T12:00:00Z"))).toBe(inMs);
});
