// Random rules over the values of small worlds, and some over none of them.

import type { SegmentCondition, SegmentRule } from "@waypost/contract";
import fc from "fast-check";
import { attributeNames, days, languages, numbers, tags, templates, words, zones } from "./small-world.ts";

export type Named = { lists: readonly string[]; campaigns: readonly string[]; segments: readonly string[] };

const anyText = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...words) },
  { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 5 }) },
);
const textTest = fc.oneof(
  anyText.map((is) => ({ is })),
  anyText.map((is_not) => ({ is_not })),
  anyText.map((contains) => ({ contains })),
  anyText.map((starts_with) => ({ starts_with })),
  fc.array(anyText, { minLength: 1, maxLength: 3 }).map((one_of) => ({ one_of })),
  fc.boolean().map((is_set) => ({ is_set })),
);
const anyNumber = fc.constantFrom(...numbers);
const numberTest = fc.oneof(
  anyNumber.map((is) => ({ is })),
  anyNumber.map((is_not) => ({ is_not })),
  anyNumber.map((less_than) => ({ less_than })),
  anyNumber.map((at_most) => ({ at_most })),
  anyNumber.map((more_than) => ({ more_than })),
  anyNumber.map((at_least) => ({ at_least })),
  fc.tuple(anyNumber, anyNumber).map((between) => ({ between })),
);
const day = fc.constantFrom(...days);
const few = fc.integer({ min: 0, max: 9 });
const dateTest = fc.oneof(
  day.map((on) => ({ on })),
  day.map((before) => ({ before })),
  day.map((after) => ({ after })),
  fc.tuple(day, day).map((between) => ({ between })),
  few.map((in_last_days) => ({ in_last_days })),
  few.map((in_next_days) => ({ in_next_days })),
  few.map((more_than_days_ago) => ({ more_than_days_ago })),
  few.map((anniversary_in_days) => ({ anniversary_in_days })),
  fc.constantFrom(0, 7, 99, 100, 364).map((anniversary_within_days) => ({ anniversary_within_days })),
);
const attributeTest = fc.oneof(
  textTest.map((text) => ({ text })),
  numberTest.map((number) => ({ number })),
  dateTest.map((date) => ({ date })),
  fc.boolean().map((boolean) => ({ boolean })),
  fc.boolean().map((is_set) => ({ is_set })),
);
const someTags = fc.uniqueArray(fc.constantFrom(...tags, " VIP "), { minLength: 1, maxLength: 2 });
/** One in three: of conditions that ask for everything at once nobody is left. */
const maybe = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });

function conditions({ lists, campaigns, segments }: Named): fc.Arbitrary<SegmentCondition> {
  const event = fc
    .record({
      kind: fc.constant("event" as const),
      event: fc.constantFrom(...(["sent", "delivered", "read", "failed", "replied", "clicked"] as const)),
      campaign: maybe(fc.constantFrom(...campaigns)),
      template: maybe(fc.constantFrom(...templates)),
      within_days: maybe(fc.integer({ min: 1, max: 12 })),
      before_days: maybe(fc.integer({ min: 1, max: 12 })),
      at_least: fc.constantFrom(undefined, 1, 2, 2, 3),
    })
    .map((one) => JSON.parse(JSON.stringify(one)) as Extract<SegmentCondition, { kind: "event" }>);
  const simple = fc.oneof(
    textTest.map((text) => ({ kind: "name" as const, text })),
    fc.record({ kind: fc.constantFrom("created" as const, "updated" as const), date: dateTest }),
    fc
      .uniqueArray(fc.constantFrom("IN", "DE", "US", "CA", "KZ", "RU"), { minLength: 1, maxLength: 2 })
      .map((one_of) => ({ kind: "country" as const, one_of })),
    fc
      .uniqueArray(fc.constantFrom(...languages), { minLength: 1, maxLength: 2 })
      .map((one_of) => ({ kind: "language" as const, one_of })),
    fc
      .uniqueArray(fc.constantFrom(...zones), { minLength: 1, maxLength: 2 })
      .map((one_of) => ({ kind: "time_zone" as const, one_of })),
    fc.oneof(
      someTags.map((any_of) => ({ kind: "tag" as const, any_of })),
      someTags.map((all_of) => ({ kind: "tag" as const, all_of })),
      someTags.map((none_of) => ({ kind: "tag" as const, none_of })),
    ),
    fc
      .uniqueArray(fc.constantFrom(...lists), { minLength: 1 })
      .map((any_of) => ({ kind: "list" as const, any_of })),
    fc.record({
      kind: fc.constant("consent" as const),
      state: fc.constantFrom("opted_in" as const, "suppressed" as const),
      purpose: fc.constantFrom("marketing" as const, "all" as const),
    }),
    fc
      .tuple(anyText, fc.integer({ min: 0, max: 99 }), fc.integer({ min: 1, max: 100 }))
      .map(([seed, a, b]) => ({
        kind: "bucket" as const,
        seed,
        from: Math.min(a, b),
        to: Math.max(a, b, 1),
      })),
    ...(segments.length === 0
      ? []
      : [fc.constantFrom(...segments).map((id) => ({ kind: "segment" as const, id }))]),
  );
  const attribute = fc
    .tuple(fc.constantFrom(...attributeNames), attributeTest)
    .map(([name, test]) => ({ kind: "attribute" as const, name, ...test }));
  return fc.oneof(
    { weight: 3, arbitrary: simple },
    { weight: 2, arbitrary: event },
    { weight: 2, arbitrary: attribute },
  );
}

export function randomRule(named: Named): fc.Arbitrary<SegmentRule> {
  const condition = conditions(named);
  return fc.letrec<{ rule: SegmentRule }>((tie) => ({
    rule: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      condition,
      fc.array(tie("rule"), { maxLength: 3 }).map((of) => ({ kind: "all" as const, of })),
      fc.array(tie("rule"), { minLength: 1, maxLength: 3 }).map((of) => ({ kind: "any" as const, of })),
      tie("rule").map((of) => ({ kind: "not" as const, of })),
    ),
  })).rule;
}
