// Where numbers are by their beginning, against well-known ones and every country the library knows.

import fc from "fast-check";
import { getCountries, getCountryCallingCode } from "libphonenumber-js";
import { describe, expect, it } from "vitest";
import { zonesOf } from "./phone-zone.ts";

describe("the zones of a number", () => {
  it.each([
    ["+12125550123", ["America/New_York"]],
    ["+14155550123", ["America/Los_Angeles"]],
    ["+919876543210", ["Asia/Calcutta"]],
    ["+4915112345678", ["Europe/Berlin"]],
    ["+971501234567", ["Asia/Dubai"]],
  ])("knows %s by its longest beginning", (phone, zones) => {
    expect(zonesOf(phone)).toEqual(zones);
  });

  it("names all zones of a country when the number does not say more", () => {
    expect(zonesOf("+18005550123")).toContain("America/New_York");
    expect(zonesOf("+18005550123")).toContain("Pacific/Honolulu");
  });

  it("knows every country a number can be from", () => {
    const unknown = getCountries().filter(
      (country) => zonesOf(`+${getCountryCallingCode(country)}00000000`).length === 0,
    );
    expect(unknown).toEqual([]);
  });

  it("answers zones this Node knows, or none, for whatever is asked", () => {
    const seen = new Set<string>();
    const digits = fc.stringMatching(/^\+[0-9]{0,15}$/);
    fc.assert(
      fc.property(fc.oneof(digits, fc.string()), (phone) => {
        for (const zone of zonesOf(phone)) seen.add(zone);
      }),
    );
    for (const country of getCountries()) {
      for (const zone of zonesOf(`+${getCountryCallingCode(country)}`)) seen.add(zone);
    }
    for (const zone of seen) expect(() => new Intl.DateTimeFormat("en", { timeZone: zone })).not.toThrow();
  });
});
