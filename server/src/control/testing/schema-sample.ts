// A value that a schema takes, as small as it may be: what is sent to a route about which nothing else is known.

import fc from "fast-check";

export type Schema = Readonly<Record<string, unknown>>;

export function sampleOf(schema: Schema, seed = 1): unknown {
  const { type } = schema;
  const some = first(schema["examples"]) ?? first(schema["enum"]) ?? schema["const"];
  if (some !== undefined) return some;
  const variant = first(schema["anyOf"]) ?? first(schema["oneOf"]) ?? first(schema["allOf"]);
  if (isSchema(variant)) return sampleOf(variant, seed);
  if (type === "string") return textOf(schema, seed);
  if (type === "integer" || type === "number") return Number(schema["minimum"] ?? 1);
  if (type === "boolean") return true;
  if (type === "null") return null;
  if (type === "array") return listOf(schema, seed);
  return fieldsOf(schema, seed);
}

export function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What an object's schema says of each field; none of other schemas. */
export function propertiesOf(schema: Schema): [string, Schema][] {
  const { properties } = schema;
  return isSchema(properties)
    ? Object.entries(properties).filter((entry): entry is [string, Schema] => isSchema(entry[1]))
    : [];
}

function first(list: unknown): unknown {
  return Array.isArray(list) ? list[0] : undefined;
}

function textOf({ format, pattern, minLength }: Schema, seed: number): string {
  if (format === "date-time") return "2026-01-31T12:00:00Z";
  if (format === "http-url") return "https://waypost.example/";
  if (typeof pattern === "string")
    return fc.sample(fc.stringMatching(new RegExp(pattern)), { numRuns: 1, seed })[0] ?? "";
  return "sample".padEnd(Number(minLength ?? 1), "x");
}

function listOf({ items, minItems }: Schema, seed: number): unknown[] {
  if (!isSchema(items)) return [];
  return Array.from({ length: Math.max(1, Number(minItems ?? 1)) }, () => sampleOf(items, seed));
}

/** What is required, and one more where something has to be there. */
function fieldsOf(schema: Schema, seed: number): Record<string, unknown> {
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  const fields = propertiesOf(schema);
  const wanted = fields.filter(([name]) => required.includes(name));
  const least = Number(schema["minProperties"] ?? 0);
  return Object.fromEntries(
    (wanted.length < least ? fields.slice(0, least) : wanted).map(([name, one]) => [
      name,
      sampleOf(one, seed),
    ]),
  );
}
