// How much an endpoint gets at once.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Endpoint } from "./endpoint.ts";
import { claimsFor, createLane, depart, hear, type Heard, slotsIn } from "./lane.ts";
import { privateKeyOf } from "./signature.ts";

const endpoint = (throttle = Infinity): Endpoint => ({
  tenantId: "t",
  id: "e",
  mode: "test",
  url: new URL("https://hooks.example/"),
  payload: "thin",
  ordered: false,
  throttle,
  headers: {},
  signer: {
    kind: "standard",
    secrets: [],
    privateKey: privateKeyOf(Buffer.alloc(32)),
    legacy: null,
    legacyKey: "",
  },
  failingSince: null,
  secretUntil: null,
  version: "1",
});

const ok: Heard = { ok: true, overloaded: false, retryAfterMs: null };
const bad: Heard = { ok: false, overloaded: false, retryAfterMs: null };

test("more is claimed ahead for who answers, and for who fails no more than may leave", () => {
  const lane = createLane(endpoint(), 0);
  expect([claimsFor(lane, 0, 0), claimsFor(lane, 0, 10)]).toEqual([32, 22]);
  depart(lane, 0);
  hear(lane, bad, 0);
  expect(claimsFor(lane, 0, 0)).toBe(8);
  lane.awake = false;
  expect(claimsFor(lane, 0, 0)).toBe(0);
});

describe("an endpoint", () => {
  test("that never answered has few connections, and more with every success", () => {
    const lane = createLane(endpoint(), 0);
    expect(slotsIn(lane, 0)).toBe(8);
    for (let count = 0; count < 100; count++) {
      depart(lane, 0);
      hear(lane, ok, 0);
    }
    expect(slotsIn(lane, 0)).toBe(64);
  });

  test("that hangs is left with one connection and asked once in a while, a minute apart at most", () => {
    const lane = createLane(endpoint(), 0);
    let now = 0;
    const waits: number[] = [];
    for (let count = 0; count < 30; count++) {
      while (slotsIn(lane, now) === 0) now += 100;
      depart(lane, now);
      hear(lane, bad, now);
      waits.push(lane.restUntil - now);
    }
    expect(lane.allowance).toBe(1);
    expect(waits.at(-1)).toBe(60_000);
    depart(lane, lane.restUntil);
    hear(lane, ok, lane.restUntil);
    expect(lane.failures).toBe(0);
    expect(slotsIn(lane, lane.restUntil)).toBe(2);
  });

  test("whose deliveries fail now and then is not slowed", () => {
    const lane = createLane(endpoint(), 0);
    for (let count = 0; count < 200; count++) {
      depart(lane, 0);
      hear(lane, count % 5 === 4 ? ok : bad, 0);
    }
    expect(slotsIn(lane, 0)).toBeGreaterThanOrEqual(8);
  });

  test("that says 429 gets half, and rests as long as it asks, within ten minutes", () => {
    const lane = createLane(endpoint(), 0);
    depart(lane, 0);
    hear(lane, { ok: false, overloaded: true, retryAfterMs: 3_000 }, 0);
    expect([slotsIn(lane, 2_999), slotsIn(lane, 3_000)]).toEqual([0, 4]);
    depart(lane, 3_000);
    hear(lane, { ok: false, overloaded: true, retryAfterMs: 86_400_000 }, 3_000);
    expect(slotsIn(lane, 3_000 + 600_000)).toBe(2);
  });
});

test("a throttle is kept over any stretch of time, with a second's worth ahead at most", () => {
  const steps = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 20, maxLength: 100 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), steps, (rate, waits) => {
      const lane = { ...createLane(endpoint(rate), 0), allowance: 1_000 };
      let [now, left] = [0, 0];
      for (const wait of waits) {
        now += wait;
        const room = slotsIn(lane, now);
        for (let count = 0; count < room; count++) depart(lane, now);
        for (let count = 0; count < room; count++) hear(lane, ok, now);
        left += room;
      }
      expect(left).toBeLessThanOrEqual((now / 1_000) * rate + rate);
    }),
  );
});
