// The routes about templates: drafted and read here, submitted to the provider, previewed.

import {
  createTemplate as createTemplateBody,
  type CreateTemplate,
  page,
  previewAnswer,
  previewRequest,
  type PreviewRequest,
  syncAnswer,
  syncRequest,
  type SyncRequest,
  templateQuery,
  type TemplateQuery,
  templateResource,
  updateTemplate as updateTemplateBody,
  type UpdateTemplate,
} from "@waypost/contract";
import { Type } from "typebox";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { parseId, presentId } from "../kernel/ids.ts";
import type { Caller, Reply, Route, RouteRequest } from "../kernel/route.ts";
import type { SenderFinder } from "../senders/index.ts";
import { askDelete, askSubmit, askUnpause, draftTemplate, redraft } from "./draft-template.ts";
import { contentOf, draftOf, presentTemplate } from "./present-template.ts";
import { renderPreview } from "./preview.ts";
import type { TemplateRow } from "./store/rows.ts";
import {
  askForSync,
  listTemplates,
  notifyTemplates,
  readAccountOfSender,
  readHistory,
  readTemplate,
  readTemplateForUpdate,
} from "./store/template.ts";

export type TemplateRouteDeps = {
  finder: Pick<SenderFinder, "find">;
  newId(): string;
};

export function templateRoutes(deps: TemplateRouteDeps): Route[] {
  return [
    {
      method: "POST",
      path: "/v1/templates",
      scope: "templates:write",
      summary: "Draft a template, and submit it if wanted",
      schema: { body: createTemplateBody, response: { 201: templateResource } },
      handler: { kind: "transaction", handle: (request, tx) => create(deps, request, tx) },
    },
    {
      method: "GET",
      path: "/v1/templates",
      scope: "templates:read",
      summary: "List templates, newest first",
      schema: { query: templateQuery, response: { 200: page(templateResource) } },
      handler: { kind: "transaction", handle: (request, tx) => list(deps, request, tx) },
    },
    {
      method: "POST",
      path: "/v1/templates/sync",
      scope: "templates:write",
      summary: "Read all templates of a sender's account from its provider, or of all accounts",
      schema: { body: syncRequest, response: { 202: syncAnswer } },
      handler: { kind: "transaction", handle: (request, tx) => sync(deps, request, tx) },
    },
    {
      method: "GET",
      path: "/v1/templates/:id",
      scope: "templates:read",
      summary: "Read a template with what was told of it",
      schema: { response: { 200: templateResource } },
      handler: { kind: "transaction", handle: readOne },
    },
    ...changingRoutes,
    {
      method: "POST",
      path: "/v1/templates/:id/preview",
      scope: "templates:read",
      audit: null,
      summary: "What a person would see of it, with these values",
      schema: { body: previewRequest, response: { 200: previewAnswer } },
      handler: { kind: "transaction", handle: preview },
    },
  ];
}

const changingRoutes: Route[] = [
  {
    method: "PATCH",
    path: "/v1/templates/:id",
    scope: "templates:write",
    summary: "Change a template's draft, and submit it if wanted",
    schema: { body: updateTemplateBody, response: { 200: templateResource } },
    handler: { kind: "transaction", handle: update },
  },
  {
    method: "DELETE",
    path: "/v1/templates/:id",
    scope: "templates:write",
    summary: "Delete a template; one that the provider has is gone once the provider says so",
    schema: { response: { 202: templateResource, 204: Type.Null() } },
    handler: { kind: "transaction", handle: remove },
  },
  {
    method: "POST",
    path: "/v1/templates/:id/submit",
    scope: "templates:write",
    summary: "Hand a draft to the provider's review",
    schema: { response: { 202: templateResource } },
    handler: { kind: "transaction", handle: submit },
  },
  {
    method: "POST",
    path: "/v1/templates/:id/unpause",
    scope: "templates:write",
    summary: "Lift the pause of a template that its provider's pacing stopped",
    schema: { response: { 202: templateResource } },
    handler: { kind: "transaction", handle: unpause },
  },
];

const limitDefault = 50;

async function create(deps: TemplateRouteDeps, { caller, body }: RouteRequest, tx: Tx): Promise<Reply> {
  const wanted = body as CreateTemplate;
  const account = await accountOf(deps, tx, caller, wanted.from);
  const row = await draftTemplate(tx, { ...caller, account, id: deps.newId() }, wanted);
  return { status: 201, body: presentTemplate(row) };
}

