// The routes about senders.

import { Type } from "typebox";
import {
  type CloudApiStanding,
  createSender as createSenderBody,
  type CreateSender,
  page,
  pageQuery,
  type PageQuery,
  senderResource,
  type SenderResource,
  type SessionResource,
  updateSender as updateSenderBody,
  type UpdateSender,
} from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { parseId } from "../kernel/ids.ts";
import { cursorOf, limitDefault } from "../kernel/listing.ts";
import type { Caller, Reply, Route, RouteRequest } from "../kernel/route.ts";
import { createSender, type CreateSenderDeps } from "./create-sender.ts";
import { type SenderFinder, senderOf } from "./find-sender.ts";
import { presentProtection } from "./protection/settings.ts";
import { standingsOf } from "./protection/standings-of.ts";
import { presentSender } from "./sender.ts";
import {
  deleteSender,
  listSenders,
  notifySender,
  readSender,
  readTenant,
  type SenderRow,
  setDefaultSender,
} from "./store.ts";
import { updateSender } from "./update-sender.ts";

export type SenderRouteDeps = CreateSenderDeps & {
  finder: Pick<SenderFinder, "forget">;
  clock(): Date;
  /** The sessions of those senders that have one, by sender id. */
  sessionsOf(tx: Tx, senders: readonly SenderRow[]): Promise<ReadonlyMap<string, SessionResource>>;
  /** What Meta says of those that are numbers of the Cloud API, by sender id. */
  cloudApiOf?(tx: Tx, senders: readonly SenderRow[]): Promise<ReadonlyMap<string, CloudApiStanding>>;
};

export function senderRoutes(deps: SenderRouteDeps): Route[] {
  return [
    {
      method: "POST",
      path: "/v1/senders",
      scope: "senders:write",
      summary: "Add a sender",
      schema: { body: createSenderBody, response: { 201: senderResource } },
      handler: { kind: "transaction", handle: (request, tx) => create(deps, request, tx) },
    },
    {
      method: "GET",
      path: "/v1/senders",
      scope: "senders:read",
      summary: "List senders, oldest first",
      schema: { query: pageQuery, response: { 200: page(senderResource) } },
      handler: { kind: "transaction", handle: (request, tx) => list(deps, request, tx) },
    },
    {
      method: "GET",
      path: "/v1/senders/:id",
      scope: "senders:read",
      summary: "Read a sender",
      schema: { response: { 200: senderResource } },
      handler: { kind: "transaction", handle: (request, tx) => readOne(deps, request, tx) },
    },
    {
      method: "PATCH",
      path: "/v1/senders/:id",
      scope: "senders:write",
      tellsChange: ["default", "health.state", "protection"],
      summary: "Change a sender: name, configuration, default, paused, protection",
      schema: { body: updateSenderBody, response: { 200: senderResource } },
      handler: { kind: "transaction", handle: (request, tx) => update(deps, request, tx) },
    },
    {
      method: "DELETE",
      path: "/v1/senders/:id",
      scope: "senders:write",
      summary: "Delete a sender; its messages stay",
      schema: { response: { 204: Type.Null() } },
      handler: { kind: "transaction", handle: (request, tx) => remove(deps, request, tx) },
    },
  ];
}

async function create(deps: SenderRouteDeps, { caller, body }: RouteRequest, tx: Tx): Promise<Reply> {
  const row = await createSender(deps, tx, caller, body as CreateSender);
  deps.finder.forget(caller.tenantId);
  return { status: 201, body: await present(deps, tx, caller, row) };
}

async function list(deps: SenderRouteDeps, { caller, query }: RouteRequest, tx: Tx): Promise<Reply> {
  const { limit = limitDefault, after } = query as PageQuery;
  const rows = await listSenders(tx, [caller.tenantId, caller.mode, cursorOf("snd", after), limit + 1]);
  const data = await presentAll(deps, tx, caller, rows.slice(0, limit));
  return { status: 200, body: { data, next: rows.length > limit ? (data.at(-1)?.id ?? null) : null } };
}

async function readOne(deps: SenderRouteDeps, request: RouteRequest, tx: Tx): Promise<Reply> {
  const { caller } = request;
  const [row] = await readSender(tx, [caller.tenantId, caller.mode, senderId(request)]);
  if (row === undefined) throw notFound();
  return { status: 200, body: await present(deps, tx, caller, row) };
}

async function update(deps: SenderRouteDeps, request: RouteRequest, tx: Tx): Promise<Reply> {
  const { caller, body } = request;
  const owner = { tenantId: caller.tenantId, mode: caller.mode, senderId: senderId(request) };
  const row = await updateSender(deps.vault, tx, owner, body as UpdateSender);
  if (row === null) throw notFound();
  deps.finder.forget(caller.tenantId);
  return { status: 200, body: await present(deps, tx, caller, row) };
}

async function remove(deps: SenderRouteDeps, request: RouteRequest, tx: Tx): Promise<Reply> {
  const { caller } = request;
  const id = senderId(request);
  const [deleted] = await deleteSender(tx, [caller.tenantId, caller.mode, id]);
  if (deleted === undefined) throw notFound();
  if ((await defaultOf(tx, caller)) === id) await setDefaultSender(tx, [caller.tenantId, null]);
  await notifySender(tx, [String(deleted.shard)]);
  deps.finder.forget(caller.tenantId);
  return { status: 204, body: null };
}

async function present(
  deps: SenderRouteDeps,
  tx: Tx,
  caller: Caller,
  row: SenderRow,
): Promise<SenderResource | undefined> {
  return (await presentAll(deps, tx, caller, [row])).at(0);
}

async function presentAll(
  deps: SenderRouteDeps,
  tx: Tx,
  caller: Caller,
  rows: readonly SenderRow[],
): Promise<SenderResource[]> {
  const defaultId = await defaultOf(tx, caller);
  const sessions = await deps.sessionsOf(tx, rows);
  const now = deps.clock();
  const standings = await standingsOf(tx, rows, now);
  const atMeta = await deps.cloudApiOf?.(tx, rows);
  return rows.map((row) => {
    const { config, rate_per_second: ratePerSecond } = row;
    const session = sessions.get(row.id) ?? null;
    const protection = { protection: presentProtection(row), standing: standings.get(row.id) ?? null };
    const cloudApi = atMeta?.get(row.id) ?? null;
    return presentSender(
      {
        ...senderOf(row),
        isDefault: row.id === defaultId,
        config,
        ratePerSecond,
        session,
        cloudApi,
        ...protection,
      },
      now,
    );
  });
}

async function defaultOf(tx: Tx, caller: Caller): Promise<string | null> {
  const [tenant] = await readTenant(tx, [caller.tenantId]);
  return tenant?.default_sender_id ?? null;
}

/** What is not an id of ours answers like an id of somebody else: it is not there. */
function senderId({ params }: RouteRequest): string {
  const id = parseId("snd", params["id"] ?? "");
  if (id === null) throw notFound();
  return id;
}

function notFound(): AppError {
  return new AppError("not_found", "There is no such sender.");
}
