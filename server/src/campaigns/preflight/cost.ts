// What a campaign will cost at Meta, country by country, by the tenant's own rate card. Pure.

import type { CampaignPreflight } from "@waypost/contract";
import { countryOf } from "../../kernel/phone-country.ts";
import type { Content } from "../campaign.ts";
import type { Sums } from "./add-up.ts";
import type { NumberStanding, Price, PriceOf } from "./number.ts";

type Cost = CampaignPreflight["cost"];

export type Costing = {
  numbers: readonly NumberStanding[];
  content: Content;
  priceOf: PriceOf;
  at: Date;
};

/** Every message counts as delivered; a price that falls with the month's volume counts as at its beginning. */
export function costOfPeople({ eligible }: Sums, { numbers, content, priceOf, at }: Costing): Cost {
  const onPhones = new Set(numbers.filter(({ isPhone }) => isPhone).map(({ id }) => id));
  const isTemplate = content.template !== null;
  const people = new Map<string, number>();
  for (const group of eligible) {
    if (onPhones.has(group.sender_id)) continue;
    const country = countryOf(group.phone ?? "") ?? nowhere;
    people.set(country, (people.get(country) ?? 0) + group.people);
  }
  const priced = [...people].map(([country, count]) => ({
    country,
    people: count,
    price: priceOf({ country, isTemplate, at }),
  }));
  const amounts = new Map<string, number>();
  for (const { people: count, price } of priced)
    if (price.kind === "charged")
      amounts.set(price.currency, (amounts.get(price.currency) ?? 0) + price.amountMicros * count);
  const unpriced = priced.filter(({ price }) => price.kind === "unknown");
  return {
    amounts: [...amounts].map(([currency, amount_micros]) => ({ currency, amount_micros })),
    unpriced_people: unpriced.reduce((total, each) => total + each.people, 0),
    countries: priced
      .toSorted((one, other) => other.people - one.people)
      .map(({ country, people: count, price }) => ({
        country: country === nowhere ? null : country,
        people: count,
        amount: amountOf(price, count),
        is_priced: price.kind !== "unknown",
      })),
  };
}

/** ISO 3166's code for what is in no country. */
const nowhere = "ZZ";

function amountOf(price: Price, count: number): Cost["countries"][number]["amount"] {
  if (price.kind !== "charged") return null;
  return { currency: price.currency, amount_micros: price.amountMicros * count };
}
