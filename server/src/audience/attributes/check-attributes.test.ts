// Attributes against their definitions, from JSON and from cells of a file.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AttributeDefinition, AttributeType } from "./attribute.ts";
import { checkAttributes } from "./check-attributes.ts";

function check(type: AttributeType | null, value: unknown, from: "json" | "text" = "json"): unknown {
  const choices = type === "choice" ? ["Gold", "Silver"] : null;
  const definitions: AttributeDefinition[] =
    type === null ? [] : [{ name: "a", type, choices, searchable: false }];
  const { values, problems } = checkAttributes(definitions, { a: value }, from, "/attributes");
  return problems[0]?.path ?? values["a"];
}

describe("a cell", () => {
  test.each<[AttributeType | null, string, unknown]>([
    ["number", " 12.50 ", 12.5],
    ["number", "-3e2", -300],
    ["number", "12,5", "/attributes/a"],
    ["number", "0x10", "/attributes/a"],
    ["number", "1e999", "/attributes/a"],
    ["boolean", "Yes", true],
    ["boolean", "0", false],
    ["boolean", "maybe", "/attributes/a"],
    ["date", "2024-02-29", "2024-02-29"],
    ["date", "2023-02-29", "/attributes/a"],
    ["date", "29/02/2024", "/attributes/a"],
    ["datetime", "2026-11-21 09:30:00+01:00", "2026-11-21T08:30:00.000Z"],
    ["datetime", "2026-11-21T09:30:00", "/attributes/a"],
    ["choice", "sILVER", "Silver"],
    ["text", "  as it is", "as it is"],
    [null, "12", "12"],
    ["number", "  ", undefined],
  ])("of type %s reads %j as %j", (type, text, value) => {
    expect(check(type, text, "text")).toEqual(value);
  });
});

describe("JSON", () => {
  test.each<[AttributeType | null, unknown, unknown]>([
    ["number", "12", "/attributes/a"],
    ["number", Number.NaN, "/attributes/a"],
    ["boolean", "true", "/attributes/a"],
    ["text", 5, "/attributes/a"],
    ["text", "x".repeat(1_025), "/attributes/a"],
    ["text", "half \ud800", "/attributes/a"],
    ["choice", "Bronze", "/attributes/a"],
    ["date", null, null],
    [null, { deep: [{ er: [1] }] }, { deep: [{ er: [1] }] }],
    [null, [[[[[1]]]]], "/attributes/a"],
    [null, ["x".repeat(4_100)], "/attributes/a"],
  ])("under %s, %j becomes %j", (type, given, value) => {
    expect(check(type, given)).toEqual(value);
  });

  test("is kept as it is, or refused with a place that exists, whatever it is", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (given) => {
        const { values, problems } = checkAttributes([], given, "json", "/attributes");
        expect(Object.keys(values).length + problems.length).toBe(Object.keys(given).length);
        for (const [name, value] of Object.entries(values)) expect(value).toEqual(given[name]);
      }),
    );
  });
});
