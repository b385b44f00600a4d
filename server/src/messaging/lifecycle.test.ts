// The rules of a message's status, over every order of what may happen to it.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Outcome } from "../transports/transport.ts";
import {
  attemptsMax,
  type Evidenced,
  type Proof,
  retryDelayMs,
  settle,
  type Settling,
  stateAfter,
  type Status,
  statusAfter,
  statuses,
} from "./lifecycle.ts";

const random = 0.5;
const error = { code: "provider_error", providerCode: "131000", detail: "Unknown error" } as const;
const settling: Settling = {
  attempts: 1,
  unknownPolicy: "once",
  possibleDuplicate: false,
  expiresInMs: null,
  random,
};

describe("status", () => {
  const proofs: Proof[] = ["sent", "delivered", "read", "failed", "sent"];

  test("ends the same for every order of the same evidence", () => {
    const ends = new Set(permutations(proofs).map((order) => order.reduce(statusAfter, "sending" as Status)));
    expect(permutations(proofs)).toHaveLength(120);
    expect([...ends]).toEqual(["read"]);
  });

  test("never goes down", () => {
    fc.assert(
      fc.property(fc.constantFrom(...statuses), fc.constantFrom(...proofs), (status, proof) => {
        const after = statusAfter(status, proof);
        expect(statusAfter(after, proof)).toBe(after);
        expect(after === status || after === proof).toBe(true);
      }),
    );
  });

  test("a receipt from the person's phone contradicts a failure and wins", () => {
    expect(statusAfter("failed", "delivered")).toBe("delivered");
    expect(statusAfter("failed", "sent")).toBe("failed");
  });
});

describe("evidence", () => {
  const message: Evidenced = { status: "sent", tries: 1, attempts: 1, attempt: 1, expires_in_ms: null };

  test("that a message failed for a passing reason puts it back into its lane", () => {
    const after = stateAfter(message, { status: "failed", error, retry: { afterMs: 0 } }, random);
    expect(after).toMatchObject({ status: "queued", lane_state: 0 });
  });

  test("of a failure after the last attempt makes a dead letter", () => {
    const last = { ...message, attempts: attemptsMax };
    const after = stateAfter(last, { status: "failed", error, retry: { afterMs: 0 } }, random);
    expect(after).toMatchObject({ status: "failed", lane_state: null, attention: "dead" });
  });

  test("about an earlier attempt does not fail the newer one", () => {
    const retried = { ...message, status: "sending", tries: 2, attempt: 1 } as const;
    expect(stateAfter(retried, { status: "failed", error, retry: null }, random)).toBeNull();
  });

  test("of a failure told twice queues the message once", () => {
    const waiting = { ...message, status: "queued" } as const;
    expect(stateAfter(waiting, { status: "failed", error, retry: { afterMs: 0 } }, random)).toBeNull();
    expect(stateAfter(waiting, { status: "sent", error: null, retry: null }, random)).toBeNull();
  });

  test("of delivery takes a message that waits for another try out of its lane", () => {
    const waiting = { ...message, status: "queued" } as const;
    const after = stateAfter(waiting, { status: "delivered", error: null, retry: null }, random);
    expect(after).toMatchObject({ status: "delivered", lane_state: null });
  });

  test("resolves a doubt", () => {
    const doubt = { ...message, status: "unknown" } as const;
    expect(stateAfter(doubt, { status: "sent", error: null, retry: null }, random)).toMatchObject({
      status: "sent",
      attention: null,
    });
  });
});

describe("settling an outcome", () => {
  const later: Outcome = { kind: "later", error, scope: "message", afterMs: null, counts: true };
  const unknown: Outcome = { kind: "unknown", error };

  test("a passing failure waits 5, 15, 45 seconds", () => {
    const waits = [1, 2, 3].map((attempts) => retryDelayMs(attempts, 0.5));
    expect(waits).toEqual([5_000, 15_000, 45_000]);
  });

  test("a retry is never due before it was decided, and jitter stays within a fifth", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (n, dice) => {
          const delay = retryDelayMs(n, dice);
          const middle = 5_000 * 3 ** (n - 1);
          expect(delay).toBeGreaterThanOrEqual(middle * 0.8 - 1);
          expect(delay).toBeLessThanOrEqual(middle * 1.2 + 1);
        },
      ),
    );
  });

  test("the last attempt's failure is a dead letter", () => {
    expect(settle(later, { ...settling, attempts: attemptsMax })).toMatchObject({
      status: "failed",
      laneState: null,
      attention: "dead",
    });
  });

  test("being throttled costs no attempt, however often", () => {
    const throttled: Outcome = { ...later, scope: "recipient", afterMs: 6_000, counts: false };
    expect(settle(throttled, { ...settling, attempts: attemptsMax })).toMatchObject({
      status: "queued",
      laneState: 0,
      counts: false,
    });
  });

  test("after a doubt `once` rests, `otp` and `must` are due once more", () => {
    const due = (unknownPolicy: Settling["unknownPolicy"]): number | null => {
      return settle(unknown, { ...settling, unknownPolicy }).dueInMs;
    };
    expect(["once", "otp", "must"].map((policy) => due(policy as Settling["unknownPolicy"]))).toEqual([
      null,
      20_000,
      300_000,
    ]);
  });

  test("a second doubt is not sent again, nor is a code that would be too late", () => {
    const again = settle(unknown, { ...settling, unknownPolicy: "otp", possibleDuplicate: true });
    expect(again).toMatchObject({ status: "unknown", laneState: null });
    const late = settle(unknown, { ...settling, unknownPolicy: "otp", expiresInMs: 10_000 });
    expect(late).toMatchObject({ status: "unknown", laneState: null });
  });
});

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) =>
    permutations([...items.slice(0, index), ...items.slice(index + 1)]).map((rest) => [item, ...rest]),
  );
}
