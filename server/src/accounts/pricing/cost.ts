// What a message costs at Meta: charged or not by date and window, and its price by the business's own rate card.

import { billingRuleAt, type PricedCategory, serviceAllowance } from "./billing.ts";

/**
 * One price of a rate card. Meta publishes its prices as files for each currency and changes them on quarter days; none
 * is built in, because a price that is merely likely is worse than none.
 */
export type Rate = {
  /** ISO 3166 code of the recipient's country, or `other`. */
  market: string;
  category: PricedCategory | "authentication_international";
  /** ISO 4217. */
  currency: string;
  /** Days, UTC. */
  validFrom: string;
  /** Messages of the month from which on it holds: Meta's volume tiers, for utility and authentication. */
  volumeFrom: number;
  amountMicros: number;
  source: string;
};

export type Priced = {
  category: PricedCategory;
  /** ISO 3166 code of the recipient's country. */
  country: string;
  /** When it is delivered: that is when Meta charges. */
  at: Date;
  windowOpen: boolean;
  /** Within the 72 hours after an ad, in which nothing is charged. */
  freeEntry?: boolean;
  /** Meta has told the business that it pays authentication-international rates for this country. */
  international?: boolean;
  /** Service messages delivered from the number this month so far; unknown when left out. */
  serviceDelivered?: number;
  /** Messages of the category to the market this month so far, for volume tiers. */
  volume?: number;
};

export type Cost =
  | { kind: "free"; amountMicros: 0; currency: null; source: string }
  | { kind: "charged"; amountMicros: number; currency: string; source: string }
  | { kind: "unknown"; amountMicros: null; currency: null; reason: string; source: string | null };

/** An amount it cannot know it does not guess: `unknown` says why. */
export function costOf(priced: Priced, rates: readonly Rate[]): Cost {
  const rule = billingRuleAt(priced.category, priced.at);
  if (rule === null) return unknown("Meta charged by conversation then, not by message.", null);
  if (priced.freeEntry === true || rule.charged === "never") return free(rule.source);
  if (rule.charged === "outside_window" && priced.windowOpen) return free(rule.source);
  if (rule.charged === "beyond_allowance") {
    if (priced.serviceDelivered === undefined)
      return unknown(
        `The first ${serviceAllowance} of a month are free; how many went is not known.`,
        rule.source,
      );
    if (priced.serviceDelivered < serviceAllowance) return free(rule.source);
  }
  const isAbroad = priced.category === "authentication" && priced.international === true;
  const rate = rateFor(rates, isAbroad ? "authentication_international" : rule.pricedAs, priced);
  if (rate === null) {
    return unknown(`No rate card has a price for ${priced.country} on that day.`, rule.source);
  }
  const { amountMicros, currency, source } = rate;
  return { kind: "charged", amountMicros, currency, source };
}

/** The country's own price, else that of all others; of those that hold, the newest at the reached volume. */
function rateFor(
  rates: readonly Rate[],
  category: Rate["category"],
  { country, at, volume = 0 }: Priced,
): Rate | null {
  const day = at.toISOString().slice(0, 10);
  const valid = rates.filter(
    (rate) => rate.category === category && rate.validFrom <= day && rate.volumeFrom <= volume,
  );
  const own = valid.filter((rate) => rate.market === country);
  const candidates = own.length > 0 ? own : valid.filter((rate) => rate.market === "other");
  return candidates.reduce<Rate | null>((best, rate) => (isNewer(rate, best) ? rate : best), null);
}

function isNewer(rate: Rate, best: Rate | null): boolean {
  if (best === null || rate.validFrom !== best.validFrom) {
    return best === null || rate.validFrom > best.validFrom;
  }
  return rate.volumeFrom > best.volumeFrom;
}

function free(source: string): Cost {
  return { kind: "free", amountMicros: 0, currency: null, source };
}

function unknown(reason: string, source: string | null): Cost {
  return { kind: "unknown", amountMicros: null, currency: null, reason, source };
}
