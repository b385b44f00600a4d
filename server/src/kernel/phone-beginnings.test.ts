// A number's country by its beginning is the one the library finds by its patterns.

import fc from "fast-check";
import { getCountries, getExampleNumber } from "libphonenumber-js";
import examples from "libphonenumber-js/examples.mobile.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { beginningsOf, countryBeginnings, zoneBeginnings } from "./phone-beginnings.ts";
import { countryOf } from "./phone-country.ts";
import { zonesOf } from "./phone-zone.ts";

/** As the database does it: the first line that knows the number decides. */
function isMeant(lines: ReturnType<typeof beginningsOf>, phone: string): boolean {
  const line = lines.find(({ length, texts }) => texts.includes(phone.slice(0, length)));
  return line?.belongs ?? false;
}

describe("the beginnings of a country", () => {
  it("find the example number of every country that the library finds, and of no other", () => {
    const numbers = getCountries().map((country) => getExampleNumber(country, examples)?.number ?? "");
    for (const country of getCountries()) {
      const lines = beginningsOf(countryBeginnings(), (each) => each === country);
      const found = numbers.filter((phone) => isMeant(lines, phone));
      expect([country, found]).toEqual([country, numbers.filter((phone) => countryOf(phone) === country)]);
    }
  });

  it.each([
    ["+14165550123", "CA"],
    ["+18765550123", "JM"],
    ["+77011234567", "KZ"],
    ["+79161234567", "RU"],
    ["+447624123456", "IM"],
    ["+447400123456", "GB"],
  ])("know %s to be of %s, whose neighbours share its code", (phone, country) => {
    expect(
      isMeant(
        beginningsOf(countryBeginnings(), (each) => each === country),
        phone,
      ),
    ).toBe(true);
  });
});

describe("the beginnings of a zone", () => {
  it("are those of numbers that have it, whichever number is asked", () => {
    const lines = beginningsOf(zoneBeginnings(), (zones) => zones.includes("America/New_York"));
    fc.assert(
      fc.property(fc.stringMatching(/^\+(1[2-9]\d{9}|[1-9]\d{5,12})$/), (phone) => {
        expect(isMeant(lines, phone)).toBe(zonesOf(phone).includes("America/New_York"));
      }),
    );
  });
});
