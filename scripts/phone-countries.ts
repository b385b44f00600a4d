// Rewrites `server/src/kernel/phone-countries.txt`: which beginnings of numbers belong to which country, where several
// countries share a calling code.
//
// libphonenumber knows it by patterns, one a country. They are asked for numbers of every beginning, until a beginning
// belongs to one country only; what belongs to nobody goes with the beginning before it.

import { writeFileSync } from "node:fs";
import { assignedCountry, mainCountries } from "../server/src/kernel/phone-country.ts";

const header = `# Countries by the beginning of a number, where they share a calling code; the longest beginning counts.
# Made by scripts/phone-countries.ts from the patterns of libphonenumber,
# Copyright (C) The Libphonenumber Authors, Apache License 2.0 (http://www.apache.org/licenses/LICENSE-2.0).
`;

const samplesPerBeginning = 120;
/** No two countries differ later than here. */
const digitsMax = 6;

/** The same numbers at each run, so that a difference in the file is one of the library. */
let state = 1;
function digit(): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * 10);
}

const found = new Map<string, string[]>();
for (const [code, main] of Object.entries(mainCountries)) {
  keep(main, code);
  divide(code, "", main);
}
const lines = [...found].map(([country, beginnings]) => `${country} ${beginnings.join(" ")}\n`);
writeFileSync(
  new URL("../server/src/kernel/phone-countries.txt", import.meta.url),
  header + lines.toSorted().join(""),
);

/** `inherited` is whose this beginning is when nothing more is said. */
function divide(code: string, national: string, inherited: string): void {
  for (let next = 0; next <= 9; next++) {
    const beginning = `${national}${next}`;
    if (isTrunkPrefix(code, beginning)) continue;
    const countries = countriesOf(code, beginning);
    const [country = inherited] = countries;
    const isOne = countries.size === 1;
    if (isOne && country !== inherited) keep(country, code + beginning);
    // Of a short beginning, a country with few numbers may have escaped the samples.
    const mayDiffer = countries.size > 1 || (isOne && beginning.length < 4);
    if (mayDiffer && beginning.length < digitsMax) divide(code, beginning, isOne ? country : inherited);
  }
}

/** What is dialled before a number within its country belongs to no number; Italy's zero does. */
function isTrunkPrefix(code: string, national: string): boolean {
  return code === "1" ? national === "1" || national === "0" : national === "0" && code !== "39";
}

function keep(country: string, beginning: string): void {
  found.set(country, [...(found.get(country) ?? []), beginning]);
}

/** Of numbers that somebody can have. */
function countriesOf(code: string, national: string): Set<string> {
  const countries = new Set<string>();
  for (let length = 8; length <= 10; length++) {
    for (let sample = 0; sample < samplesPerBeginning; sample++) {
      let digits = national;
      while (digits.length < length) digits += digit();
      const country = assignedCountry(`+${code}${digits}`);
      if (country !== null) countries.add(country);
    }
  }
  return countries;
}
