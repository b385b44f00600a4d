// What a rule names: segments, lists and attributes, each with its place. Pure.

import type { SegmentCondition, SegmentRule } from "@waypost/contract";

export type Placed<Condition = SegmentCondition> = { path: string; condition: Condition };

/** Every condition of a rule, with the path to it. */
export function* conditionsOf(rule: SegmentRule, path: string): Generator<Placed> {
  if (rule.kind === "all" || rule.kind === "any") {
    for (const [index, each] of rule.of.entries()) yield* conditionsOf(each, `${path}/of/${index}`);
  } else if (rule.kind === "not") yield* conditionsOf(rule.of, `${path}/of`);
  else yield { path, condition: rule };
}

export type Rules = { rule: SegmentRule; exclude: SegmentRule | null };

/** Of a segment's two rules, under the paths that a request has them at. */
export function conditionsOfBoth({ rule, exclude }: Rules): Placed[] {
  return [...conditionsOf(rule, "/rule"), ...(exclude === null ? [] : conditionsOf(exclude, "/exclude"))];
}

/** Ids as they are presented, each once. */
export function usesOf(placed: readonly Placed[]): {
  segments: string[];
  lists: string[];
  attributes: string[];
} {
  const each = <Name>(of: (condition: SegmentCondition) => readonly Name[]): Name[] => [
    ...new Set(placed.flatMap(({ condition }) => of(condition))),
  ];
  return {
    segments: each((condition) => (condition.kind === "segment" ? [condition.id] : [])),
    lists: each((condition) => (condition.kind === "list" ? condition.any_of : [])),
    attributes: each((condition) => (condition.kind === "attribute" ? [condition.name] : [])),
  };
}
