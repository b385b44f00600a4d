// Compiles a segment's rule to one condition of SQL over a contact `c`. Pure.

import type { SegmentCondition, SegmentRule } from "@waypost/contract";
import { tagOf } from "../../tags/tag.ts";
import { compileAttribute } from "./attribute.ts";
import { compileConsent } from "./consent.ts";
import { dateSql } from "./date-test.ts";
import { compileEvent } from "./event.ts";
import { compileCountry, compileLanguage, compileTimeZone } from "./place.ts";
import { textSql } from "./text-test.ts";
import { uuidOf } from "./uuid-of.ts";
import type { Values } from "./values.ts";
import type { RuleWorld, SegmentRules } from "./world.ts";

/**
 * True or false for every contact, never null: whoever has no value matches no test of it, and `not` is the exact
 * opposite. Nothing of the rule is in the text but its shape.
 */
export function compileRule(rule: SegmentRule, values: Values, world: RuleWorld): string {
  switch (rule.kind) {
    case "all":
      return rule.of.length === 0 ? "true" : joined(rule.of, " and ", values, world);
    case "any":
      return joined(rule.of, " or ", values, world);
    case "not":
      return `(not ${compileRule(rule.of, values, world)})`;
    default:
      return compileCondition(rule, values, world);
  }
}

export function compileSegment({ rule, exclude }: SegmentRules, values: Values, world: RuleWorld): string {
  const matches = compileRule(rule, values, world);
  return exclude === null ? matches : `(${matches} and not ${compileRule(exclude, values, world)})`;
}

export function compileTags(tags: readonly string[], values: Values, operator: "&&" | "@>"): string {
  return `(c.tags ${operator} ${values.bind(
    tags.map((tag) => tagOf(tag) ?? tag),
    "text[]",
  )})`;
}

/** `ids` are uuids. */
export function compileLists(ids: readonly string[], values: Values): string {
  return `exists (select from contact_list_member l where l.tenant_id = ${values.tenant} and l.contact_id = c.id
    and l.list_id = any (${values.bind(ids, "uuid[]")}))`;
}

function joined(rules: readonly SegmentRule[], word: string, values: Values, world: RuleWorld): string {
  return `(${rules.map((each) => compileRule(each, values, world)).join(word)})`;
}

function compileCondition(condition: SegmentCondition, values: Values, world: RuleWorld): string {
  switch (condition.kind) {
    case "name":
      return textSql("coalesce(c.name, c.profile_name)", condition.text, values);
    case "attribute":
      return compileAttribute(condition, values, world);
    case "created":
    case "updated":
      return dateSql(localDay(condition.kind, values, world), condition.date, values, world);
    case "country":
      return compileCountry(condition.one_of, values);
    case "language":
      return compileLanguage(condition.one_of, values);
    case "time_zone":
      return compileTimeZone(condition.one_of, values);
    case "tag":
      return compileTagCondition(condition, values);
    case "list":
      return compileLists(
        condition.any_of.map((id) => uuidOf("lst", id)),
        values,
      );
    case "segment":
      return compileNamed(condition.id, values, world);
    case "consent":
      return compileConsent(condition, values);
    case "event":
      return compileEvent(condition, values, world);
    case "bucket":
      return compileBucket(condition, values);
  }
}

function localDay(kind: "created" | "updated", values: Values, { timeZone }: RuleWorld): string {
  return `(c.${kind === "created" ? "created_at" : "updated_at"} at time zone ${values.bind(timeZone, "text")})::date`;
}

type Of<Kind extends SegmentCondition["kind"]> = Extract<SegmentCondition, { kind: Kind }>;

function compileTagCondition({ any_of, all_of, none_of }: Of<"tag">, values: Values): string {
  if (any_of !== undefined) return compileTags(any_of, values, "&&");
  if (all_of !== undefined) return compileTags(all_of, values, "@>");
  return `(not ${compileTags(none_of ?? [], values, "&&")})`;
}

/** `id` as it is presented. In place: the database plans one condition better than a join with another's result. */
export function compileNamed(id: string, values: Values, world: RuleWorld): string {
  const named = world.segments.get(id);
  if (named === undefined) throw new Error(`segment ${id} was not read`);
  return compileSegment(named, values, world);
}

function compileBucket({ seed, from, to }: Of<"bucket">, values: Values): string {
  const place = `bucket_of(${values.bind(Buffer.from(seed), "bytea")}, c.id)`;
  return `(${place} >= ${values.bind(from, "int")} and ${place} < ${values.bind(to, "int")})`;
}
