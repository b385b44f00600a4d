// A segment's rule while it is built: groups within groups, each part of which may be turned round. Pure.
import { type Condition, conditionOf, type Rule, ruleOfCondition } from "./condition.ts";

export type Part =
  | { kind: "group"; not: boolean; join: "all" | "any"; of: Part[] }
  | { kind: "condition"; not: boolean; condition: Condition }
  /** What the builder has no fields for stays as it is. */
  | { kind: "kept"; not: boolean; rule: Rule };
export type Group = Extract<Part, { kind: "group" }>;

export const newCondition: Part = {
  kind: "condition",
  not: false,
  condition: { kind: "tag", name: "", value: "" },
};
export const newGroup: Group = { kind: "group", not: false, join: "any", of: [newCondition] };
export const emptyTree: Group = { kind: "group", not: false, join: "all", of: [newCondition] };

/** Parts that say nothing yet are left out. */
export function ruleOf(part: Part): Rule | null {
  const rule = bareRuleOf(part);
  if (rule === null || !part.not) return rule;
  return { kind: "not", of: rule };
}

function bareRuleOf(part: Part): Rule | null {
  if (part.kind === "kept") return part.rule;
  if (part.kind === "condition") return ruleOfCondition(part.condition);
  const rules = part.of.map(ruleOf).filter((rule) => rule !== null);
  return rules.length === 0 ? null : { kind: part.join, of: rules };
}

/** The whole is always a group, so that there is somewhere to add to. */
export function treeOf(rule: Rule): Group {
  const part = partOf(rule);
  return part.kind === "group" ? part : { ...emptyTree, of: [part] };
}

function partOf(rule: Rule): Part {
  if (rule.kind === "not") {
    const part = partOf(rule.of as Rule);
    return { ...part, not: !part.not };
  }
  if (rule.kind === "all" || rule.kind === "any")
    return { kind: "group", not: false, join: rule.kind, of: rule.of.map((each) => partOf(each as Rule)) };
  const condition = conditionOf(rule);
  return condition === null
    ? { kind: "kept", not: false, rule }
    : { kind: "condition", not: false, condition };
}
