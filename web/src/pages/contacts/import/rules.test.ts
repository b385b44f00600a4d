// The rules of an import: what is left empty is not said, and evidence is either whole or not claimed.
import { expect, test } from "vitest";
import { contactRules, countryOf, emptyRules, isEvident, suppressionRules } from "./rules.ts";

test("what is left empty is not said", () => {
  expect(contactRules(emptyRules)).toEqual({ update: "empty", duplicates: "first" });
  expect(contactRules({ ...emptyRules, tags: " vip, new ", list: "lst_1", duplicates: "merge" })).toEqual({
    update: "empty",
    duplicates: "merge",
    list: "lst_1",
    tags: "vip, new",
  });
  expect(countryOf({ country: "in" })).toEqual({ country: "IN" });
  expect(countryOf({ country: "i" })).toEqual({});
});

test("evidence is whole, or nobody is opted in by it", () => {
  const given = {
    ...emptyRules,
    hasConsent: true,
    source: "Form",
    wording: "Write to me",
    proof: " CRM 12 ",
  };
  expect(isEvident({ ...given, proof: " " })).toBe(false);
  expect(isEvident(given)).toBe(true);
  expect(isEvident(emptyRules)).toBe(true);
  expect(JSON.parse(contactRules(given).consent ?? "")).toEqual({
    purpose: "marketing",
    source: "Form",
    wording: "Write to me",
    proof: "CRM 12",
  });
  expect(contactRules({ ...given, hasConsent: false })).not.toHaveProperty("consent");
});

test("of people who opted out only the purpose and the reason are said", () => {
  expect(suppressionRules({ ...emptyRules, purpose: "all", reason: " Asked by post " })).toEqual({
    purpose: "all",
    reason: "Asked by post",
  });
});
