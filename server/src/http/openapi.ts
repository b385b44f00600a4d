// The OpenAPI 3.1 document, made from the very routes that are mounted, so that it cannot tell of others.

import { errorDictionary, type ErrorCode, problem } from "@waypost/contract";
import type { TSchema } from "typebox";
import type { GateRoute, Route } from "../kernel/route.ts";

export type OpenApiDocument = { openapi: string } & Record<string, unknown>;

export function describeApi(
  routes: readonly Route[],
  gates: readonly GateRoute[],
  version: string,
): OpenApiDocument {
  const schemas: Schemas = new Map();
  const paths: Record<string, Record<string, unknown>> = {};
  hoist(problem, schemas);
  for (const route of [...routes, ...gates].filter(isDescribable)) {
    const path = route.path.replaceAll(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, schemas) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Waypost", version, description: about, license: { name: "MIT", identifier: "MIT" } },
    servers: [{ url: "/" }],
    security: [{ apiKey: [] }],
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: "http", scheme: "bearer", description: "`wp_live_…` or `wp_test_…`" },
        session: { type: "apiKey", in: "cookie", name: "__Host-waypost", description: aboutSession },
      },
      responses: { Refused: problemAnswer(refused), Failed: problemAnswer(failed) },
      schemas: Object.fromEntries(schemas),
    },
  };
}

/** OpenAPI describes answers, and a socket has none: its page is docs/events.md. */
function isDescribable({ schema }: Route | GateRoute): boolean {
  return schema.response[101] === undefined;
}

const about =
  "Every error is a problem document (RFC 9457) whose `code` is explained at `/v1/errors/{code}`. " +
  "Every POST that an API key may make takes an `Idempotency-Key`: the same key and body get the first answer " +
  "again, for 7 days.";

const aboutSession =
  "A person who has signed in; `waypost` over plain http. They act in `live` mode unless the header " +
  "`Waypost-Mode: test` says otherwise, and a request that changes something has to come from our own pages.";

function operation(route: Route | GateRoute, schemas: Schemas): Record<string, unknown> {
  const { body, response } = route.schema;
  return {
    summary: route.summary,
    description: policyOf(route),
    operationId: operationId(route),
    tags: [route.path.split("/")[2] ?? ""],
    security: securityOf(route),
    parameters: parameters(route, schemas),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: content(hoist(body, schemas)) } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(response).map(([status, schema]) => [status, answer(status, schema, schemas)]),
      ),
      "4XX": { $ref: "#/components/responses/Refused" },
      "5XX": { $ref: "#/components/responses/Failed" },
    },
  };
}

function policyOf(route: Route | GateRoute): string {
  const who = "scope" in route ? `Needs the scope \`${route.scope}\`.` : gateWords[route.gate];
  return route.stepUp === true ? `${who} A person has to prove themselves a second time first.` : who;
}

const gateWords: Readonly<Record<GateRoute["gate"], string>> = {
  anybody: "Open to anybody.",
  person: "For a person who has signed in.",
  platform: "For the platform's staff.",
};

function securityOf(route: Route | GateRoute): Record<string, string[]>[] {
  if ("scope" in route) return [{ apiKey: [route.scope] }, { session: [route.scope] }];
  return route.gate === "anybody" ? [] : [{ session: [] }];
}

const commonCodes: readonly ErrorCode[] = [
  "invalid_request",
  "unauthorized",
  "insufficient_scope",
  "rate_limited",
];

const commonProblems = commonCodes.map((code) => `\`${code}\` (${errorDictionary[code].status})`).join(", ");

const refused = `Refused, and nothing was done: ${commonProblems} and others.`;
const failed = "Failed. `retryable` says whether to ask again, `maybe_sent` whether a message may have left.";

function problemAnswer(description: string): Record<string, unknown> {
  const schema = { $ref: "#/components/schemas/Problem" };
  return { description, content: { "application/problem+json": { schema } } };
}

/**
 * `POST /v1/messages/:id/cancel` → `post_messages_id_cancel`: what client generators name their methods
 * after.
 */
export function operationId({ method, path }: Route | GateRoute): string {
  return [method.toLowerCase(), ...path.split("/").slice(2)]
    .join("_")
    .replaceAll(/[^a-z_]/g, "_")
    .replaceAll("__", "_");
}

function parameters(route: Route | GateRoute, schemas: Schemas): unknown[] {
  const { method, path, schema } = route;
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const properties = (
    schema.query !== undefined && "properties" in schema.query ? schema.query.properties : {}
  ) as Record<string, TSchema>;
  const inQuery = Object.entries(properties).map(([name, one]) => ({
    name,
    in: "query",
    schema: hoist(one, schemas),
  }));
  const inHeader =
    method === "POST" && "scope" in route
      ? [{ name: "Idempotency-Key", in: "header", schema: idempotencyKey }]
      : [];
  return [...inPath, ...inQuery, ...inHeader];
}

const idempotencyKey = { type: "string", minLength: 1, maxLength: 255 };

function answer(status: string, schema: TSchema, schemas: Schemas): Record<string, unknown> {
  return status === "204"
    ? { description: "Done." }
    : { description: "The answer.", content: content(hoist(schema, schemas)) };
}

/** A file is of any type, and its bytes are no JSON. */
function content(schema: unknown): Record<string, unknown> {
  const isFile =
    typeof schema === "object" && schema !== null && "format" in schema && schema.format === "binary";
  return { [isFile ? "*/*" : "application/json"]: { schema } };
}

type Schemas = Map<string, unknown>;

/** Titled schemas become components and are referred to, so that clients get one type for one thing. */
function hoist(schema: unknown, schemas: Schemas): unknown {
  if (Array.isArray(schema)) return schema.map((one) => hoist(one, schemas));
  if (typeof schema !== "object" || schema === null) return schema;
  const plain = choosable(
    Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, hoist(value, schemas)])),
    schemas,
  );
  const title = "title" in schema ? schema.title : undefined;
  if (typeof title !== "string") return plain;
  const known = schemas.get(title);
  if (known !== undefined && JSON.stringify(known) !== JSON.stringify(plain))
    throw new Error(`Two schemas have the title ${title}: one would take the other's place.`);
  schemas.set(title, plain);
  return { $ref: `#/components/schemas/${title}` };
}

/**
 * A discriminator chooses among named schemas only, and by their names unless it has a mapping (OpenAPI 3.1, 4.8.25).
 * Where the variants have no names, `oneOf` with the constants in them says as much.
 */
function choosable(schema: Record<string, unknown>, schemas: Schemas): Record<string, unknown> {
  const { discriminator, ...rest } = schema;
  const propertyName = fieldOf(discriminator, "propertyName");
  if (typeof propertyName !== "string" || !Array.isArray(rest["oneOf"])) return schema;
  const entries = rest["oneOf"].map((variant) => {
    const reference = fieldOf(variant, "$ref");
    const target = typeof reference === "string" ? schemas.get(reference.split("/").at(-1) ?? "") : undefined;
    return [fieldOf(fieldOf(fieldOf(target, "properties"), propertyName), "const"), reference];
  });
  if (entries.some(([constant]) => typeof constant !== "string")) return rest;
  return { ...rest, discriminator: { propertyName, mapping: Object.fromEntries(entries) } };
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
