// The calling codes of all countries, for looking a number up by its national beginning.

import { getCountries, getCountryCallingCode } from "libphonenumber-js";

/** Digits, each code once. */
export const callingCodes: readonly string[] = [
  ...new Set(getCountries().map((country) => getCountryCallingCode(country))),
];
