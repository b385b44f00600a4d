// The country a phone number belongs to.

import { parsePhoneNumberWithError } from "libphonenumber-js";
import { countryOfMark, isErased } from "./personal-data.ts";

/**
 * ISO 3166-1, by the number alone. Where several countries share a calling code and the number's range is
 * nobody's (fictional numbers), it is the code's main country. Null for what belongs to none. Of a number that was
 * erased, its mark has kept the country.
 */
export function countryOf(phone: string): string | null {
  const known = recent.get(phone);
  if (known !== undefined) return known;
  const country = read(phone);
  if (recent.size >= recentMax) recent.clear();
  recent.set(phone, country);
  return country;
}

/** Reading costs 20 µs, and the same people are written to again. Dropped whole when full. */
const recentMax = 50_000;
const recent = new Map<string, string | null>();

function read(phone: string): string | null {
  if (isErased(phone)) return countryOfMark(phone);
  try {
    const number = parsePhoneNumberWithError(phone);
    return (
      number.country ??
      number.getPossibleCountries().at(0) ??
      mainCountries[number.countryCallingCode] ??
      null
    );
  } catch {
    return null;
  }
}

/** Of a number that somebody can have; null where its country would be a guess. */
export function assignedCountry(phone: string): string | null {
  try {
    return parsePhoneNumberWithError(phone).country ?? null;
  } catch {
    return null;
  }
}

/** Of the calling codes that countries share. */
export const mainCountries: Readonly<Record<string, string>> = {
  "1": "US",
  "7": "RU",
  "39": "IT",
  "44": "GB",
  "47": "NO",
  "61": "AU",
  "212": "MA",
  "262": "RE",
  "290": "SH",
  "358": "FI",
  "590": "GP",
  "599": "CW",
};
