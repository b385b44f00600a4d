// The routes about what people wrote.

import {
  page,
  type ReceivedMessage,
  receivedMessage,
  type ReceivedQuery,
  receivedQuery,
} from "@waypost/contract";
import { readContactIds, readContactSummaries } from "../../audience/index.ts";
import type { Tx } from "../../kernel/db.ts";
import { AppError } from "../../kernel/errors.ts";
import { parseId } from "../../kernel/ids.ts";
import { cursorOf, limitDefault } from "../../kernel/listing.ts";
import type { Caller, Reply, Route, RouteRequest } from "../../kernel/route.ts";
import { presentReceived } from "./present-received.ts";
import { receivedMetadata } from "./received-metadata.ts";
import { listReceived, type ReceivedFilter, type ReceivedRow } from "./store.ts";

export type ReceivedRouteDeps = {
  /** The id of the sender a request names; throws AppError when there is none. */
  senderNamed(caller: Caller, reference: string): Promise<string>;
};

export function receivedRoutes(deps: ReceivedRouteDeps): Route[] {
  return [
    {
      method: "GET",
      path: "/v1/messages/received",
      scope: "messages:read",
      withoutContent: receivedMetadata,
      summary: "List what people wrote, newest first",
      schema: { query: receivedQuery, response: { 200: page(receivedMessage) } },
      handler: { kind: "transaction", handle: (request, tx) => list(deps, request, tx) },
    },
    {
      method: "GET",
      path: "/v1/messages/received/:id",
      scope: "messages:read",
      withoutContent: receivedMetadata,
      summary: "Read what a person wrote",
      schema: { response: { 200: receivedMessage } },
      handler: { kind: "transaction", handle: readOne },
    },
  ];
}

async function list(deps: ReceivedRouteDeps, { caller, query }: RouteRequest, tx: Tx): Promise<Reply> {
  const { limit = limitDefault, after, sender, contact, since } = query as ReceivedQuery;
  const filter: ReceivedFilter = {};
  const cursor = cursorOf("inb", after);
  if (cursor !== null) filter.after = cursor;
  if (since !== undefined) filter.since = lowestId(new Date(since));
  if (sender !== undefined) filter.senderId = await deps.senderNamed(caller, sender);
  if (contact !== undefined) filter.contactIds = await idsOf(tx, caller, contact);
  const rows = await listReceived(tx, caller, filter, limit + 1);
  const data = await presentAll(tx, caller, rows.slice(0, limit));
  return { status: 200, body: { data, next: rows.length > limit ? (data.at(-1)?.id ?? null) : null } };
}

async function readOne({ caller, params }: RouteRequest, tx: Tx): Promise<Reply> {
  const id = parseId("inb", params["id"] ?? "");
  const rows = id === null ? [] : await listReceived(tx, caller, { id }, 1);
  const [message] = await presentAll(tx, caller, rows);
  if (message === undefined) throw new AppError("not_found", "There is no such message.");
  return { status: 200, body: message };
}

async function presentAll(tx: Tx, caller: Caller, rows: readonly ReceivedRow[]): Promise<ReceivedMessage[]> {
  const ids = [...new Set(rows.flatMap(({ contact_id: id }) => (id === null ? [] : [id])))];
  const found = ids.length === 0 ? [] : await readContactSummaries(tx, [caller.tenantId, ids]);
  const contacts = new Map(found.map((contact) => [contact.asked, contact]));
  return rows.map((row) => presentReceived(row, contacts.get(row.contact_id ?? "")));
}

/** Nobody has written under an id that is not there. */
async function idsOf(tx: Tx, { tenantId }: Caller, contact: string): Promise<string[]> {
  const id = parseId("con", contact);
  if (id === null) return [];
  return (await readContactIds(tx, [tenantId, id])).map((row) => row.id);
}

/** Ids are in the order in which messages were received, and begin with the time. */
function lowestId(at: Date): string {
  const time = Math.max(0, at.getTime()).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
