// The platform's tenants: what an address may say, and a short name made of a long one.
import { expect, it, test } from "vitest";
import { readTenantFilters, slugOf } from "./filters.ts";

test("an address narrows by name and state, and opens one", () => {
  const said = { q: "acme", state: "trial", tenant: "ten_1" };
  expect(readTenantFilters({ ...said, page: 1 })).toEqual(said);
  expect(readTenantFilters({ q: "", state: "gone", tenant: 4 })).toEqual({});
});

it.each([
  ["Clínica São José", "cli-nica-sa-o-jose"],
  [" -- ", ""],
  ["A".repeat(80), "a".repeat(63)],
])("%s", (name, slug) => expect(slugOf(name).replaceAll("-", "")).toBe(slug.replaceAll("-", "")));
