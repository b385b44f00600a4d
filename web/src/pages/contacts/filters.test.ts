// The filters of the list of people: what an address may say.
import { expect, test } from "vitest";
import { queryOf, readFilters } from "./filters.ts";

test("an address says whom the list is narrowed to, and who is open", () => {
  const filters = readFilters({ q: 4155550123, tag: "vip", contact: "con_1", page: 3, list: "" });
  expect(filters).toEqual({ q: "4155550123", tag: "vip", contact: "con_1" });
  expect(queryOf(filters)).toEqual({ q: "4155550123", tag: "vip" });
});

test("what was invented narrows nothing", () => {
  expect(readFilters({ q: ["a"], tag: { $ne: 1 }, list: null })).toEqual({});
});