async function list(deps: TemplateRouteDeps, { caller, query }: RouteRequest, tx: Tx): Promise<Reply> {
  const { limit = limitDefault, after, from, status, category, name, language } = query as TemplateQuery;
  const account = from === undefined ? null : await accountOf(deps, tx, caller, from);
  const key = [caller.tenantId, caller.mode, account];
  const wanted = [status ?? null, category ?? null, name ?? null, language ?? null];
  const rows = await listTemplates(tx, [...key, ...wanted, cursor(after), limit + 1]);
  const data = rows.slice(0, limit).map((row) => presentTemplate(row));
  return { status: 200, body: { data, next: rows.length > limit ? (data.at(-1)?.id ?? null) : null } };
}

async function readOne(request: RouteRequest, tx: Tx): Promise<Reply> {
  const { caller } = request;
  const [row] = await readTemplate(tx, [caller.tenantId, caller.mode, templateId(request)]);
  if (row === undefined) throw notFound();
  return { status: 200, body: presentTemplate(row, await readHistory(tx, [row.tenant_id, row.id])) };
}

async function update(request: RouteRequest, tx: Tx): Promise<Reply> {
  const row = await redraft(tx, await locked(request, tx), request.body as UpdateTemplate);
  return { status: 200, body: presentTemplate(row) };
}

async function submit(request: RouteRequest, tx: Tx): Promise<Reply> {
  const row = await askSubmit(tx, await locked(request, tx));
  return { status: 202, body: presentTemplate(row) };
}

async function unpause(request: RouteRequest, tx: Tx): Promise<Reply> {
  const row = await askUnpause(tx, await locked(request, tx));
  return { status: 202, body: presentTemplate(row) };
}

async function remove(request: RouteRequest, tx: Tx): Promise<Reply> {
  const row = await askDelete(tx, await locked(request, tx));
  return row === null ? { status: 204, body: null } : { status: 202, body: presentTemplate(row) };
}

async function preview(request: RouteRequest, tx: Tx): Promise<Reply> {
  const { caller, body } = request;
  const { variables = {}, draft = false } = body as PreviewRequest;
  const [row] = await readTemplate(tx, [caller.tenantId, caller.mode, templateId(request)]);
  if (row === undefined) throw notFound();
  return { status: 200, body: renderPreview(draft ? draftOf(row) : contentOf(row), variables) };
}

async function sync(deps: TemplateRouteDeps, { caller, body }: RouteRequest, tx: Tx): Promise<Reply> {
  const { from } = body as SyncRequest;
  const account = from === undefined ? null : await accountOf(deps, tx, caller, from);
  const rows = await askForSync(tx, [caller.tenantId, caller.mode, account]);
  await notifyTemplates(tx, []);
  const data = rows.map(({ account: id, synced_at: at, problem }) => ({
    account: id,
    synced_at: at?.toISOString() ?? null,
    problem,
  }));
  return { status: 202, body: { data } };
}

/** The account of the sender that is named, or of the default one. */
async function accountOf(
  { finder }: TemplateRouteDeps,
  tx: Tx,
  caller: Caller,
  from: string | undefined,
): Promise<string> {
  const sender = await finder.find(caller.tenantId, caller.mode, from ?? null);
  if (sender === null) {
    throw new AppError("sender_not_found", "There is no such sender within reach of this key.", {
      errors: [{ path: "/from", message: "names no sender" }],
    });
  }
  const [row] = await readAccountOfSender(tx, [caller.tenantId, caller.mode, sender.id]);
  if (row !== undefined) return row.account;
  const detail = `The sender ${presentId("snd", sender.id)} has no templates that can be managed here.`;
  throw new AppError("templates_not_supported", detail);
}

async function locked(request: RouteRequest, tx: Tx): Promise<TemplateRow> {
  const { caller } = request;
  const [row] = await readTemplateForUpdate(tx, [caller.tenantId, caller.mode, templateId(request)]);
  if (row === undefined) throw notFound();
  return row;
}

/** What is not an id of ours answers like an id of somebody else: it is not there. */
function templateId({ params }: RouteRequest): string {
  const id = parseId("tpl", params["id"] ?? "");
  if (id === null) throw notFound();
  return id;
}

function cursor(after: string | undefined): string | null {
  if (after === undefined) return null;
  const id = parseId("tpl", after);
  if (id === null) throw new AppError("invalid_cursor", "`after` is not a cursor of this list.");
  return id;
}

function notFound(): AppError {
  return new AppError("not_found", "There is no such template.");
}
