// The routes that show a template before it is sent: linted as it is written, with values, and for real people.

import {
  lintAnswer,
  lintTemplate,
  type LintTemplate,
  previewAnswer,
  previewRequest,
  type PreviewRequest,
} from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { parseId, presentId } from "../kernel/ids.ts";
import type { Caller, Reply, Route, RouteRequest } from "../kernel/route.ts";
import { checkContent, fallbackWarnings } from "./check-content.ts";
import { namedTemplate } from "./named-template.ts";
import { draftedVersionOf, versionOf } from "./present-template.ts";
import { previewVersion } from "./preview-version.ts";
import { type PersonRow, readPeople, samplePeople } from "./store/people.ts";
import type { TemplateValues } from "./values.ts";

export const previewRoutes: Route[] = [
  {
    method: "POST",
    path: "/v1/templates/lint",
    scope: "templates:read",
    audit: null,
    summary: "What is wrong or doubtful with a template as it is being written; nothing is stored",
    schema: { body: lintTemplate, response: { 200: lintAnswer } },
    handler: { kind: "own", handle: async ({ body }) => ({ status: 200, body: lint(body as LintTemplate) }) },
  },
  {
    method: "POST",
    path: "/v1/templates/:id/preview",
    scope: "templates:read",
    audit: null,
    summary: "What a person would see of it: with these values, or for real contacts",
    schema: { body: previewRequest, response: { 200: previewAnswer } },
    handler: { kind: "transaction", handle: preview },
  },
];

function lint({
  kind = "cloud_api",
  parameter_format = kind === "local" ? "NAMED" : "POSITIONAL",
  message_send_ttl_seconds: ttl = null,
  category,
  components,
  variables = {},
}: LintTemplate): unknown {
  const draft = { category, components, ttl_seconds: ttl, variables };
  const writing = { kind, parameterFormat: parameter_format, draft };
  const found = checkContent(writing);
  return { ...found, warnings: [...found.warnings, ...fallbackWarnings(writing, found.variables)] };
}

async function preview(request: RouteRequest, tx: Tx): Promise<Reply> {
  const { variables = {}, draft = false, fields = {}, ...whom } = request.body as PreviewRequest;
  const row = await namedTemplate(request, tx);
  const show = previewVersion(draft ? draftedVersionOf(row) : versionOf(row));
  const { missing: _, ...shown } = show(variables, row.id);
  if (whom.contacts === undefined && whom.sample === undefined) return { status: 200, body: shown };
  const people = await peopleIn(tx, request.caller, whom);
  const recipients = people.map((person) => ({
    contact: presentId("con", person.id),
    // A campaign has a seed of its own, so that it may choose other variants.
    ...show({ ...valuesOf(person, fields), ...variables }, person.id),
  }));
  return { status: 200, body: { ...shown, recipients } };
}

async function peopleIn(
  tx: Tx,
  { tenantId, scopes }: Caller,
  { contacts, sample }: Pick<PreviewRequest, "contacts" | "sample">,
): Promise<PersonRow[]> {
  if (!scopes.has("contacts:read")) {
    throw new AppError("insufficient_scope", "To see what contacts would get takes the scope contacts:read.");
  }
  if (contacts !== undefined) {
    const ids = contacts.map((text, at) => parseId("con", text) ?? unknown(`/contacts/${at}`));
    const found = new Map((await readPeople(tx, [tenantId, ids])).map((person) => [person.id, person]));
    return ids.map((id, at) => found.get(id) ?? unknown(`/contacts/${at}`));
  }
  const { count = 1, list } = sample ?? {};
  const listId = list === undefined ? null : (parseId("lst", list) ?? unknown("/sample/list"));
  return samplePeople(tx, [tenantId, listId, count]);
}

function unknown(path: string): never {
  throw new AppError("invalid_request", "The preview names somebody who is not there.", {
    errors: [{ path, message: "is not there" }],
  });
}

/** Their attributes by name, and name, phone and language; `fields` says which of them a variable takes instead. */
function valuesOf(person: PersonRow, fields: Readonly<Record<string, string>>): TemplateValues {
  const { name, phone, language, attributes } = person;
  const known: Record<string, unknown> = { name, phone, language, ...attributes };
  const named = Object.entries(fields).map(([variable, field]) => [variable, known[field]] as const);
  const values = Object.entries({ ...known, ...Object.fromEntries(named) });
  return Object.fromEntries(values.flatMap(([key, value]) => (isValue(value) ? [[key, value]] : [])));
}

function isValue(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}
