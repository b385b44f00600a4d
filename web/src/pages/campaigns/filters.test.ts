// The addresses of the campaigns' pages: what is invented in them is nothing.
import { expect, test } from "vitest";
import { readListFilters, readPeopleFilters, readWizardPlace } from "./filters.ts";

const id = `cmp_${"0".repeat(32)}`;

test("a list takes a status that there is", () => {
  expect(readListFilters({ status: "paused", page: 2 })).toEqual({ status: "paused" });
  expect(readListFilters({ status: "gone" })).toEqual({});
});

test("a list takes a name that a template may have", () => {
  expect(readListFilters({ template: "order_shipped" })).toEqual({ template: "order_shipped" });
  expect(readListFilters({ template: "Order shipped" })).toEqual({});
  expect(readListFilters({ template: 7, status: undefined })).toEqual({});
});

test("people are narrowed by what became of them, and why", () => {
  const wanted = { status: "failed", error: "not_on_whatsapp" };
  expect(readPeopleFilters({ ...wanted, reason: 7 })).toEqual(wanted);
});

test("the wizard goes on with a draft only where that can be one", () => {
  expect(readWizardPlace({ campaign: id, step: "review" })).toEqual({ campaign: id, step: "review" });
  expect(readWizardPlace({ campaign: "../senders", step: 4 })).toEqual({});
});
