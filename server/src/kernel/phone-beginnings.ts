// Which phone numbers belong to a country or a time zone, as a list of beginnings that a database can look up.

import { readFileSync } from "node:fs";
import { getCountries, getCountryCallingCode } from "libphonenumber-js";
import { zonesByPrefix } from "./phone-zone.ts";

/** What each beginning belongs to, by its digits without "+"; the longest counts. */
export type Beginnings<Of> = ReadonlyMap<string, Of>;

/** Beginnings of one length, with "+". `belongs`: whether what begins so is meant, unless a longer one differs. */
export type SameLength = { length: number; belongs: boolean; texts: string[] };

/** Of all beginnings those that make a difference, the longest first. */
export function beginningsOf<Of>(all: Beginnings<Of>, isMeant: (of: Of) => boolean): SameLength[] {
  const groups = new Map<string, SameLength>();
  for (const [digits, of] of all) {
    const belongs = isMeant(of);
    if (belongs === parentBelongs(all, digits, isMeant)) continue;
    const key = `${digits.length} ${belongs}`;
    const group = groups.get(key) ?? { length: digits.length + 1, belongs, texts: [] };
    group.texts.push(`+${digits}`);
    groups.set(key, group);
  }
  return [...groups.values()].toSorted((a, b) => b.length - a.length);
}

function parentBelongs<Of>(all: Beginnings<Of>, digits: string, isMeant: (of: Of) => boolean): boolean {
  for (let length = digits.length - 1; length > 0; length--) {
    const of = all.get(digits.slice(0, length));
    if (of !== undefined) return isMeant(of);
  }
  return false;
}

/** ISO 3166-1. */
export function countryBeginnings(): Beginnings<string> {
  return (countries ??= readCountries());
}

/** IANA names, several where a beginning does not say more. */
export function zoneBeginnings(): Beginnings<readonly string[]> {
  return zonesByPrefix().zones;
}

let countries: Beginnings<string> | undefined;

/** A calling code of one country is the library's to say; of several, the file beside this one is. */
function readCountries(): Beginnings<string> {
  const found = new Map<string, string>();
  for (const country of getCountries()) found.set(getCountryCallingCode(country), country);
  const text = readFileSync(new URL("./phone-countries.txt", import.meta.url), "utf8");
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const [country = "", ...beginnings] = line.split(" ");
    for (const digits of beginnings) found.set(digits, country);
  }
  return found;
}
