// The routes about messages and dead letters.

import Type from "typebox";
import {
  batchAnswer,
  batchRequest,
  deadLetter,
  deadLetterQuery,
  messageQuery,
  messageResource,
  messageSummary,
  page,
  replayAnswer,
  replayRequest,
  sendMessageBody,
  type DeadLetterQuery,
  type MessageQuery,
  type MessageResource,
  type ReplayRequest,
} from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { parseId, presentId } from "../kernel/ids.ts";
import type { Caller, Reply, Route, RouteRequest } from "../kernel/route.ts";
import { presentError, presentMessage, timelineOf } from "./present-message.ts";
import { notifyShards } from "./store/accept.ts";
import { cancelMessage, dropDeadLetter, resendMessages } from "./store/change.ts";
import {
  listMessages,
  type MessageFilter,
  type MessageRow,
  readAttempts,
  readEvidence,
  readMessage,
} from "./store/read.ts";
import { submitBatch, type SubmitDeps, submitMessage } from "./submit-message.ts";

export function messageRoutes(deps: SubmitDeps): Route[] {
  return [
    {
      method: "POST",
      path: "/v1/messages",
      scope: "messages:write",
      summary: "Send a message",
      schema: { body: sendMessageBody, response: { 202: messageSummary } },
      parsesBody: true,
      handler: { kind: "own", handle: (request) => submitMessage(deps, request) },
    },
    {
      method: "POST",
      path: "/v1/messages/batch",
      scope: "messages:write",
      summary: "Send up to 1,000 messages",
      schema: { body: batchRequest, response: { 202: batchAnswer } },
      parsesBody: true,
      handler: { kind: "own", handle: (request) => submitBatch(deps, request) },
    },
    {
      method: "GET",
      path: "/v1/messages",
      scope: "messages:read",
      summary: "List messages, newest first",
      schema: { query: messageQuery, response: { 200: page(messageResource) } },
      handler: { kind: "transaction", handle: (request, tx) => list(deps, request, tx) },
    },
    {
      method: "GET",
      path: "/v1/messages/:id",
      scope: "messages:read",
      summary: "Read a message with its timeline",
      schema: { response: { 200: messageResource } },
      handler: { kind: "transaction", handle: readOne },
    },
    {
      method: "POST",
      path: "/v1/messages/:id/cancel",
      scope: "messages:write",
      summary: "Cancel a message that has not left yet",
      schema: { response: { 200: messageResource } },
      handler: { kind: "transaction", handle: cancel },
    },
    {
      method: "POST",
      path: "/v1/messages/:id/resend",
      scope: "messages:write",
      summary: "Send again a message that failed, expired, was canceled or is in doubt",
      schema: { response: { 202: messageResource } },
      handler: { kind: "transaction", handle: resend },
    },
    {
      method: "GET",
      path: "/v1/dead-letters",
      scope: "messages:read",
      summary: "List messages that failed for good",
      schema: { query: deadLetterQuery, response: { 200: page(deadLetter) } },
      handler: { kind: "transaction", handle: listDeadLetters },
    },
    {
      method: "POST",
      path: "/v1/dead-letters/replay",
      scope: "dead-letters:write",
      summary: "Send dead letters again, by id or by filter",
      schema: { body: replayRequest, response: { 202: replayAnswer } },
      handler: { kind: "transaction", handle: replay },
    },
    {
      method: "DELETE",
      path: "/v1/dead-letters/:id",
      scope: "dead-letters:write",
      summary: "Drop a dead letter; its message stays failed",
      schema: { response: { 204: Type.Null() } },
      handler: { kind: "transaction", handle: drop },
    },
  ];
}

/** One statement's worth; a larger queue is replayed call by call, and each answers how many it took. */
const replayMax = 10_000;
const limitDefault = 50;

async function list(deps: SubmitDeps, request: RouteRequest, tx: Tx): Promise<Reply> {
  const query = request.query as MessageQuery;
  const filter: MessageFilter = {
    ...pick({ status: query.status, clientReference: query.client_reference }),
    ...pick({ providerMessageId: query.provider_message_id }),
    ...pick({ since: instant(query.since), until: instant(query.until), after: cursor(query.after) }),
  };
  if (query.recipient !== undefined) {
    filter.recipient = await deps.parseRecipient(request.caller.tenantId, query.recipient);
  }
  if (query.sender !== undefined) {
    filter.sender = (await deps.findSender(request.caller.tenantId, request.caller.mode, query.sender)).id;
  }
  const limit = query.limit ?? limitDefault;
  const rows = await listMessages(tx, request.caller, filter, limit + 1);
  return { status: 200, body: pageOf(rows, limit, presentMessage) };
}

