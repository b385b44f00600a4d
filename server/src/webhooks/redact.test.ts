// What is left of a receiver's answer.

import fc from "fast-check";
import { expect, test } from "vitest";
import { excerptMax, excerptOf } from "./redact.ts";

test.each([
  ["no user +14155550123 here", "no user [number] here"],
  ["call (415) 555-0123 now", "call ([number] now"],
  ['{"to":"919876543210@s.whatsapp.net"}', '{"to":"[address]"}'],
  ["write to ann.lee+x@mail.example.com", "write to [address]"],
  ["bad token Bearer abc.def-ghi", "bad token [secret]"],
  ["key wp_live_0123456789abcdef is unknown", "key [secret] is unknown"],
  ["jwt eyJhbGciOi.eyJzdWIi.sig", "jwt [secret]"],
  ["error 500 in line 42", "error 500 in line 42"],
])("%s", (text, left) => {
  expect(excerptOf(text)).toBe(left);
});

test("an empty answer is none", () => expect(excerptOf("")).toBeNull());

test("it is short, and Postgres can keep it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (one) => {
      const text = one.repeat(20);
      const left = excerptOf(text) ?? "";
      expect(left.length).toBeLessThanOrEqual(excerptMax * 10);
      expect(left.includes("\0")).toBe(false);
      expect(left.isWellFormed()).toBe(true);
    }),
    { numRuns: 100 },
  );
});

test("no run of seven digits is left", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z +\d().-]{0,60}$/), (text) => {
      expect(excerptOf(text) ?? "").not.toMatch(/\d{7}/);
    }),
  );
});
