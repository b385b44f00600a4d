// A small value that fits a schema, with the document's own examples where it has some.

import { nameOf, type Schema } from "./api-document.ts";

export type Named = Readonly<Record<string, Schema>>;

/** What is needed and no more; `schemas` are those that references name. */
export function sampleOf(schema: Schema, schemas: Named): unknown {
  if (schema.$ref !== undefined) return sampleOf(schemas[nameOf(schema.$ref)] ?? {}, schemas);
  const [example] = schema.examples ?? [];
  if (example !== undefined) return example;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const [choice] = schema.oneOf ?? schema.anyOf ?? [];
  if (choice !== undefined) return sampleOf(choice, schemas);
  switch (schema.type) {
    case "object":
      return sampleObject(schema, schemas);
    case "array":
      return schema.minItems === undefined ? [] : [sampleOf(schema.items ?? {}, schemas)];
    case "integer":
    case "number":
      return schema.minimum ?? 0;
    case "boolean":
      return false;
    case "string":
      return schema.format === "date-time" ? "2027-01-31T09:00:00Z" : "";
    default:
      return null;
  }
}

/** Where nothing is needed, everything is shown: an empty body would say nothing. */
function sampleObject({ properties = {}, required = [] }: Schema, schemas: Named): unknown {
  const fields = Object.entries(properties);
  const shown = required.length === 0 ? fields : fields.filter(([name]) => required.includes(name));
  return Object.fromEntries(shown.map(([name, schema]) => [name, sampleOf(schema, schemas)]));
}
