// How the provider misbehaves while messages flow, one mood after the other, and webhooks with it.

export type Mood = { name: string; lastsMs: number; faults: object };

const webhooks = {
  duplicate: 0.3,
  reorder: 0.3,
  reorder_ms: 2_000,
  delay_ms: { min: 0, max: 1_500 },
  bad_signature: 0.1,
};

/** Shares are high: what happens once a week at Meta happens every second here. */
export const moods: readonly Mood[] = [
  { name: "webhooks twice, late, early and out of order", lastsMs: 4_000, faults: { webhooks } },
  {
    name: "timeouts and resets, before and after acceptance",
    lastsMs: 5_000,
    faults: {
      webhooks,
      requests: {
        drop_request: 0.05,
        lose_response: 0.05,
        timeout_before: 0.02,
        timeout_after: 0.02,
        timeout_ms: 2_000,
      },
    },
  },
  {
    name: "429 and throttles",
    lastsMs: 4_000,
    faults: {
      errors: [
        { code: 130429, rate: 0.02 },
        { code: 131056, rate: 0.1 },
      ],
    },
  },
  {
    name: "5xx",
    lastsMs: 4_000,
    faults: {
      errors: [
        { code: 131016, rate: 0.1 },
        { code: 2, rate: 0.1 },
      ],
    },
  },
  { name: "connections refused", lastsMs: 3_000, faults: { account: { outage: "refuse" } } },
  { name: "503", lastsMs: 3_000, faults: { account: { outage: "unavailable" } } },
  { name: "webhooks held, then all at once", lastsMs: 4_000, faults: { webhooks: { hold: true } } },
];
