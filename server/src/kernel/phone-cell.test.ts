// What people write into a cell for phone numbers.

import { expect, test } from "vitest";
import { readPhoneCell } from "./phone-cell.ts";

test.each([
  "98200 12345",
  "'+919820012345",
  '="+919820012345"',
  "tel:+91-98200-12345",
  "(+91) 98200 12345",
  "9820012345.0",
  "\u00a0९८२०० १२३४५ ",
  "\u202a+٩١٩٨٢٠٠١٢٣٤٥\u202c",
])("%j is read as the number it is", (cell) => {
  expect(readPhoneCell(cell, "IN")).toEqual({ ok: true, e164: "+919820012345" });
});

test.each([
  ["", "blank"],
  [" \u00a0 ", "blank"],
  ["'", "blank"],
  ["9.19E+11", "cut_by_spreadsheet"],
  ["9,1982e11", "cut_by_spreadsheet"],
  ["98200 12345 / 98200 12346", "several_numbers"],
  ["98200 12345\n98200 12346", "several_numbers"],
  ["ask mother", "not_a_number"],
  ["98200 12345 (home)", "not_a_number"],
  ["1".repeat(100_000), "not_a_number"],
])("%j is refused as %s", (cell, reason) => {
  const read = readPhoneCell(cell, "IN");
  expect(read).toMatchObject({ ok: false, reason });
  expect(read.ok ? "" : read.words.length).toBeLessThan(200);
});

test("without a country a number needs its country code", () => {
  expect(readPhoneCell("98200 12345", null)).toMatchObject({ reason: "country_code_missing" });
});
