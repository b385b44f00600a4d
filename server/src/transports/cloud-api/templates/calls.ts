// Meta's calls about templates: list, create, edit, delete (WhatsApp Business Platform, "Manage templates").

import type { HttpClient, HttpRequest } from "../../http/client.ts";
import { fields } from "../../http/json.ts";
import type {
  SubmittedTemplate,
  TemplateAnswer,
  TemplateContent,
  TemplateLibrary,
  TemplatePage,
  TemplatesAsked,
  TemplateSync,
} from "../../template-sync.ts";
import type { OutgoingFiles } from "../../transport.ts";
import type { Settings, TemplateAddresses } from "../dialect.ts";
import { readAnswerOf } from "./answer.ts";
import { handOverSamples } from "./header-samples.ts";
import { libraryPath, readLibraryPage, takenBody } from "./library.ts";
import { readId, readPage } from "./read-template.ts";

export type TemplateLine = {
  client: HttpClient;
  settings: Pick<Settings, "headers" | "secret">;
  at: TemplateAddresses;
  files: OutgoingFiles | undefined;
};

export function templateCalls(line: TemplateLine): TemplateSync & TemplateLibrary {
  return {
    listTemplates: (asked, signal) => list(line, asked, signal),
    handOverSamples: (components, signal) => handOverSamples(line, components, signal),
    createTemplate: (template, signal) => create(line, template, signal),
    editTemplate: (id, content, signal) =>
      call(
        line,
        { method: "POST", path: line.at.one(encodeURIComponent(id)), json: contentBody(content) },
        done,
        signal,
      ),
    unpauseTemplate: (id, signal) => {
      const path = `${line.at.one(encodeURIComponent(id))}/unpause`;
      return call(line, { method: "POST", path, json: {} }, done, signal);
    },
    deleteTemplate: ({ name, id }, signal) => {
      const query = new URLSearchParams({ name, ...(id === null ? {} : { hsm_id: id }) });
      return call(
        line,
        { method: "DELETE", path: `${line.at.list}?${query.toString()}`, json: null },
        done,
        signal,
      );
    },
    listLibrary: (asked, signal) =>
      call(line, { method: "GET", path: libraryPath(line.at, asked), json: null }, readLibraryPage, signal),
    takeFromLibrary: (taken, signal) =>
      call(line, { method: "POST", path: line.at.list, json: takenBody(taken) }, readCreated, signal),
  };
}

/** Fifty at a time: a carousel's components are tens of kilobytes, and an answer may have one megabyte. */
const pageSize = "50";

const listedFields = [
  "id",
  "name",
  "language",
  "status",
  "category",
  "previous_category",
  "correct_category",
  "rejected_reason",
  "quality_score",
  "parameter_format",
  "components",
  "message_send_ttl_seconds",
].join();

/** Meta's `name` finds parts of names too, so a page may hold others; they are left out. */
function list(
  line: TemplateLine,
  { after, name }: TemplatesAsked,
  signal: AbortSignal,
): Promise<TemplateAnswer<TemplatePage>> {
  const query = new URLSearchParams({ fields: listedFields, limit: pageSize });
  if (after !== null) query.set("after", after);
  if (name !== null) query.set("name", name);
  const request = { method: "GET", path: `${line.at.list}?${query.toString()}`, json: null } as const;
  return call(line, request, (body) => readPage(body, name), signal);
}

type Created = { id: string; status: string; category: string };

function create(
  line: TemplateLine,
  { name, language, parameterFormat, ...content }: SubmittedTemplate,
  signal: AbortSignal,
): Promise<TemplateAnswer<Created>> {
  // An authentication template's text is Meta's own, so it has no variables to name.
  const format = content.category === "AUTHENTICATION" ? {} : { parameter_format: parameterFormat };
  const json = { name, language, ...format, ...contentBody(content) };
  return call(line, { method: "POST", path: line.at.list, json }, readCreated, signal);
}

function readCreated(body: unknown): { value: Created } | null {
  const { id, status, category } = fields(body);
  const known = readId(id);
  if (known === null) return null;
  return {
    value: {
      id: known,
      status: typeof status === "string" ? status : "PENDING",
      category: typeof category === "string" ? category : "",
    },
  };
}

function contentBody({ category, components, ttlSeconds }: TemplateContent): Record<string, unknown> {
  return {
    category,
    components,
    ...(ttlSeconds === null ? {} : { message_send_ttl_seconds: ttlSeconds }),
  };
}

function done(body: unknown): { value: null } | null {
  return fields(body)["success"] === true ? { value: null } : null;
}

type Call = Pick<HttpRequest, "method" | "path"> & { json: unknown };

async function call<Value>(
  { client, settings }: TemplateLine,
  { method, path, json }: Call,
  read: (body: unknown) => { value: Value } | null,
  signal: AbortSignal,
): Promise<TemplateAnswer<Value>> {
  const body = json === null ? null : Buffer.from(JSON.stringify(json));
  const exchanged = await client.send({ method, path, headers: settings.headers, body }, signal);
  return readAnswerOf(exchanged, read, settings.secret);
}
