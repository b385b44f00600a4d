// One condition as it is filled in: what is asked, of which attribute or event, and with which value. Pure.
import type { Body } from "@waypost/sdk";

export type Rule = Body<"POST /v1/segments">["rule"];

export const conditionKinds = [
  "tag",
  "list",
  "country",
  "language",
  "name_contains",
  "attribute_is",
  "attribute_contains",
  "attribute_at_least",
  "attribute_at_most",
  "attribute_set",
  "created_within",
  "consent",
  "event",
] as const;
export type ConditionKind = (typeof conditionKinds)[number];

/** `name` is an attribute's, or which event; `value` is words, a number, or several with commas between them. */
export type Condition = { kind: ConditionKind; name: string; value: string };

export const events = ["sent", "delivered", "read", "failed", "replied", "clicked"] as const;
export const consents = ["opted_in", "suppressed"] as const;

const needsName: ReadonlySet<ConditionKind> = new Set(
  conditionKinds.filter((kind) => kind.startsWith("attribute_")),
);

export function asksName(kind: ConditionKind): boolean {
  return needsName.has(kind);
}

/** Null while it is not filled in. */
export function ruleOfCondition({ kind, name, value }: Condition): Rule | null {
  const words = value.trim();
  if (asksName(kind) && name.trim() === "") return null;
  if (words === "" && kind !== "attribute_set" && kind !== "event") return null;
  const [number, days] = [Number(words), Math.round(Number(words))];
  switch (kind) {
    case "tag":
      return { kind, any_of: listIn(words) };
    case "list":
      return { kind, any_of: [words] };
    case "country":
      return { kind, one_of: listIn(words.toUpperCase()) };
    case "language":
      return { kind, one_of: listIn(words) };
    case "name_contains":
      return { kind: "name", text: { contains: words } };
    case "attribute_is":
      return { kind: "attribute", name, text: { is: words } };
    case "attribute_contains":
      return { kind: "attribute", name, text: { contains: words } };
    case "attribute_at_least":
      return Number.isNaN(number) ? null : { kind: "attribute", name, number: { at_least: number } };
    case "attribute_at_most":
      return Number.isNaN(number) ? null : { kind: "attribute", name, number: { at_most: number } };
    case "attribute_set":
      return { kind: "attribute", name, is_set: true };
    case "created_within":
      return Number.isNaN(days) ? null : { kind: "created", date: { in_last_days: days } };
    case "consent":
      return { kind, state: consents.find((each) => each === words) ?? "opted_in" };
    case "event": {
      const event = events.find((each) => each === name) ?? "read";
      return { kind, event, ...(days >= 1 ? { within_days: days } : {}) };
    }
  }
}

/** Null for what these fields cannot say without losing some of it. */
export function conditionOf(rule: Rule): Condition | null {
  const found = candidateOf(rule);
  return found !== null && isSame(ruleOfCondition(found), rule) ? found : null;
}

function candidateOf(rule: Rule): Condition | null {
  switch (rule.kind) {
    case "tag":
      return { kind: "tag", name: "", value: (rule.any_of ?? []).join(", ") };
    case "list":
      return { kind: "list", name: "", value: rule.any_of[0] ?? "" };
    case "country":
    case "language":
      return { kind: rule.kind, name: "", value: rule.one_of.join(", ") };
    case "name":
      return { kind: "name_contains", name: "", value: rule.text.contains ?? "" };
    case "attribute":
      return attributeOf(rule);
    case "created":
      return { kind: "created_within", name: "", value: String(rule.date.in_last_days ?? "") };
    case "consent":
      return { kind: "consent", name: "", value: rule.state };
    case "event":
      return { kind: "event", name: rule.event, value: String(rule.within_days ?? "") };
    default:
      return null;
  }
}

function attributeOf({ name, text, number }: Extract<Rule, { kind: "attribute" }>): Condition {
  if (text?.is !== undefined) return { kind: "attribute_is", name, value: text.is };
  if (text?.contains !== undefined) return { kind: "attribute_contains", name, value: text.contains };
  if (number?.at_least !== undefined)
    return { kind: "attribute_at_least", name, value: String(number.at_least) };
  if (number?.at_most !== undefined)
    return { kind: "attribute_at_most", name, value: String(number.at_most) };
  return { kind: "attribute_set", name, value: "" };
}

function listIn(words: string): string[] {
  return words
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
}

/** Whichever member was written first. */
function isSame(one: unknown, other: unknown): boolean {
  return sorted(one) === sorted(other);
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => a.localeCompare(b)))
      : part,
  );
}
