// The routes about contacts.

import {
  contactExportQuery,
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
import { parseId } from "../kernel/ids.ts";
import { cursorOf, limitDefault, pageOf } from "../kernel/listing.ts";
import type { Reply, Route, RouteRequest } from "../kernel/route.ts";
import { type Alias, aliasesOf } from "./address.ts";
import { attributesMax } from "./attributes/check-attributes.ts";
import { findContacts } from "./contacts/find-contacts.ts";
import { findPage } from "./contacts/find-page.ts";
import { presentContact } from "./contacts/present-contact.ts";
import { type ContactFields, readFields } from "./contacts/read-fields.ts";
import { readFilters } from "./contacts/read-filters.ts";
import { exportContacts } from "./export/export-contacts.ts";
import type { AudienceRouteDeps } from "./routes.ts";
import { lockIdentities, readAliases } from "./store/contact.ts";
import { deleteContact, readContact, readContactOfAddress, readContacts } from "./store/read.ts";
import { forgetPhones } from "./store/suppression.ts";
import { setTags } from "./store/tag.ts";
import { updateContacts } from "./store/upsert.ts";

export function contactRoutes(deps: AudienceRouteDeps): Route[] {
  return [
    {
      method: "POST",
      path: "/v1/contacts",
      scope: "contacts:write",
      summary: "Add a contact, or change who has this number, LID or user id already",
      schema: { body: upsertContact, response: { 200: contactResource, 201: contactResource } },
      handler: { kind: "transaction", handle: (request, tx) => upsert(deps, request, tx) },
    },
    {
      method: "GET",
      path: "/v1/contacts",
      scope: "contacts:read",
      summary: "Find contacts, newest first",
      schema: { query: contactQuery, response: { 200: page(contactResource) } },
      handler: { kind: "transaction", handle: (request, tx) => list(deps, request, tx) },
    },
    {
      method: "GET",
      path: "/v1/contacts/export",
      scope: "contacts:read",
      audit: "contacts.exported",
      summary: "Download contacts as CSV",
      schema: { query: contactExportQuery, response: { 200: csvFile } },
      handler: { kind: "stream", handle: (request) => exportContacts(deps, request) },
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
      summary: "Change what is known of a contact; what is not named stays",
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

const csvFile = Type.String({ description: "text/csv" });

async function upsert(deps: AudienceRouteDeps, { caller, body }: RouteRequest, tx: Tx): Promise<Reply> {
  const asked = body as UpsertContact;
  const { tenantId } = caller;
  const fields = await readFields(tx, tenantId, asked);
  const aliases = await namesIn(deps, tenantId, asked);
  const sought = aliases.map((alias) => ({ tenantId, ...alias }));
  const isKnown = (await readAliases(tx, sought)).some(({ leftAt }) => leftAt === null);
  if (!isKnown) await deps.roomForContact?.(tx, caller, 1);
  const sighting = { tenantId, aliases, name: null, at: deps.now(), evidence: "api" };
  const { contactIds, silenced } = await findContacts(tx, [sighting], deps.people);
  await deps.skipWaiting(tx, silenced);
  const id = contactIds[0] ?? "";
  await change(tx, tenantId, { id, fields, tags: fields.tags ?? [] });
  return { status: isKnown ? 200 : 201, body: await whole(tx, tenantId, id) };
}

/** Any of a person's names is enough, and those that come together are one person's. */
async function namesIn(deps: AudienceRouteDeps, tenantId: string, asked: UpsertContact): Promise<Alias[]> {
  const { phone, lid, user_id: userId, account } = asked;
  const aliases = aliasesOf({
    phone: phone === undefined ? null : await deps.parsePhone(tenantId, phone, "/phone"),
    lid: lid ?? null,
    userId: userId ?? null,
    account: account ?? null,
  });
  if (aliases.length > 0) return aliases;
  throw new AppError("invalid_request", "Nobody is named.", {
    errors: [{ path: "/phone", message: "is required, or lid, or user_id" }],
  });
}

async function change(
  tx: Tx,
  tenantId: string,
  { id, fields, tags }: { id: string; fields: ContactFields; tags: string[] },
): Promise<void> {
  const { name, language, timeZone, attributes } = fields;
  const set = {
    ...(name === undefined ? {} : { name }),
    ...(language === undefined ? {} : { language }),
    ...(timeZone === undefined ? {} : { timeZone }),
  };
  const [updated] = await updateContacts(tx, tenantId, [
    { id, set, fill: {}, setAttributes: attributes, fillAttributes: {}, tags },
  ]);
  if (updated?.refused !== true) return;
  const { count } = attributesMax;
  throw new AppError("invalid_request", "The contact would have too many attributes.", {
    errors: [{ path: "/attributes", message: `come to more than ${count}, or 64 kB, with those they have` }],
  });
}

async function list(deps: AudienceRouteDeps, { caller, query }: RouteRequest, tx: Tx): Promise<Reply> {
  const { limit = limitDefault, after, phone, q, ...filters } = query as ContactQuery;
  const { tenantId } = caller;
  const read = readFilters(filters);
  const afterId = cursorOf("con", after);
  if (read === null) return { status: 200, body: { data: [], next: null } };
  const ids =
    phone === undefined
      ? await findPage(tx, { tenantId, ...read, q: q ?? null, afterId, limit: limit + 1 })
      : (
          await readContactOfAddress(tx, [tenantId, await deps.hashOfPhone(tenantId, phone, "query.phone")])
        ).map(({ id }) => id);
  const rows = await readContacts(tx, [tenantId, ids]);
  return { status: 200, body: pageOf(rows, limit, presentContact) };
}

async function readOne(request: RouteRequest, tx: Tx): Promise<Reply> {
  return { status: 200, body: await whole(tx, request.caller.tenantId, contactId(request)) };
}

async function update(request: RouteRequest, tx: Tx): Promise<Reply> {
  const { tenantId } = request.caller;
  const fields = await readFields(tx, tenantId, request.body as UpdateContact);
  const [row] = await readContact(tx, [tenantId, contactId(request)]);
  if (row === undefined) throw notFound();
  await change(tx, tenantId, { id: row.id, fields, tags: [] });
  if (fields.tags !== undefined) await setTags(tx, [tenantId, row.id, fields.tags]);
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

function contactId({ params }: RouteRequest): string {
  const id = parseId("con", params["id"]);
  if (id === null) throw notFound();
  return id;
}

function notFound(): AppError {
  return new AppError("not_found", "There is no such contact.");
}
