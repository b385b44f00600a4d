// Whether attributes hold what their definitions say, and how they are written down: pure.

import { jsonFlaw, pointerSegment } from "@waypost/contract";
import type { FieldError } from "../../kernel/errors.ts";
import type { AttributeDefinition, AttributeType, AttributeValue } from "./attribute.ts";

/** What attributes may come to; `store/upsert.ts` holds a contact to it, whenever its attributes came. */
export const attributesMax = {
  count: 100,
  nameLength: 64,
  textLength: 1_024,
  freeDepth: 4,
  freeBytes: 4_096,
};

export type CheckedAttributes = {
  /** Dates as ISO 8601, instants in UTC; null takes the attribute away. */
  values: Record<string, AttributeValue | null>;
  problems: FieldError[];
};

/**
 * `from`: "text" for cells of a file, which are read as their definition's type and are text without one; an empty one
 * says nothing. `path` is where the attributes are: "/attributes".
 */
export function checkAttributes(
  definitions: readonly AttributeDefinition[],
  given: Readonly<Record<string, unknown>>,
  from: "json" | "text",
  path: string,
): CheckedAttributes {
  const byName = new Map(definitions.map((each) => [each.name, each]));
  const checked: CheckedAttributes = { values: {}, problems: [] };
  for (const [name, value] of Object.entries(given)) {
    const told = valueOf(byName.get(name), name, value, from);
    if (told === undefined) continue;
    if ("problem" in told)
      checked.problems.push({ path: `${path}/${pointerSegment(name)}`, message: told.problem });
    else checked.values[name] = told.value;
  }
  return checked;
}

type Told = { value: AttributeValue | null } | { problem: string };

function valueOf(
  definition: AttributeDefinition | undefined,
  name: string,
  value: unknown,
  from: "json" | "text",
): Told | undefined {
  if (name.length === 0 || name.length > attributesMax.nameLength || !isStorable(name))
    return { problem: `is no name of an attribute: 1 to ${attributesMax.nameLength} characters` };
  if (value === null) return { value };
  if (from === "text" && typeof value === "string" && value.trim() === "") return undefined;
  if (definition === undefined) return freeValue(value);
  const read = from === "text" && typeof value === "string" ? fromText(definition.type, value.trim()) : value;
  return typed(definition, read);
}

/** A cell as its type would be in JSON; what cannot be read stays text, and is refused as such. */
function fromText(type: AttributeType, text: string): unknown {
  if (type === "number") return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(text) ? Number(text) : text;
  if (type === "boolean") return booleans.get(text.toLowerCase()) ?? text;
  return text;
}

const booleans = new Map<string, boolean>([
  ...["true", "yes", "1", "t", "y"].map((word) => [word, true] as const),
  ...["false", "no", "0", "f", "n"].map((word) => [word, false] as const),
]);

function typed({ type, choices }: AttributeDefinition, value: unknown): Told {
  switch (type) {
    case "number":
      return typeof value === "number" && Number.isFinite(value)
        ? { value }
        : { problem: "must be a finite number" };
    case "boolean":
      return typeof value === "boolean" ? { value } : { problem: "must be true or false" };
    case "text":
      return typeof value === "string" ? textValue(value) : { problem: "must be text" };
    case "choice":
      return chosen(choices ?? [], value);
    case "date":
      return dateValue(value);
    case "datetime":
      return instantValue(value);
  }
}

/** As it is written among the choices; case does not matter. */
function chosen(choices: readonly string[], value: unknown): Told {
  const wanted = typeof value === "string" ? value.trim().toLowerCase() : null;
  const found = choices.find((choice) => choice.toLowerCase() === wanted);
  return found === undefined ? { problem: "must be one of the choices" } : { value: found };
}

function dateValue(value: unknown): Told {
  const problem = "must be a date: YYYY-MM-DD";
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return { problem };
  const day = new Date(`${value}T00:00:00Z`);
  // 30 February is the 2 March for Date, and no day for us.
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value) ? { value } : { problem };
}

const instantShape =
  /^(\d{4}-\d{2}-\d{2})[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i;

/** Without a zone a time is not an instant: it is refused. */
function instantValue(value: unknown): Told {
  const problem = "must be a date and time with its zone: 2026-11-21T09:30:00+01:00";
  const match = typeof value === "string" ? instantShape.exec(value) : null;
  if (match === null || typeof value !== "string" || "problem" in dateValue(match[1])) return { problem };
  const instant = new Date(value.replace(" ", "T"));
  return Number.isNaN(instant.getTime()) ? { problem } : { value: instant.toISOString() };
}

function textValue(value: string): Told {
  if (value.length > attributesMax.textLength)
    return { problem: `must be at most ${attributesMax.textLength} characters` };
  return isStorable(value) ? { value } : { problem: "must be text that can be kept" };
}

/** Of a name that nobody has defined. */
function freeValue(value: unknown): Told {
  if (typeof value === "string") return textValue(value);
  if (typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))) return { value };
  if (typeof value !== "object" || jsonFlaw(value) !== null) return { problem: "must be JSON" };
  if (depthOf(value) > attributesMax.freeDepth)
    return { problem: `must not nest deeper than ${attributesMax.freeDepth} levels` };
  if (Buffer.byteLength(JSON.stringify(value)) > attributesMax.freeBytes)
    return { problem: `must be at most ${attributesMax.freeBytes} bytes of JSON` };
  return { value: value as AttributeValue };
}

function depthOf(value: unknown): number {
  return typeof value === "object" && value !== null
    ? 1 + Math.max(0, ...Object.values(value).map(depthOf))
    : 0;
}

function isStorable(text: string): boolean {
  return jsonFlaw(text) === null && text !== "__proto__";
}
