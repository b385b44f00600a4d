// A JSON schema as the TypeScript type of its values.

import { nameOf, type Schema } from "./api-document.ts";

export function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return nameOf(schema.$ref);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((word) => JSON.stringify(word)).join(" | ");
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices !== undefined) return unionOf(choices.map(typeOf));
  switch (schema.type) {
    case "object":
      return objectType(schema);
    case "array":
      return `Array<${typeOf(schema.items ?? {})}>`;
    case "integer":
    case "number":
      return "number";
    case "string":
    case "boolean":
    case "null":
      return schema.type;
    default:
      return "unknown";
  }
}

/** Without the choices that another one holds already. */
function unionOf(types: readonly string[]): string {
  if (types.includes("unknown")) return "unknown";
  return [...new Set(types)]
    .filter((type) => !(types.includes("string") && /^"[^"]*"$/.test(type)))
    .join(" | ");
}

function objectType({ properties, required = [], additionalProperties }: Schema): string {
  if (properties === undefined) {
    const value = typeof additionalProperties === "object" ? typeOf(additionalProperties) : "unknown";
    return `Record<string, ${value}>`;
  }
  return `{ ${Object.entries(properties)
    .map(([name, schema]) => member(name, schema, required.includes(name)))
    .join(" ")} }`;
}

/** A field that may be left out may as well be undefined: JSON has no such thing, and callers do. */
export function member(name: string, schema: Schema, required: boolean): string {
  const plain = typeOf(schema);
  const type = required || plain === "unknown" ? plain : `${plain} | undefined`;
  return `${remark(schema.description)}${JSON.stringify(name)}${required ? "" : "?"}: ${type};`;
}

export function remark(text: string | undefined): string {
  if (text === undefined) return "";
  return `\n/**\n${wrap(text)
    .map((line) => ` * ${line}\n`)
    .join("")} */\n`;
}

const columns = 90;

function wrap(text: string): string[] {
  const lines: string[] = [""];
  for (const word of text.replaceAll("*/", "* /").split(/\s+/)) {
    const line = lines.at(-1) ?? "";
    if (line.length + word.length >= columns) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines;
}
