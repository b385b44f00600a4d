// Amounts: millionths as money, one for each currency.
import { expect, test } from "vitest";
import { formatAmounts } from "./amounts.ts";

test("millionths are shown as money", () => {
  const amounts = [
    { currency: "USD", amount_micros: 1_234_560_000 },
    { currency: "EUR", amount_micros: 500_000 },
  ];
  expect(formatAmounts(amounts, "en")).toBe("$1,234.56 + €0.50");
  expect(formatAmounts([], "en")).toBe("");
});
