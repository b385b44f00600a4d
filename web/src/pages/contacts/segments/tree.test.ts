// A rule goes through the builder and comes out as it was; what the builder has no fields for is left alone.
import { expect, test } from "vitest";
import type { Rule } from "./condition.ts";
import { emptyTree, newCondition, ruleOf, treeOf } from "./tree.ts";

test.each<Rule>([
  { kind: "all", of: [{ kind: "tag", any_of: ["vip", "new"] }] },
  { kind: "any", of: [{ kind: "not", of: { kind: "country", one_of: ["IN"] } }] },
  { kind: "not", of: { kind: "all", of: [{ kind: "consent", state: "suppressed" }] } },
  {
    kind: "all",
    of: [
      { kind: "any", of: [{ within_days: 7, event: "read", kind: "event" }] },
      { kind: "attribute", name: "spent", number: { at_least: 12.5 } },
      { kind: "created", date: { in_last_days: 30 } },
    ],
  },
  // No fields for these: they are kept.
  { kind: "all", of: [{ kind: "bucket", seed: "a", from: 0, to: 50 }] },
  { kind: "all", of: [{ kind: "tag", all_of: ["a", "b"] }] },
  { kind: "all", of: [{ kind: "event", event: "read", at_least: 3 }] },
  { kind: "all", of: [{ kind: "consent", state: "opted_in", purpose: "all" }] },
])("%j comes back as it went", (rule) => expect(ruleOf(treeOf(rule))).toEqual(rule));

test("a condition alone is put into a group, to which more can be added", () => {
  const rule: Rule = { kind: "tag", any_of: ["vip"] };
  expect(ruleOf(treeOf(rule))).toEqual({ kind: "all", of: [rule] });
});

test("what says nothing yet is left out", () => {
  expect(ruleOf(emptyTree)).toBeNull();
  const tag = { ...newCondition, condition: { kind: "tag" as const, name: "", value: "vip" } };
  expect(ruleOf({ ...emptyTree, of: [newCondition, tag as typeof newCondition] })).toEqual({
    kind: "all",
    of: [{ kind: "tag", any_of: ["vip"] }],
  });
});
