// A segment's rule: conditions joined by all, any and not. The parser says where exactly a rule is wrong.

import Type from "typebox";
import type { FieldError, Parsed } from "../field-error.ts";
import { maxErrors } from "../field-error.ts";
import { closed, freeObject } from "../json-schema.ts";
import { jsonFlaw } from "../json-value.ts";
import { createCheck, type Parser } from "../parser.ts";
import { conditionSchemas, type SegmentCondition } from "./conditions.ts";

export type SegmentRule =
  | { kind: "all"; of: SegmentRule[] }
  | { kind: "any"; of: SegmentRule[] }
  | { kind: "not"; of: SegmentRule }
  | SegmentCondition;

/** Deeper than anybody builds on a screen, and shallow enough for every walk over it. */
export const ruleDepthMax = 10;
/** Of one segment; more than a person reads, and one statement plans in milliseconds. */
export const ruleConditionsMax = 100;

const described = { description: "A rule again, of any kind." };

/** As it is published: JSON Schema cannot say here that rules stand within rules, the parser below does. */
export const segmentRule = Type.Unsafe<SegmentRule>({
  title: "SegmentRule",
  type: "object",
  oneOf: [
    ...Object.values(conditionSchemas),
    closed({
      kind: Type.Literal("all"),
      of: Type.Array({ ...freeObject, ...described }, { maxItems: ruleConditionsMax }),
    }),
    closed({
      kind: Type.Literal("any"),
      of: Type.Array({ ...freeObject, ...described }, { minItems: 1, maxItems: ruleConditionsMax }),
    }),
    closed({ kind: Type.Literal("not"), of: { ...freeObject, ...described } }),
  ],
});

/** The paths of errors begin at `path`. */
export function parseSegmentRule(input: unknown, path = ""): Parsed<SegmentRule> {
  const flaw = jsonFlaw(input);
  if (flaw !== null) return { ok: false, errors: [{ ...flaw, path: path + flaw.path }] };
  const walk: Walk = { conditions: 0, errors: [] };
  check(input, path, ruleDepthMax, walk);
  if (walk.conditions > ruleConditionsMax)
    walk.errors.unshift({ path, message: `must not have more than ${ruleConditionsMax} conditions` });
  if (walk.errors.length > 0) return { ok: false, errors: walk.errors.slice(0, maxErrors) };
  // Every part of it was looked at by the schema of its kind.
  return { ok: true, value: input as SegmentRule };
}

type Walk = { conditions: number; errors: FieldError[] };

function check(node: unknown, path: string, depth: number, walk: Walk): void {
  if (walk.conditions > ruleConditionsMax || walk.errors.length >= maxErrors) return;
  if (depth === 0)
    return void walk.errors.push({ path, message: `is nested deeper than ${ruleDepthMax} rules` });
  const { kind, of } = fieldsOf(node);
  if (kind === "all" || kind === "any" || kind === "not") {
    tell(groupChecks[kind](node), path, walk);
    if (kind === "not") check(of, `${path}/of`, depth - 1, walk);
    else if (Array.isArray(of))
      for (const [index, each] of of.entries()) check(each, `${path}/of/${index}`, depth - 1, walk);
    return;
  }
  walk.conditions += 1;
  if (isConditionKind(kind)) tell(conditionChecks[kind](node), path, walk);
  else walk.errors.push({ path: `${path}/kind`, message: `must be one of ${kinds.join(", ")}` });
}

function fieldsOf(node: unknown): { kind?: unknown; of?: unknown } {
  return typeof node === "object" && node !== null ? node : {};
}

/** Of several members of which one is wanted, the schema only counts: that is put in words. */
function tell(parsed: Parsed<unknown>, path: string, walk: Walk): void {
  if (parsed.ok) return;
  const missed = parsed.errors.some(({ message }) => message.endsWith("is required"));
  for (const error of parsed.errors) {
    const counts = /must not have (fewer|more) than \d+ properties/.test(error.message);
    // What is missing or unknown was said by its name already.
    if (counts && (missed || parsed.errors.length > 1)) continue;
    walk.errors.push({
      path: path + error.path,
      message: counts ? "must have exactly one test" : error.message,
    });
  }
}

type ConditionKind = keyof typeof conditionSchemas;

const conditionKinds = Object.keys(conditionSchemas);
const kinds = ["all", "any", "not", ...conditionKinds];

function isConditionKind(kind: unknown): kind is ConditionKind {
  return typeof kind === "string" && Object.hasOwn(conditionSchemas, kind);
}

const conditionChecks: Readonly<Record<ConditionKind, Parser<unknown>>> = {
  name: createCheck(conditionSchemas.name),
  attribute: createCheck(conditionSchemas.attribute),
  created: createCheck(conditionSchemas.created),
  updated: createCheck(conditionSchemas.updated),
  country: createCheck(conditionSchemas.country),
  language: createCheck(conditionSchemas.language),
  time_zone: createCheck(conditionSchemas.time_zone),
  tag: createCheck(conditionSchemas.tag),
  list: createCheck(conditionSchemas.list),
  segment: createCheck(conditionSchemas.segment),
  consent: createCheck(conditionSchemas.consent),
  event: createCheck(conditionSchemas.event),
  bucket: createCheck(conditionSchemas.bucket),
};

const manyRules = Type.Array(Type.Unknown(), { maxItems: ruleConditionsMax });
const groupChecks: Readonly<Record<"all" | "any" | "not", Parser<unknown>>> = {
  all: createCheck(closed({ kind: Type.Literal("all"), of: manyRules })),
  any: createCheck(closed({ kind: Type.Literal("any"), of: { ...manyRules, minItems: 1 } })),
  not: createCheck(closed({ kind: Type.Literal("not"), of: Type.Unknown() })),
};
