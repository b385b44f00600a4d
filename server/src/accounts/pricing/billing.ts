// Which messages Meta charges for, by date: per-message pricing since July 2025, with its changes as dated rows.

export type PricedCategory = "marketing" | "utility" | "authentication" | "service";

/** `always`, only outside an open window, beyond a monthly allowance for each number, or not at all. */
export type Charged = "always" | "outside_window" | "beyond_allowance" | "never";

export type BillingRule = {
  category: PricedCategory;
  /** From this day on, UTC; until the next row of the category. */
  from: string;
  charged: Charged;
  /** Whose price it has: service messages are charged like utility. */
  pricedAs: PricedCategory;
  /** Where it is written, and how old that writing is. */
  source: string;
};

const pricingPage = "developers.facebook.com, WhatsApp Business Platform, Pricing (September 2026)";
/** Four vendors say the same; Meta's own page was not at hand. */
const vendors = "Make.com, hello-charles, ChakraHQ and WhaTools (November 2026)";

/** In the order of time within a category. Before the first row of one, Meta charged by conversation. */
export const billingRules: readonly BillingRule[] = [
  rule("marketing", "2025-07-01", "always", pricingPage),
  rule("authentication", "2025-07-01", "always", pricingPage),
  rule("utility", "2025-07-01", "outside_window", pricingPage),
  rule("utility", "2026-10-01", "always", vendors),
  rule("service", "2024-11-01", "never", pricingPage),
  { ...rule("service", "2026-10-01", "beyond_allowance", vendors), pricedAs: "utility" },
];

/** Delivered service messages of one number in one month that cost nothing; what is left does not carry over. */
export const serviceAllowance = 1_000;

function rule(category: PricedCategory, from: string, charged: Charged, source: string): BillingRule {
  return { category, from, charged, pricedAs: category, source };
}

/** Null before Meta charged by message. */
export function billingRuleAt(category: PricedCategory, at: Date): BillingRule | null {
  const day = at.toISOString().slice(0, 10);
  return billingRules.findLast((each) => each.category === category && each.from <= day) ?? null;
}
