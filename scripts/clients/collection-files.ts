// The API as collections for Postman and Bruno: a folder for each kind of thing, a request for each route.

import { type ApiDocument, anyType, type Parameter, type RouteOf, routesOf } from "./api-document.ts";
import { type Named, sampleOf } from "./sample-value.ts";
import type { Files } from "./sdk-files.ts";

export function collectionFiles(document: ApiDocument): Files {
  const requests = routesOf(document).map((route) => readRequest(route, document.components.schemas));
  const folders = Map.groupBy(requests, ({ folder }) => folder);
  return { ...postmanFile(folders), ...brunoFiles(folders) };
}

type Folders = ReadonlyMap<string, readonly Request[]>;

type Request = {
  folder: string;
  name: string;
  id: string;
  method: string;
  path: string;
  parameters: readonly Parameter[];
  about: string;
  /** What a JSON body may look like; "file" for one that is a file; null when there is none. */
  body: { sample: unknown } | "file" | null;
};

function readRequest({ method, path, operation }: RouteOf, schemas: Named): Request {
  const content = operation.requestBody?.content;
  const json = content?.["application/json"];
  const file = content?.[anyType] === undefined ? null : "file";
  return {
    folder: operation.tags[0] ?? "",
    name: operation.summary,
    id: operation.operationId,
    method,
    path,
    parameters: operation.parameters,
    about: operation.description,
    body: json === undefined ? file : { sample: sampleOf(json.schema, schemas) },
  };
}

/** Format 2.1.0: https://schema.getpostman.com/json/collection/v2.1.0/docs/index.html */
function postmanFile(folders: Folders): Files {
  const collection = {
    info: {
      name: "Waypost",
      description: "Made from `/openapi.json`. Set `base_url` and `api_key`.",
      schema: "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
    },
    auth: { type: "bearer", bearer: [{ key: "token", value: "{{api_key}}", type: "string" }] },
    variable: Object.entries(variables).map(([key, value]) => ({ key, value, type: "string" })),
    item: [...folders].map(([name, requests]) => ({ name, item: requests.map(postmanItem) })),
  };
  return { "docs/clients/waypost.postman_collection.json": JSON.stringify(collection) };
}

const variables = { base_url: "http://localhost:8484", api_key: "" };

function postmanItem({ name, method, path, parameters, about, body }: Request) {
  const asked = parameters.filter((one) => one.in === "query");
  const template = path.replaceAll(/\{(\w+)\}/g, ":$1");
  const names = asked.map((one) => `${one.name}=`).join("&");
  return {
    name,
    request: {
      method,
      description: about,
      header: headersOf(parameters, body).map(([key, value]) => ({ key, value })),
      url: {
        raw: `{{base_url}}${template}${names === "" ? "" : `?${names}`}`,
        host: ["{{base_url}}"],
        path: template.split("/").slice(1),
        query: asked.map(({ name: key, required, schema }) => ({
          key,
          value: "",
          ...(schema.description === undefined ? {} : { description: schema.description }),
          disabled: required !== true,
        })),
        variable: parameters.filter((one) => one.in === "path").map((one) => ({ key: one.name, value: "" })),
      },
      ...(body === null ? {} : { body: postmanBody(body) }),
    },
  };
}

function postmanBody(body: NonNullable<Request["body"]>) {
  if (body === "file") return { mode: "file", file: {} };
  return { mode: "raw", raw: JSON.stringify(body.sample, null, 2), options: { raw: { language: "json" } } };
}

/** Both programs fill in a fresh key for each request. */
function headersOf(parameters: readonly Parameter[], body: Request["body"]): [string, string][] {
  const keyed = parameters.some(({ name }) => name === "Idempotency-Key");
  return [
    ...(body === null || body === "file" ? [] : [["Content-Type", "application/json"] as [string, string]]),
    ...(keyed ? [["Idempotency-Key", "{{$guid}}"] as [string, string]] : []),
  ];
}

/** A folder of `.bru` files: https://docs.usebruno.com/bru-lang/overview */
function brunoFiles(folders: Folders): Files {
  const root = "docs/clients/bruno";
  const settings = { version: "1", name: "Waypost", type: "collection" };
  const entries = [...folders].flatMap(([folder, requests]) =>
    requests.map((request, index): [string, string] => [
      `${root}/${folder}/${request.id.replaceAll("_", "-")}.bru`,
      brunoRequest(request, index + 1),
    ]),
  );
  return {
    [`${root}/bruno.json`]: JSON.stringify(settings),
    [`${root}/collection.bru`]: [
      block("auth", { mode: "bearer" }),
      block("auth:bearer", { token: "{{api_key}}" }),
    ].join("\n"),
    [`${root}/environments/local.bru`]: [
      block("vars", { base_url: variables.base_url }),
      "vars:secret [\n  api_key\n]\n",
    ].join("\n"),
    ...Object.fromEntries(entries),
  };
}

function brunoRequest(request: Request, seq: number): string {
  const { name, method, path, parameters, about, body } = request;
  const named = (place: Parameter["in"]) => parameters.filter((one) => one.in === place);
  const [inPath, asked] = [named("path"), named("query")];
  const url = `{{base_url}}${path.replaceAll(/\{(\w+)\}/g, ":$1")}`;
  const kind = brunoBody(body);
  const off = asked.map(({ name: key, required }) => [required === true ? key : `~${key}`, ""] as const);
  return [
    block("meta", { name: name.replaceAll(/[:/]/g, " "), type: "http", seq: String(seq) }),
    block(method.toLowerCase(), { url, body: kind, auth: "inherit" }),
    ...(off.length === 0 ? [] : [block("params:query", Object.fromEntries(off))]),
    ...(inPath.length === 0
      ? []
      : [block("params:path", Object.fromEntries(inPath.map((one) => [one.name, ""])))]),
    ...(headersOf(parameters, body).length === 0
      ? []
      : [block("headers", Object.fromEntries(headersOf(parameters, body)))]),
    ...(kind === "json" ? [`body:json {\n${indent(jsonOf(body))}\n}\n`] : []),
    `docs {\n${indent(about)}\n}\n`,
  ].join("\n");
}

function brunoBody(body: Request["body"]): "none" | "file" | "json" {
  if (body === null) return "none";
  return body === "file" ? "file" : "json";
}

function jsonOf(body: Request["body"]): string {
  return JSON.stringify(body === null || body === "file" ? {} : body.sample, null, 2);
}

function block(name: string, fields: Readonly<Record<string, string>>): string {
  const lines = Object.entries(fields).map(([key, value]) => `  ${key}: ${value}`.trimEnd());
  return `${name} {\n${lines.join("\n")}\n}\n`;
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, "  ");
}
