// What others publish that they take for the same traffic, each with its page. What nobody has published is null.

export type Listed = {
  name: string;
  currency: string;
  /** For each message, out and in; null where it is not published. */
  outMicros: number | null;
  inMicros: number | null;
  /** For each number and month that was begun; null where it is not published. */
  numberMonthMicros: number | null;
  source: string | null;
  /** From when on the page describes what it says; it may have changed since. */
  asOf: string | null;
  note: string;
};

/** All of them pass on what Meta takes. */
export const priceList: readonly Listed[] = [
  {
    name: "Meta direct",
    currency: "USD",
    outMicros: 0,
    inMicros: 0,
    numberMonthMicros: 0,
    source: "https://developers.facebook.com/docs/whatsapp/pricing",
    asOf: "2025-07-01",
    note: "Meta's fees alone, by your rate card.",
  },
  {
    name: "Twilio",
    currency: "USD",
    outMicros: 5_000,
    inMicros: 5_000,
    numberMonthMicros: 0,
    source: "https://www.twilio.com/whatsapp/pricing",
    asOf: "2025-07-01",
    note: "0.005 USD for each message, out or in, and Meta's fees; without volume discounts.",
  },
  {
    name: "360dialog",
    currency: "USD",
    outMicros: 0,
    inMicros: 0,
    numberMonthMicros: 25_000_000,
    source: "https://docs.360dialog.com/docs/welcome-to-360dialogpa/prices-plans-and-payments",
    asOf: "2025-07-01",
    note: "25 USD a month for each number on the regular plan, and Meta's fees.",
  },
  {
    name: "Bird",
    currency: "USD",
    outMicros: null,
    inMicros: null,
    numberMonthMicros: null,
    source: "https://docs.bird.com/applications/bird-documentation/bird-pricing",
    asOf: null,
    note: "Bundles by contacts written to in a month, and Meta's fees; no price of a message is published.",
  },
];
