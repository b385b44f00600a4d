// What somebody wants to be told of, as a form has it and as the API takes it. Pure.
import type { UsageAlertRule } from "@waypost/sdk";

/** An amount of money in a month, or a share of what the plan allows for a day or a month. */
export const kinds = ["amount", "messages_per_day", "messages_per_month"] as const;
export type Kind = (typeof kinds)[number];

/** The fields of the other kind stay as they are, so that who changes their mind finds them again. */
export type AlertLine = { kind: Kind; amount: number | string; currency: string; percent: number | string };

const micros = 1_000_000;

export function newLine(currency: string): AlertLine {
  return { kind: "messages_per_month", amount: 100, currency, percent: 80 };
}

export function lineOf(rule: UsageAlertRule, currency: string): AlertLine {
  return rule.kind === "amount_per_month"
    ? { ...newLine(rule.currency), kind: "amount", amount: rule.amount_micros / micros }
    : { ...newLine(currency), kind: rule.cap, percent: rule.percent };
}

/** Null for a line that is not filled in. */
export function ruleOf({ kind, amount, currency, percent }: AlertLine): UsageAlertRule | null {
  if (kind === "amount")
    return typeof amount === "number" && amount > 0
      ? { kind: "amount_per_month", currency, amount_micros: Math.round(amount * micros) }
      : null;
  return typeof percent === "number" && percent >= 1 ? { kind: "percent_of_plan", cap: kind, percent } : null;
}

/** Those that costs can come in first; without any, all that the browser knows. */
export function currenciesOf(
  rates: readonly { currency: string }[],
  rules: readonly UsageAlertRule[],
): string[] {
  const named = [...rates, ...rules].flatMap((each) => ("currency" in each ? [each.currency] : []));
  return named.length > 0 ? [...new Set(named)].toSorted() : Intl.supportedValuesOf("currency");
}
