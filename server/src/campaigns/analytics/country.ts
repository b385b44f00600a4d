// The country that a number's beginning stands for. Pure.

import { getCountries, getCountryCallingCode } from "libphonenumber-js";
import { mainCountries } from "../../kernel/phone-country.ts";
import { countryOfMark, isErased } from "../../kernel/personal-data.ts";

/**
 * As SQL's number_beginning answers it: "+91", "+919", or the mark of a number that was erased. Of countries that share
 * a calling code the main one, because a message would otherwise be counted by its area.
 */
export function countryOfBeginning(beginning: string): string | null {
  if (isErased(beginning)) return countryOfMark(`${beginning}:`);
  const codes = countriesByCode();
  for (let length = 3; length > 0; length--) {
    const country = codes.get(beginning.slice(1, 1 + length));
    if (country !== undefined && beginning.length > length) return country;
  }
  return null;
}

function countriesByCode(): ReadonlyMap<string, string> {
  known ??= new Map([
    ...getCountries().map((country) => [getCountryCallingCode(country), country] as const),
    ...Object.entries(mainCountries),
  ]);
  return known;
}

let known: ReadonlyMap<string, string> | undefined;
