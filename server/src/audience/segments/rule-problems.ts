// What a rule's schema cannot say: names of what is not there, circles, tests of the wrong kind. Pure.

import type { FieldError, SegmentCondition } from "@waypost/contract";
import { presentId } from "../../kernel/ids.ts";
import type { RulesRow, Surroundings } from "./store/segment.ts";
import { conditionsOfBoth, type Placed } from "./uses.ts";

/** What there is of what the rules name; `segments` also of those that are named in turn. */
export type Known = { segments: ReadonlyMap<string, RulesRow>; surroundings: Surroundings };

/** Of a segment with all it names, in place: what one statement can still be planned with. */
export const wholeConditionsMax = 500;

/** `self` is the segment that is being written, null for one that has no id yet. Ids are presented ones. */
export function ruleProblems(placed: readonly Placed[], known: Known, self: string | null): FieldError[] {
  const problems = placed.flatMap(({ path, condition }) => problemsOf(path, condition, known, self));
  if (problems.length > 0) return problems;
  const size = wholeSize(placed, known.segments);
  if (size <= wholeConditionsMax) return [];
  const message = `has ${size} conditions with those of the segments it names, more than ${wholeConditionsMax}`;
  return [{ path: "/rule", message }];
}

/** Each segment is reckoned once, however often it is named: three levels of a hundred would be a million steps. */
export function wholeSize(placed: readonly Placed[], segments: Known["segments"]): number {
  const sizes = new Map<string, number>();
  const sizeOf = ({ condition }: Placed): number => {
    if (condition.kind !== "segment") return 1;
    const known = sizes.get(condition.id);
    if (known !== undefined) return known;
    // Until it is known, so that a circle ends.
    sizes.set(condition.id, 0);
    const row = segments.get(condition.id);
    const size = row === undefined ? 0 : sum(conditionsOfBoth(row).map(sizeOf));
    sizes.set(condition.id, size);
    return size;
  };
  return sum(placed.map(sizeOf));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

/** What is allowed, and probably not meant. */
export function ruleWarnings(placed: readonly Placed[], { surroundings }: Known): FieldError[] {
  return placed.flatMap(({ path, condition }) => {
    if (condition.kind !== "attribute") return [];
    const defined = surroundings.attributes.find(({ name }) => name === condition.name);
    if (defined === undefined)
      return [{ path: `${path}/name`, message: "is no attribute that somebody has defined" }];
    const wanted = [condition.text?.is, condition.text?.is_not, condition.text?.one_of].flat();
    const unknown = wanted.filter(
      (text) => text !== undefined && defined.choices !== null && !defined.choices.includes(text),
    );
    return unknown.length === 0
      ? []
      : [{ path: `${path}/text`, message: `names what is no choice of it: ${unknown.join(", ")}` }];
  });
}

function problemsOf(
  path: string,
  condition: SegmentCondition,
  { segments, surroundings }: Known,
  self: string | null,
): FieldError[] {
  switch (condition.kind) {
    case "segment":
      if (!segments.has(condition.id)) return [{ path: `${path}/id`, message: "names no segment" }];
      return self !== null && reaches(condition.id, self, segments, new Set())
        ? [{ path: `${path}/id`, message: "leads back to this segment" }]
        : [];
    case "list":
      return condition.any_of.flatMap((id, index) =>
        surroundings.lists.some((uuid) => presentId("lst", uuid) === id)
          ? []
          : [{ path: `${path}/any_of/${index}`, message: "names no list" }],
      );
    case "attribute":
      return attributeProblems(path, condition, surroundings);
    case "event":
      return eventProblems(path, condition);
    case "time_zone":
      return condition.one_of.flatMap((zone, index) =>
        isZone(zone) ? [] : [{ path: `${path}/one_of/${index}`, message: "is no time zone of the IANA's" }],
      );
    case "bucket":
      return condition.from < condition.to ? [] : [{ path: `${path}/to`, message: "must be more than from" }];
    default:
      return [];
  }
}

const testsOf: Readonly<Record<string, string>> = {
  text: "text",
  choice: "text",
  number: "number",
  boolean: "boolean",
  date: "date",
  datetime: "date",
};

function attributeProblems(
  path: string,
  condition: Extract<SegmentCondition, { kind: "attribute" }>,
  { attributes }: Surroundings,
): FieldError[] {
  const type = attributes.find(({ name }) => name === condition.name)?.type;
  const test = (["text", "number", "date", "boolean"] as const).find((each) => condition[each] !== undefined);
  if (type === undefined || test === undefined || testsOf[type] === test) return [];
  return [{ path: `${path}/${test}`, message: `does not fit: ${condition.name} is of type ${type}` }];
}

function eventProblems(
  path: string,
  { within_days: within, before_days: before }: Extract<SegmentCondition, { kind: "event" }>,
): FieldError[] {
  return within !== undefined && before !== undefined && within <= before
    ? [{ path: `${path}/within_days`, message: "must be more than before_days, or no time is left" }]
    : [];
}

function isZone(zone: string): boolean {
  try {
    return Intl.DateTimeFormat("en", { timeZone: zone }) !== undefined;
  } catch {
    return false;
  }
}

function named(id: string, segments: Known["segments"]): string[] {
  const row = segments.get(id);
  return row === undefined
    ? []
    : conditionsOfBoth(row).flatMap(({ condition }) => (condition.kind === "segment" ? [condition.id] : []));
}

function reaches(from: string, self: string, segments: Known["segments"], seen: Set<string>): boolean {
  if (from === self) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  return named(from, segments).some((next) => reaches(next, self, segments, seen));
}