async function readOne(request: RouteRequest, tx: Tx): Promise<Reply> {
  return { status: 200, body: await wholeMessage(tx, request.caller, messageId(request)) };
}

async function cancel(request: RouteRequest, tx: Tx): Promise<Reply> {
  const { tenantId, mode } = request.caller;
  const id = messageId(request);
  const [canceled] = await cancelMessage(tx, [tenantId, mode, id]);
  const message = await wholeMessage(tx, request.caller, id);
  if (canceled === undefined) {
    throw new AppError(
      "already_sent",
      `The message is ${message.status}; only what still waits can be canceled.`,
    );
  }
  return { status: 200, body: message };
}

async function resend(request: RouteRequest, tx: Tx): Promise<Reply> {
  const id = messageId(request);
  const resent = await resendMessages(tx, request.caller, { ids: [id] }, 1);
  const message = await wholeMessage(tx, request.caller, id);
  if (resent.length === 0) {
    throw new AppError(
      "not_resendable",
      `The message is ${message.status}; it is on its way or has arrived.`,
    );
  }
  await notifyShards(tx, new Set(resent.map((row) => row.shard)));
  return { status: 202, body: message };
}

async function listDeadLetters(request: RouteRequest, tx: Tx): Promise<Reply> {
  const query = request.query as DeadLetterQuery;
  const filter: MessageFilter = {
    attention: "dead",
    ...pick({ code: query.code, after: cursor(query.after) }),
  };
  const limit = query.limit ?? limitDefault;
  const rows = await listMessages(tx, request.caller, filter, limit + 1);
  return { status: 200, body: pageOf(rows, limit, presentDeadLetter) };
}

async function replay(request: RouteRequest, tx: Tx): Promise<Reply> {
  const { ids, filter } = request.body as ReplayRequest;
  const which: MessageFilter & { ids?: string[] } = {
    attention: "dead",
    ...pick({ code: filter?.code, since: instant(filter?.since), until: instant(filter?.until) }),
    ...pick({ sender: filter?.sender === undefined ? undefined : known("snd", filter.sender) }),
    ...pick({ ids: ids?.map((id) => known("msg", id)) }),
  };
  const resent = await resendMessages(tx, request.caller, which, replayMax);
  await notifyShards(tx, new Set(resent.map((row) => row.shard)));
  return { status: 202, body: { replayed: resent.length } };
}

async function drop(request: RouteRequest, tx: Tx): Promise<Reply> {
  const { tenantId, mode } = request.caller;
  const [dropped] = await dropDeadLetter(tx, [tenantId, mode, messageId(request)]);
  if (dropped === undefined) throw notFound();
  return { status: 204, body: null };
}

async function wholeMessage(tx: Tx, caller: Caller, id: string): Promise<MessageResource> {
  const [row] = await readMessage(tx, [caller.tenantId, caller.mode, id]);
  if (row === undefined) throw notFound();
  const attempts = await readAttempts(tx, [caller.tenantId, id]);
  const evidence = await readEvidence(tx, [caller.tenantId, id]);
  return { ...presentMessage(row), timeline: timelineOf(row, attempts, evidence) };
}

function presentDeadLetter(row: MessageRow): unknown {
  const { id, to, from, type, category, created_at, updated_at, attempts } = presentMessage(row);
  const error = row.error === null ? null : presentError(row.error);
  return { id, to, from, type, category, error, attempts, created_at, dead_at: updated_at };
}

function pageOf<Item>(rows: MessageRow[], limit: number, present: (row: MessageRow) => Item): unknown {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const next = rows.length > limit && last !== undefined ? presentId("msg", last.id) : null;
  return { data: data.map(present), next };
}

function messageId(request: RouteRequest): string {
  return known("msg", request.params["id"] ?? "");
}

/** What is not an id of ours answers like an id of somebody else: it is not there. */
function known(prefix: "msg" | "snd", text: string): string {
  const id = parseId(prefix, text);
  if (id === null) throw notFound();
  return id;
}

function notFound(): AppError {
  return new AppError("not_found", "There is no such message.");
}

function cursor(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const id = parseId("msg", text);
  if (id === null) throw new AppError("invalid_cursor", "`after` is not a cursor of this list.");
  return id;
}

function instant(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}

/** Only the members that are there: an absent filter and an undefined one are different under exact types. */
function pick<T extends Record<string, unknown>>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const present = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
