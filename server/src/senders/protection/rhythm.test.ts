// Gaps, pauses and typing over many throws of the dice.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { presets } from "./presets.ts";
import { gapMs, restAfter, typingMs } from "./rhythm.ts";

/** Always the same sequence for the same seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const rhythms = Object.values(presets).map(({ rhythm }) => rhythm);
const anyRhythm = fc.constantFrom(...rhythms);

describe("the gap between two messages", () => {
  it("has its middle where it says, and is rarely the same twice", () => {
    for (const { cadence } of rhythms) {
      const dice = seeded(7);
      const gaps = Array.from({ length: 2_000 }, () => gapMs(cadence, dice)).toSorted((a, b) => a - b);
      const median = gaps[1_000] ?? 0;
      expect(median / cadence.medianMs).toBeGreaterThan(0.9);
      expect(median / cadence.medianMs).toBeLessThan(1.1);
      expect(new Set(gaps).size).toBeGreaterThan(1_000);
    }
  });

  it("is never outside its bounds, whatever the dice show", () => {
    const die = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(anyRhythm, die, die, ({ cadence }, u, v) => {
        const throws = [u, v];
        const gap = gapMs(cadence, () => throws.shift() ?? 0);
        expect(gap).toBeGreaterThanOrEqual(cadence.leastMs);
        expect(gap).toBeLessThanOrEqual(cadence.mostMs);
      }),
    );
  });
});

describe("a long pause", () => {
  it("comes after as many messages as it says, and lasts minutes", () => {
    fc.assert(
      fc.property(anyRhythm, fc.nat(), ({ cadence, longPause, typing }, seed) => {
        const dice = seeded(seed);
        let left: number | null = null;
        let written = 0;
        for (let pauses = 0; pauses < 5;) {
          const rest = restAfter({ cadence, longPause, typing }, left, 1, dice);
          left = rest.left;
          written += 1;
          if (rest.ms <= cadence.mostMs) continue;
          pauses += 1;
          expect(rest.ms).toBeGreaterThanOrEqual(longPause.leastMs);
          expect(rest.ms).toBeLessThanOrEqual(longPause.mostMs + cadence.mostMs);
          expect(written).toBeGreaterThanOrEqual(longPause.afterLeast);
          expect(written).toBeLessThanOrEqual(longPause.afterMost);
          written = 0;
        }
      }),
      { numRuns: 30 },
    );
  });

  it("is not stretched with the gaps: it is long enough", () => {
    const [rhythm] = rhythms;
    if (rhythm === undefined) throw new Error("there are presets");
    const dice = (): number => 0.5;
    const [plain, slow] = [restAfter(rhythm, 1, 1, dice), restAfter(rhythm, 1, 2, dice)];
    expect(slow.ms - plain.ms).toBe(gapMs(rhythm.cadence, dice));
  });
});

describe("typing", () => {
  it("takes longer for a longer text, within its bounds, and no time where it is switched off", () => {
    fc.assert(
      fc.property(anyRhythm, fc.integer({ min: 1, max: 5_000 }), fc.nat(), ({ typing }, length, seed) => {
        const ms = typingMs(typing, length, seeded(seed));
        expect(ms).toBeGreaterThanOrEqual(typing?.leastMs ?? 0);
        expect(ms).toBeLessThanOrEqual(typing?.mostMs ?? 0);
        expect(typingMs(typing, length + 10, seeded(seed))).toBeGreaterThanOrEqual(ms);
        expect(typingMs(null, length, seeded(seed))).toBe(0);
        expect(typingMs(typing, 0, seeded(seed))).toBe(0);
      }),
    );
  });
});
