// The routes about contacts.

import {
  type ContactQuery,
  contactQuery,
  type ContactResource,
  contactResource,
  page,
  type UpdateContact,
  updateContact,
  type UpsertContact,
  upsertContact,
} from "@waypost/contract";
import { Type } from "typebox";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { presentId } from "../kernel/ids.ts";
import type { Reply, Route, RouteRequest } from "../kernel/route.ts";
import { phoneAlias } from "./address.ts";
import { findContacts } from "./contacts/find-contacts.ts";
import { cursorOf, idOf, limitDefault, pageOf } from "./listing.ts";
import type { AudienceRouteDeps } from "./routes.ts";
import { lockIdentities, readAliases } from "./store/contact.ts";
import { changeContact, type ContactRow, deleteContact, listContacts, readContact } from "./store/read.ts";
import { forgetPhones } from "./store/suppression.ts";

export function contactRoutes(deps: AudienceRouteDeps): Route[] {
  return [
    {
      method: "POST",
      path: "/v1/contacts",
      scope: "contacts:write",
      summary: "Add a contact, or change who has this number already",
      schema: { body: upsertContact, response: { 200: contactResource, 201: contactResource } },
      handler: { kind: "transaction", handle: (request, tx) => upsert(deps, request, tx) },
    },
    {
      method: "GET",
      path: "/v1/contacts",
      scope: "contacts:read",
      summary: "List contacts, newest first",
      schema: { query: contactQuery, response: { 200: page(contactResource) } },
      handler: { kind: "transaction", handle: (request, tx) => list(deps, request, tx) },
    },
    {
      method: "GET",
      path: "/v1/contacts/:id",
      scope: "contacts:read",
      summary: "Read a contact; the id of one that was merged answers with the one that stands",
      schema: { response: { 200: contactResource } },
      handler: { kind: "transaction", handle: readOne },
    },
    {
      method: "PATCH",
      path: "/v1/contacts/:id",
      scope: "contacts:write",
      summary: "Change a contact's name and attributes; what is not named stays",
      schema: { body: updateContact, response: { 200: contactResource } },
      handler: { kind: "transaction", handle: update },
    },
    {
      method: "DELETE",
      path: "/v1/contacts/:id",
      scope: "contacts:write",
      summary: "Forget a contact; whether anything may be sent to them stays known by a hash",
      schema: { response: { 204: Type.Null() } },
      handler: { kind: "transaction", handle: remove },
    },
  ];
}

async function upsert(deps: AudienceRouteDeps, { caller, body }: RouteRequest, tx: Tx): Promise<Reply> {
  const { phone, name, attributes } = body as UpsertContact;
  const alias = phoneAlias(await deps.parsePhone(caller.tenantId, phone, "/phone"));
  const found = await readAliases(tx, [{ tenantId: caller.tenantId, ...alias }]);
  const isKnown = found.some(({ leftAt }) => leftAt === null);
  if (!isKnown) await deps.roomForContact?.(tx, caller);
  const sighting = {
    tenantId: caller.tenantId,
    aliases: [alias],
    name: null,
    at: deps.now(),
    evidence: "api",
  };
  const { contactIds, silenced } = await findContacts(tx, [sighting], deps.people);
  await deps.skipWaiting(tx, silenced);
  const id = contactIds[0] ?? "";
  await changeContact(tx, { tenantId: caller.tenantId, id, name, attributes });
  return {
    status: isKnown ? 200 : 201,
    body: await whole(tx, caller.tenantId, id),
  };
}

async function list(deps: AudienceRouteDeps, { caller, query }: RouteRequest, tx: Tx): Promise<Reply> {
  const { limit = limitDefault, after, phone } = query as ContactQuery;
  const { tenantId } = caller;
  const hash = phone === undefined ? null : await deps.hashOfPhone(tenantId, phone, "query.phone");
  const rows = await listContacts(tx, [tenantId, hash, cursorOf("con", after), limit + 1]);
  return { status: 200, body: pageOf(rows, limit, presentContact) };
}

async function readOne(request: RouteRequest, tx: Tx): Promise<Reply> {
  return { status: 200, body: await whole(tx, request.caller.tenantId, contactId(request)) };
}

async function update(request: RouteRequest, tx: Tx): Promise<Reply> {
  const { tenantId } = request.caller;
  const [row] = await readContact(tx, [tenantId, contactId(request)]);
  if (row === undefined) throw notFound();
  const { name, attributes } = request.body as UpdateContact;
  await changeContact(tx, { tenantId, id: row.id, name, attributes });
  return { status: 200, body: await whole(tx, tenantId, row.id) };
}

/** Under the tenant's lock, so that nobody is given an address of theirs meanwhile. */
async function remove(request: RouteRequest, tx: Tx): Promise<Reply> {
  const { tenantId } = request.caller;
  await lockIdentities(tx, [[tenantId]]);
  const [row] = await readContact(tx, [tenantId, contactId(request)]);
  if (row === undefined) throw notFound();
  const addresses = await deleteContact(tx, [tenantId, row.id]);
  await forgetPhones(tx, [tenantId, addresses.map(({ address_hash }) => address_hash)]);
  return { status: 204, body: null };
}

async function whole(tx: Tx, tenantId: string, id: string): Promise<ContactResource> {
  const [row] = await readContact(tx, [tenantId, id]);
  if (row === undefined) throw notFound();
  return presentContact(row);
}

function presentContact(row: ContactRow): ContactResource {
  const aliases = row.aliases.toSorted((a, b) => b.seen_at.localeCompare(a.seen_at));
  return {
    id: presentId("con", row.id),
    name: row.name,
    profile_name: row.profile_name,
    phone: aliases.find(({ kind }) => kind === "phone")?.value ?? null,
    aliases: aliases.map(({ kind, value, scope, seen_at }) => ({
      kind,
      value,
      scope: scope === "" ? null : scope,
      seen_at: new Date(seen_at).toISOString(),
    })),
    attributes: row.attributes,
    suppressed: row.suppressed,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}

function contactId({ params }: RouteRequest): string {
  const id = idOf("con", params["id"]);
  if (id === null) throw notFound();
  return id;
}

function notFound(): AppError {
  return new AppError("not_found", "There is no such contact.");
}
