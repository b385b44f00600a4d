// The routes about notes: what people of the tenant write down about a contact.

import {
  type CreateNote,
  createNote,
  type NoteResource,
  noteResource,
  page,
  pageQuery,
  type PageQuery,
} from "@waypost/contract";
import { Type } from "typebox";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { parseId, presentId } from "../kernel/ids.ts";
import { cursorOf, limitDefault, pageOf } from "../kernel/listing.ts";
import { nameActor, type Reply, type Route, type RouteRequest } from "../kernel/route.ts";
import type { AudienceRouteDeps } from "./routes.ts";
import { deleteNote, insertNote, listNotes, type NoteRow, readNote } from "./store/note.ts";
import { lockStanding, readContact } from "./store/read.ts";

export function noteRoutes({ people }: AudienceRouteDeps): Route[] {
  return [
    {
      method: "POST",
      path: "/v1/contacts/:id/notes",
      scope: "contacts:write",
      summary: "Write a note about a contact",
      schema: { body: createNote, response: { 201: noteResource } },
      handler: { kind: "transaction", handle: (request, tx) => create(people.newId, request, tx) },
    },
    {
      method: "GET",
      path: "/v1/contacts/:id/notes",
      scope: "contacts:read",
      summary: "List the notes about a contact, newest first",
      schema: { query: pageQuery, response: { 200: page(noteResource) } },
      handler: { kind: "transaction", handle: list },
    },
    {
      method: "DELETE",
      path: "/v1/notes/:id",
      scope: "contacts:write",
      summary: "Take a note away: one's own, or any for who may change people's roles",
      schema: { response: { 204: Type.Null() } },
      handler: { kind: "transaction", handle: remove },
    },
  ];
}

/** The contact is locked, so that it is not merged into another one meanwhile and the note left behind. */
async function create(newId: () => string, { caller, params, body }: RouteRequest, tx: Tx): Promise<Reply> {
  const asked = parseId("con", params["id"]);
  const { tenantId, actor } = caller;
  const [contact] = await lockStanding(tx, [tenantId, asked === null ? [] : [asked]]);
  if (contact === undefined) throw noContact();
  const [row] = await insertNote(tx, [
    tenantId,
    newId(),
    contact.id,
    nameActor(actor),
    (body as CreateNote).body,
  ]);
  if (row === undefined) throw new Error("a note that was written is there");
  return { status: 201, body: presentNote(row) };
}

async function list({ caller, params, query }: RouteRequest, tx: Tx): Promise<Reply> {
  const { limit = limitDefault, after } = query as PageQuery;
  const asked = parseId("con", params["id"]);
  const [contact] = asked === null ? [] : await readContact(tx, [caller.tenantId, asked]);
  if (contact === undefined) throw noContact();
  const rows = await listNotes(tx, [caller.tenantId, contact.id, cursorOf("nte", after), limit + 1]);
  return { status: 200, body: pageOf(rows, limit, presentNote) };
}

async function remove({ caller, params }: RouteRequest, tx: Tx): Promise<Reply> {
  const { tenantId, actor, scopes } = caller;
  const id = parseId("nte", params["id"]);
  const [note] = id === null ? [] : await readNote(tx, [tenantId, id]);
  if (note === undefined) throw new AppError("not_found", "There is no such note.");
  if (note.author !== nameActor(actor) && !scopes.has("people:write"))
    throw new AppError(
      "insufficient_scope",
      "Somebody else wrote this note: it takes the scope people:write.",
    );
  await deleteNote(tx, [tenantId, id]);
  return { status: 204, body: null };
}

function presentNote(row: NoteRow): NoteResource {
  return {
    id: presentId("nte", row.id),
    contact: presentId("con", row.contact_id),
    author: row.author,
    body: row.body,
    created_at: row.created_at.toISOString(),
  };
}

function noContact(): AppError {
  return new AppError("not_found", "There is no such contact.");
}
