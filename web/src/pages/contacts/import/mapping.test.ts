// What a column may be taken for, how much of a file is looked at, and how long an import still takes.
import { expect, test } from "vitest";
import { leftMsOf, lookedAt, readImportPlace, targetsOf } from "./mapping.ts";

test("a column may be a field, an attribute of its own name, or one there is", () => {
  const found = targetsOf("City", "attribute:City", ["spent"]);
  expect(found.slice(0, 2)).toEqual(["phone", "name"]);
  expect(found.slice(-2)).toEqual(["attribute:City", "attribute:spent"]);
});

test("of a large table its beginning is looked at, of a workbook all", () => {
  const large = new Blob(["a".repeat(200_000)]);
  expect(lookedAt(large, "people.csv").size).toBe(65_536);
  expect(lookedAt(large, "people.XLSX").size).toBe(200_000);
});

test("what is left is reckoned by what is done", () => {
  expect(leftMsOf(0.25, 1_000)).toBe(3_000);
  expect(leftMsOf(0, 1_000)).toBeNull();
});

test("an address names an import only where that can be one", () => {
  expect(readImportPlace({ job: `imp_${"0".repeat(32)}` })).toEqual({ job: `imp_${"0".repeat(32)}` });
  expect(readImportPlace({ job: "../x" })).toEqual({});
});
