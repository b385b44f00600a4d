// Usage alerts: what is read and saved again without a change stays what it was.
import type { UsageAlertRule } from "@waypost/sdk";
import { expect, test } from "vitest";
import { currenciesOf, lineOf, newLine, ruleOf } from "./alert-form.ts";

const rules: UsageAlertRule[] = [
  { kind: "amount_per_month", currency: "EUR", amount_micros: 250_500_000 },
  { kind: "percent_of_plan", cap: "messages_per_day", percent: 80 },
  { kind: "percent_of_plan", cap: "messages_per_month", percent: 100 },
];

test("saved as they were read, they are no others", () => {
  expect(rules.map((rule) => ruleOf(lineOf(rule, "USD")))).toEqual(rules);
});

test("a line that is not filled in is no rule", () => {
  const line = newLine("USD");
  expect(ruleOf({ ...line, kind: "amount", amount: "" })).toBeNull();
  expect(ruleOf({ ...line, kind: "amount", amount: 0 })).toBeNull();
  expect(ruleOf({ ...line, percent: "" })).toBeNull();
});

test("a cent is a cent: no fraction of a millionth is left over", () => {
  const line = { ...newLine("USD"), kind: "amount" as const, amount: 0.29 };
  expect(ruleOf(line)).toMatchObject({ amount_micros: 290_000 });
});

test("currencies are those of the rate card and of what is wanted already", () => {
  expect(currenciesOf([{ currency: "USD" }, { currency: "USD" }], rules)).toEqual(["EUR", "USD"]);
  expect(currenciesOf([], [])).toContain("INR");
});
