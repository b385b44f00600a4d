// What a number is protected by, and the three sets of figures to choose from. WhatsApp publishes none of
// them: docs/number-protection.md says where each comes from.

import type { Rhythm } from "./rhythm.ts";

export type Protection = {
  rhythm: Rhythm;
  caps: Caps;
  recipient: RecipientLimits;
  quietHours: QuietHours | null;
  sameText: SameText;
  breaker: Breaker;
  /** IANA; where the number's days begin and end. */
  zone: string;
};

export type Caps = {
  perDay: number;
  /** People the number has no chat with yet. While it warms up, no more than a quarter of the day's cap. */
  newChatsPerDay: number;
  /**
   * The cap of each active day; after the last one `perDay` counts. Empty for a number that is warm already.
   */
  warmUp: readonly number[];
};

export type RecipientLimits = {
  gapMs: number;
  /** From this many messages in a row without an answer on, one a day. */
  unansweredMax: number;
};

/** Local times of the recipient, "HH:MM"; `from` may be later than `to`, over midnight. */
export type QuietHours = { from: string; to: string };

export type SameText = {
  /** Above this many people a day the gaps grow. */
  slowAbove: number;
  slowFactor: number;
  /** From this many on the text waits for the next day. */
  peoplePerDay: number;
};

/** A run of failures stops the number: for `firstMs`, and twice as long after each further one. */
export type Breaker = { failures: number; firstMs: number; mostMs: number };

export type PresetName = "cautious" | "normal" | "established";

const minuteMs = 60_000;
const nightly: QuietHours = { from: "21:00", to: "08:00" };
const breaker: Breaker = { failures: 5, firstMs: 15 * minuteMs, mostMs: 24 * 60 * minuteMs };

export const presets: Readonly<Record<PresetName, Omit<Protection, "zone">>> = {
  cautious: {
    rhythm: {
      cadence: { medianMs: 20_000, sigma: 0.6, leastMs: 8_000, mostMs: 180_000 },
      longPause: { afterLeast: 12, afterMost: 25, leastMs: 5 * minuteMs, mostMs: 20 * minuteMs },
      typing: { msPerCharacter: 120, leastMs: 2_000, mostMs: 20_000 },
    },
    caps: {
      perDay: 150,
      newChatsPerDay: 10,
      warmUp: [10, 15, 20, 25, 30, 40, 50, 60, 70, 80, 95, 110, 125, 140],
    },
    recipient: { gapMs: 30_000, unansweredMax: 3 },
    quietHours: nightly,
    sameText: { slowAbove: 10, slowFactor: 2, peoplePerDay: 40 },
    breaker,
  },
  normal: {
    rhythm: {
      cadence: { medianMs: 8_000, sigma: 0.6, leastMs: 3_000, mostMs: 90_000 },
      longPause: { afterLeast: 20, afterMost: 40, leastMs: 3 * minuteMs, mostMs: 12 * minuteMs },
      typing: { msPerCharacter: 80, leastMs: 1_000, mostMs: 15_000 },
    },
    caps: {
      perDay: 300,
      newChatsPerDay: 30,
      warmUp: [20, 30, 50, 70, 100, 130, 160, 190, 220, 250, 280],
    },
    recipient: { gapMs: 10_000, unansweredMax: 5 },
    quietHours: nightly,
    sameText: { slowAbove: 25, slowFactor: 2, peoplePerDay: 100 },
    breaker,
  },
  established: {
    rhythm: {
      cadence: { medianMs: 6_000, sigma: 0.6, leastMs: 2_000, mostMs: 60_000 },
      longPause: { afterLeast: 20, afterMost: 40, leastMs: 2 * minuteMs, mostMs: 8 * minuteMs },
      typing: { msPerCharacter: 60, leastMs: 800, mostMs: 12_000 },
    },
    caps: { perDay: 1_000, newChatsPerDay: 60, warmUp: [] },
    recipient: { gapMs: 5_000, unansweredMax: 8 },
    quietHours: nightly,
    sameText: { slowAbove: 50, slowFactor: 2, peoplePerDay: 300 },
    breaker,
  },
};
