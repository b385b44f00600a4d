// Attributes as lines: what is written is what is kept, and what is left out is taken away.
import { expect, test } from "vitest";
import { attributesOf, linesOf } from "./attributes.ts";

test("they come back as they went", () => {
  const attributes = { city: "Pune", spent: 12.5, vip: true, url: "https://example.com/a" };
  expect(attributesOf(linesOf(attributes))).toEqual(attributes);
});

test("a number that a zero leads stays words, as those of telephones do", () => {
  expect(attributesOf("code: 007\nempty\n")).toEqual({ code: "007" });
});

test("what is in no line any more is taken away", () => {
  expect(attributesOf("city: Delhi", { city: "Pune", spent: 3 })).toEqual({ city: "Delhi", spent: null });
});
