// The generated part of the SDK: a type for each schema, for each route, and for the codes of errors.

import { errorDictionary } from "@waypost/contract";
import { type ApiDocument, anyType, type Operation, routesOf, type RouteOf } from "./api-document.ts";
import { member, remark, typeOf } from "./schema-type.ts";

/** By the path from the repository's root. */
export type Files = Readonly<Record<string, string>>;

export function sdkFiles(document: ApiDocument): Files {
  const routes = routesOf(document);
  const used = reachable(document, routes);
  const schemas = Object.entries(document.components.schemas).filter(([name]) => used.has(name));
  const files = {
    "sdk/src/generated/schemas.ts": [
      "// What the API takes and gives, a type for each named schema.\n",
      ...schemas.map(
        ([name, schema]) => `${remark(schema.description)}export type ${name} = ${typeOf(schema)};\n`,
      ),
    ],
    "sdk/src/generated/operations.ts": [
      "// Every route that an API key opens: what it is given, and what it answers.\n",
      'import type { FileBody } from "../file-body.ts";\n' +
        `import type { ${[...namedIn(routes.map(({ operation }) => operation))].join(", ")} } from "./schemas.ts";\n`,
      `export type Operations = {\n${routes.map(describe).join("\n")}\n};\n`,
    ],
    "sdk/src/generated/error-codes.ts": [
      "// The codes of the error dictionary.\n",
      `export type ErrorCode = ${Object.keys(errorDictionary)
        .map((code) => JSON.stringify(code))
        .join(" | ")};\n`,
    ],
  };
  return Object.fromEntries(Object.entries(files).map(([path, parts]) => [path, parts.join("\n")]));
}

/** The schemas these routes speak of; what only a signed-in person is told stays out. */
function reachable({ components }: ApiDocument, routes: readonly RouteOf[]): ReadonlySet<string> {
  const used = new Set<string>();
  const visit = (part: unknown): void => {
    for (const name of namedIn(part)) {
      if (used.has(name)) continue;
      used.add(name);
      visit(components.schemas[name]);
    }
  };
  visit(routes.map(({ operation }) => operation));
  // Every refusal is one.
  visit({ $ref: "#/components/schemas/Problem" });
  return used;
}

function namedIn(part: unknown): ReadonlySet<string> {
  const references = JSON.stringify(part).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g);
  return new Set([...references].map(([, name = ""]) => name));
}

function describe({ method, path, operation }: RouteOf): string {
  const parts = [
    parameters(operation, "path"),
    parameters(operation, "query"),
    bodyOf(operation),
    `answer: ${answerOf(operation)};`,
  ];
  const about = remark(`${operation.summary}. ${operation.description}`);
  return `${about}${JSON.stringify(`${method} ${path}`)}: { ${parts.join(" ")} };`;
}

function parameters({ parameters: all }: Operation, place: "path" | "query"): string {
  const here = all.filter((one) => one.in === place);
  if (here.length === 0) return "";
  const members = here.map(({ name, schema, required }) => member(name, schema, required === true));
  const needed = here.some(({ required }) => required === true);
  return `${place === "path" ? "params" : "query"}${needed ? "" : "?"}: { ${members.join(" ")} };`;
}

function bodyOf({ requestBody }: Operation): string {
  if (requestBody === undefined) return "";
  const { [anyType]: file, "application/json": json } = requestBody.content;
  return file === undefined ? `body: ${typeOf(json?.schema ?? {})};` : "body: FileBody;";
}

/** A file is given as the response it comes in: only the caller knows whether it fits into memory. */
function answerOf({ responses }: Operation): string {
  const types = Object.entries(responses)
    .filter(([status]) => status.startsWith("2"))
    .map(([, { content }]) => {
      if (content === undefined) return "undefined";
      const json = content["application/json"];
      return json === undefined ? "Response" : typeOf(json.schema);
    });
  return [...new Set(types)].join(" | ");
}
