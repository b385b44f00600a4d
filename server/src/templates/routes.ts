// The routes about templates: drafted and read here, submitted to the provider, previewed.

import {
  createTemplate as createTemplateBody,
  type CreateTemplate,
  page,
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
import { cursorOf, limitDefault, pageOf } from "../kernel/listing.ts";
import { nameActor, type Reply, type Route, type RouteRequest } from "../kernel/route.ts";
import { askDelete, askSubmit, askUnpause, draftTemplate, redraft } from "./draft-template.ts";
import { groupRoutes } from "./group-routes.ts";
import { accountOf, type FindSender, lockedTemplate, localAccount, namedTemplate } from "./named-template.ts";
import { presentTemplate } from "./present-template.ts";
import { previewRoutes } from "./preview-routes.ts";
import { askForSync, listTemplates, notifyTemplates, readHistory } from "./store/template.ts";
import { versionRoutes } from "./version-routes.ts";

export type TemplateRouteDeps = FindSender & {
  newId(): string;
  now(): Date;
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
    ...previewRoutes,
    ...versionRoutes(deps),
    ...groupRoutes(deps),
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

async function create(deps: TemplateRouteDeps, { caller, body }: RouteRequest, tx: Tx): Promise<Reply> {
  const wanted = body as CreateTemplate;
  const account =
    wanted.kind === "local" ? localAccount(wanted.from) : await accountOf(deps, tx, caller, wanted.from);
  const owner = { ...caller, account, id: deps.newId(), author: nameActor(caller.actor) };
  const row = await draftTemplate(tx, owner, wanted);
  return { status: 201, body: presentTemplate(row) };
}

async function list(deps: TemplateRouteDeps, { caller, query }: RouteRequest, tx: Tx): Promise<Reply> {
  const { limit = limitDefault, after, from, kind, ...filter } = query as TemplateQuery;
  const account = from === undefined ? null : await accountOf(deps, tx, caller, from);
  const key = [caller.tenantId, caller.mode, account];
  const { status = null, category = null, name = null, language = null } = filter;
  const wanted = [status, category, name, language, cursorOf("tpl", after), limit + 1, kind ?? null];
  const rows = await listTemplates(tx, [...key, ...wanted]);
  return { status: 200, body: pageOf(rows, limit, (row) => presentTemplate(row)) };
}

async function readOne(request: RouteRequest, tx: Tx): Promise<Reply> {
  const row = await namedTemplate(request, tx);
  return { status: 200, body: presentTemplate(row, await readHistory(tx, [row.tenant_id, row.id])) };
}

async function update(request: RouteRequest, tx: Tx): Promise<Reply> {
  const change = request.body as UpdateTemplate;
  const author = nameActor(request.caller.actor);
  const row = await redraft(tx, await lockedTemplate(request, tx), { change, author });
  return { status: 200, body: presentTemplate(row) };
}

async function submit(request: RouteRequest, tx: Tx): Promise<Reply> {
  const row = await askSubmit(tx, await lockedTemplate(request, tx));
  return { status: 202, body: presentTemplate(row) };
}

async function unpause(request: RouteRequest, tx: Tx): Promise<Reply> {
  const row = await askUnpause(tx, await lockedTemplate(request, tx));
  return { status: 202, body: presentTemplate(row) };
}

async function remove(request: RouteRequest, tx: Tx): Promise<Reply> {
  const row = await askDelete(tx, await lockedTemplate(request, tx));
  return row === null ? { status: 204, body: null } : { status: 202, body: presentTemplate(row) };
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
