// The OpenAPI document as clients are generated from it: its routes, and what stands in their schemas.

export type ApiDocument = {
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  components: { schemas: Readonly<Record<string, Schema>> };
};

export type Operation = {
  operationId: string;
  summary: string;
  description: string;
  tags: readonly string[];
  security: readonly Readonly<Record<string, readonly string[]>>[];
  parameters: readonly Parameter[];
  requestBody?: { content: Content };
  responses: Readonly<Record<string, { content?: Content }>>;
};

export type Parameter = {
  name: string;
  in: "path" | "query" | "header";
  required?: boolean;
  schema: Schema;
};

export type Content = Readonly<Record<string, { schema: Schema }>>;

export type Schema = {
  $ref?: string;
  type?: string;
  const?: unknown;
  enum?: readonly unknown[];
  oneOf?: readonly Schema[];
  anyOf?: readonly Schema[];
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  items?: Schema;
  additionalProperties?: boolean | Schema;
  description?: string;
  format?: string;
  examples?: readonly unknown[];
  minimum?: number;
  minItems?: number;
};

export type RouteOf = { method: string; path: string; operation: Operation };

/** What an API key opens; the rest is for people who have signed in, and for their browsers. */
export function routesOf({ paths }: ApiDocument): RouteOf[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { security }]) => security.some((way) => "apiKey" in way))
      .map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

export const anyType = "*/*";

export function nameOf(reference: string): string {
  return reference.split("/").at(-1) ?? reference;
}
