// The routes about lists of contacts, and who is on them.

import {
  type ChangeMembers,
  changeMembers,
  type ContactListResource,
  contactListResource,
  type CreateContactList,
  createContactList,
  membersChanged,
  page,
  pageQuery,
  type PageQuery,
  type UpdateContactList,
  updateContactList,
} from "@waypost/contract";
import { Type } from "typebox";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { parseId, presentId } from "../kernel/ids.ts";
import { cursorOf, limitDefault, pageOf } from "../kernel/listing.ts";
import type { Reply, Route, RouteRequest } from "../kernel/route.ts";
import { readChosen } from "./contacts/read-chosen.ts";
import type { AudienceRouteDeps } from "./routes.ts";
import { lockSegments } from "./segments/store/segment.ts";
import { refuseInUse, segmentsNamingList } from "./segments/users.ts";
import {
  addMembers,
  deleteList,
  emptyList,
  insertList,
  listLists,
  type ListRow,
  lockList,
  readList,
  readListNamed,
  removeMembers,
  updateList,
} from "./store/list.ts";

export function listRoutes({ people, listUsers }: AudienceRouteDeps): Route[] {
  return [
    {
      method: "POST",
      path: "/v1/lists",
      scope: "contacts:write",
      summary: "Make a list of contacts",
      schema: { body: createContactList, response: { 201: contactListResource } },
      handler: { kind: "transaction", handle: (request, tx) => create(people.newId, request, tx) },
    },
    {
      method: "GET",
      path: "/v1/lists",
      scope: "contacts:read",
      summary: "List the lists, newest first",
      schema: { query: pageQuery, response: { 200: page(contactListResource) } },
      handler: { kind: "transaction", handle: list },
    },
    {
      method: "GET",
      path: "/v1/lists/:id",
      scope: "contacts:read",
      summary: "Read a list; who is on it is listed by `GET /v1/contacts?list=`",
      schema: { response: { 200: contactListResource } },
      handler: { kind: "transaction", handle: readOne },
    },
    {
      method: "PATCH",
      path: "/v1/lists/:id",
      scope: "contacts:write",
      summary: "Call a list otherwise, or describe it",
      schema: { body: updateContactList, response: { 200: contactListResource } },
      handler: { kind: "transaction", handle: update },
    },
    {
      method: "DELETE",
      path: "/v1/lists/:id",
      scope: "contacts:write",
      summary: "Take a list away; the people who were on it stay contacts",
      schema: { response: { 204: Type.Null() } },
      handler: { kind: "transaction", handle: (request, tx) => remove(listUsers, request, tx) },
    },
    {
      method: "POST",
      path: "/v1/lists/:id/members",
      scope: "contacts:write",
      summary: "Put contacts on a list, or take them off",
      schema: { body: changeMembers, response: { 200: membersChanged } },
      handler: { kind: "transaction", handle: changeWho },
    },
  ];
}

async function create(newId: () => string, { caller, body }: RouteRequest, tx: Tx): Promise<Reply> {
  const { name, description = null } = body as CreateContactList;
  const [row] = await insertList(tx, [caller.tenantId, newId(), name, description]);
  if (row === undefined) throw nameTaken();
  return { status: 201, body: presentList(row) };
}

async function list({ caller, query }: RouteRequest, tx: Tx): Promise<Reply> {
  const { limit = limitDefault, after } = query as PageQuery;
  const rows = await listLists(tx, [caller.tenantId, cursorOf("lst", after), limit + 1]);
  return { status: 200, body: pageOf(rows, limit, presentList) };
}

async function readOne(request: RouteRequest, tx: Tx): Promise<Reply> {
  const [row] = await readList(tx, [request.caller.tenantId, listId(request)]);
  if (row === undefined) throw notFound();
  return { status: 200, body: presentList(row) };
}

async function update(request: RouteRequest, tx: Tx): Promise<Reply> {
  const { name, description } = request.body as UpdateContactList;
  const { tenantId } = request.caller;
  const id = listId(request);
  if (name !== undefined && (await readListNamed(tx, [tenantId, id, name])).length > 0) throw nameTaken();
  const [row] = await updateList(tx, [
    tenantId,
    id,
    name ?? null,
    description !== undefined,
    description ?? null,
  ]);
  if (row === undefined) throw notFound();
  return { status: 200, body: presentList(row) };
}

/** In one transaction, so that a list is there with everybody on it, or not at all. */
async function remove(users: AudienceRouteDeps["listUsers"], request: RouteRequest, tx: Tx): Promise<Reply> {
  const { tenantId } = request.caller;
  const id = listId(request);
  // Before the list: who writes a segment that names it has that lock first.
  await lockSegments(tx, [tenantId]);
  if ((await lockList(tx, [tenantId, id])).length === 0) throw notFound();
  const above = (await users?.(tx, { tenantId, listId: id })) ?? [];
  refuseInUse("list", [...(await segmentsNamingList(tx, tenantId, id)), ...above]);
  for (let left = bite; left === bite;) {
    // oxlint-disable-next-line no-await-in-loop -- a bite follows the one before
    left = (await emptyList(tx, [tenantId, id, bite]))[0]?.count ?? 0;
  }
  await deleteList(tx, [tenantId, id]);
  return { status: 204, body: null };
}

/** What one statement takes off in a second. */
const bite = 50_000;

/** People before their lists, as everybody locks them. */
async function changeWho(request: RouteRequest, tx: Tx): Promise<Reply> {
  const { add = [], remove: off = [] } = request.body as ChangeMembers;
  const { tenantId } = request.caller;
  const id = listId(request);
  const coming = await readChosen(tx, tenantId, add);
  const [locked] = await lockList(tx, [tenantId, id]);
  if (locked === undefined) throw notFound();
  const leaving = off.flatMap((text) => parseId("con", text) ?? []);
  const removed = await removeMembers(tx, [tenantId, id, leaving]);
  const added = await addMembers(tx, [tenantId, [id], coming.ids]);
  const [row] = await readList(tx, [tenantId, id]);
  return {
    status: 200,
    body: {
      added: added.length,
      removed: removed.length,
      not_found: coming.notFound,
      contacts: row?.member_count ?? 0,
    },
  };
}

function presentList(row: ListRow): ContactListResource {
  return {
    id: presentId("lst", row.id),
    name: row.name,
    description: row.description,
    contacts: row.member_count,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}

function listId({ params }: RouteRequest): string {
  const id = parseId("lst", params["id"]);
  if (id === null) throw notFound();
  return id;
}

function notFound(): AppError {
  return new AppError("not_found", "There is no such list.");
}

function nameTaken(): AppError {
  return new AppError("already_exists", "There is a list of that name.", {
    errors: [{ path: "/name", message: "is taken" }],
  });
}
