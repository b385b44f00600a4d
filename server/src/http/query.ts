// Reads a query string by its schema: text becomes numbers and booleans where the schema wants them.

import { createParser, type Parser } from "@waypost/contract";
import type { TSchema } from "typebox";
import { AppError } from "../kernel/errors.ts";

export type ReadQuery = (query: unknown) => Readonly<Record<string, unknown>>;

/** A route without a query schema sees none: what nobody described, nobody checked. */
export function createQueryReader(schema: TSchema | undefined): ReadQuery {
  if (schema === undefined) return () => ({});
  const parse: Parser<unknown> = createParser(schema);
  const types = propertyTypes(schema);
  return (query) => {
    const given = Object.entries(query as Record<string, unknown>);
    const parsed = parse(
      Object.fromEntries(given.map(([name, value]) => [name, coerce(value, types.get(name))])),
    );
    if (parsed.ok) return parsed.value as Record<string, unknown>;
    throw new AppError("invalid_request", "The query is not valid.", {
      errors: parsed.errors.map(({ path, message }) => ({
        path: `query${path.replaceAll("/", ".")}`,
        message,
      })),
    });
  };
}

function propertyTypes(schema: TSchema): Map<string, unknown> {
  const properties: unknown = "properties" in schema ? schema.properties : {};
  return new Map(
    Object.entries(properties as Record<string, TSchema>).map(([name, one]) => [name, typeOf(one)]),
  );
}

function typeOf(schema: TSchema): unknown {
  return "type" in schema ? schema.type : undefined;
}

/** What cannot be read as the wanted type stays as it is, for the schema to refuse by name. */
function coerce(value: unknown, type: unknown): unknown {
  if (typeof value !== "string") return value;
  if ((type === "integer" || type === "number") && /^-?\d{1,15}(\.\d{1,15})?$/.test(value))
    return Number(value);
  if (type === "boolean" && (value === "true" || value === "false")) return value === "true";
  return value;
}
