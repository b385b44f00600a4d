// Numbers as people write them, those that are none, and the short way past the library.

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CountryCode, parsePhoneNumberWithError } from "libphonenumber-js";
import { parsePhone, plainE164, plainNational } from "./phone.ts";

describe("a number as people write it", () => {
  it.each([
    ["+14155550123", null, "+14155550123"],
    ["+15550100000", null, "+15550100000"],
    ["+1 (415) 555-0123", null, "+14155550123"],
    ["415 555 0123", "US", "+14155550123"],
    ["011 44 20 7946 0958", "US", "+442079460958"],
    ["0044 20 7946 0958", null, "+442079460958"],
    ["00 44 20 7946 0958", "FR", "+442079460958"],
    ["+44 (0)20 7946 0958", null, "+442079460958"],
    ["(020) 7946 0958", "GB", "+442079460958"],
    ["+39 06 1234 5678", null, "+390612345678"],
    ["098765 43210", "IN", "+919876543210"],
    ["+٩١٩٨٧٦٥٤٣٢١٠", null, "+919876543210"],
    ["+९१ ९८७६५ ४३२१०", null, "+919876543210"],
    ["\u202a+91 98765 43210\u202c", null, "+919876543210"],
    ["\u200f+966 50 123 4567\u200e", null, "+966501234567"],
    ["＋１４１５５５５０１２３", null, "+14155550123"],
    ["+1\u00a0415–555‑0123", null, "+14155550123"],
    ["  +14155550123\n", null, "+14155550123"],
  ])("%s (%s) is %s", (text, country, e164) => {
    expect(parsePhone(text, country)).toEqual({ ok: true, e164 });
  });
});

describe("what is no number", () => {
  it.each([
    ["", "empty"],
    [" \u200f ", "empty"],
    ["hello", "not_a_number"],
    ["+1 800 FLOWERS", "not_a_number"],
    ["+14155550123 ext. 5", "not_a_number"],
    ["+14155550123;drop table", "not_a_number"],
    ["+1415555\u00000123", "not_a_number"],
    ["++14155550123", "not_a_number"],
    ["4155550123", "country_code_missing"],
    ["+999 123 456 789", "country_code_unknown"],
    ["+1415555", "impossible_length"],
    ["+1415555012345", "impossible_length"],
    ["+44 1", "too_short"],
    ["+44123456789012345678", "too_long"],
    ["1".repeat(1_000_000), "not_a_number"],
  ])("%s is %s", (text, reason) => {
    expect(parsePhone(text, null)).toEqual({ ok: false, reason });
  });
});

it("answers anything with a number or a reason, and its own answers with themselves", () => {
  const spelling = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom(...Array.from("+00123456789 ()-./٣९")) }),
  );
  fc.assert(
    fc.property(spelling, fc.constantFrom(null, "US", "IN", "BR", "IT", "XX"), (text, country) => {
      const parsed = parsePhone(text, country);
      if (!parsed.ok) return;
      expect(parsed.e164).toMatch(/^\+[1-9]\d{4,14}$/);
      expect(parsePhone(parsed.e164, country)).toEqual(parsed);
    }),
    { numRuns: 2_000 },
  );
});

it("takes the short way only where the library says the same", () => {
  const lines = plainE164.source.slice("^\\+(?:".length, -")$".length);
  const sample = fc.stringMatching(new RegExp(`^\\+(?:${lines})$`));
  fc.assert(
    fc.property(sample, (text) => {
      const number = parsePhoneNumberWithError(text, { extract: false });
      expect([number.isPossible(), number.number]).toEqual([true, text]);
    }),
    { numRuns: 5_000 },
  );
});

it("does not carry a national reading over to another country", () => {
  expect(parsePhone("020 7946 0958", "GB")).toEqual({ ok: true, e164: "+442079460958" });
  expect(parsePhone("020 7946 0958", null)).toEqual({ ok: false, reason: "country_code_missing" });
});

it.each(Object.entries(plainNational))(
  "takes the short way at home in %s only where the library does",
  (country, way) => {
    fc.assert(
      fc.property(fc.stringMatching(way.pattern), (text) => {
        const number = parsePhoneNumberWithError(text, {
          extract: false,
          defaultCountry: country as CountryCode,
        });
        expect([number.isPossible(), way.code + text.slice(way.trunk)]).toEqual([true, number.number]);
      }),
      { numRuns: 1_000 },
    );
  },
);
