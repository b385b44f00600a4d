// The OpenAPI 3.1 document, made from the very routes that are mounted, so that it cannot tell of others.

import { errorDictionary, type ErrorCode, problem } from "@waypost/contract";
import type { TSchema } from "typebox";
import type { Route } from "../kernel/route.ts";

export type OpenApiDocument = { openapi: string } & Record<string, unknown>;

export function describeApi(routes: readonly Route[], version: string): OpenApiDocument {
  const schemas: Schemas = new Map();
  const paths: Record<string, Record<string, unknown>> = {};
  hoist(problem, schemas);
  for (const route of routes) {
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
      },
      schemas: Object.fromEntries(schemas),
    },
  };
}

const about =
  "Every error is a problem document (RFC 9457) whose `code` is explained at `/v1/errors/{code}`. " +
  "Every POST takes an `Idempotency-Key`: the same key and body get the first answer again, for 7 days.";

function operation(route: Route, schemas: Schemas): Record<string, unknown> {
  const { body, response } = route.schema;
  return {
    summary: route.summary,
    description: `Needs the scope \`${route.scope}\`.`,
    operationId: operationId(route),
    tags: [route.path.split("/")[2] ?? ""],
    security: [{ apiKey: [route.scope] }],
    parameters: parameters(route, schemas),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: content(hoist(body, schemas)) } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(response).map(([status, schema]) => [status, answer(status, schema, schemas)]),
      ),
      default: {
        description: `A problem, such as ${commonProblems}.`,
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    },
  };
}

const commonCodes: readonly ErrorCode[] = [
  "invalid_request",
  "unauthorized",
  "insufficient_scope",
  "rate_limited",
];

const commonProblems = commonCodes.map((code) => `\`${code}\` (${errorDictionary[code].status})`).join(", ");

/**
 * `POST /v1/messages/:id/cancel` → `post_messages_id_cancel`: what client generators name their methods
 * after.
 */
function operationId({ method, path }: Route): string {
  return [method.toLowerCase(), ...path.split("/").slice(2)]
    .join("_")
    .replaceAll(/[^a-z_]/g, "_")
    .replaceAll("__", "_");
}

function parameters({ method, path, schema }: Route, schemas: Schemas): unknown[] {
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
    method === "POST" ? [{ name: "Idempotency-Key", in: "header", schema: idempotencyKey }] : [];
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
  const plain = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, hoist(value, schemas)]),
  );
  const title = "title" in schema ? schema.title : undefined;
  if (typeof title !== "string") return plain;
  schemas.set(title, plain);
  return { $ref: `#/components/schemas/${title}` };
}
