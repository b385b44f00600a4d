// The routes about messages.

import {
  batchAnswer,
  batchRequest,
  messageQuery,
  messageResource,
  messageSummary,
  page,
  sendMessageBody,
  type MessageQuery,
  type MessageResource,
} from "@waypost/contract";
import type { Tx } from "../kernel/db.ts";
import { AppError } from "../kernel/errors.ts";
import { parseId } from "../kernel/ids.ts";
import { cursorOf, limitDefault, pageOf } from "../kernel/listing.ts";
import type { Caller, Reply, Route, RouteRequest } from "../kernel/route.ts";
import { instant, pick } from "./filter-members.ts";
import { messageMetadata } from "./message-metadata.ts";
import { messageId, notFound } from "./message-id.ts";
import { presentMessage, timelineOf } from "./present-message.ts";
import { notifyShards } from "./store/accept.ts";
import { cancelMessage, resendMessages } from "./store/change.ts";
import { listMessages, type MessageFilter, readAttempts, readEvidence, readMessage } from "./store/read.ts";
import { submitBatch, type SubmitDeps, submitMessage } from "./submit-message.ts";

export type MessageRouteDeps = SubmitDeps & {
  /** The id of the sender that an id or a number names; throws AppError when there is none. */
  senderNamed(caller: Caller, reference: string): Promise<string>;
};

export function messageRoutes(deps: MessageRouteDeps): Route[] {
  return [
    {
      method: "POST",
      path: "/v1/messages",
      scope: "messages:write",
      audit: null,
      summary: "Send a message",
      schema: { body: sendMessageBody, response: { 202: messageSummary } },
      parsesBody: true,
      handler: { kind: "own", handle: (request) => submitMessage(deps, request) },
    },
    {
      method: "POST",
      path: "/v1/messages/batch",
      scope: "messages:write",
      audit: null,
      summary: "Send up to 1,000 messages",
      schema: { body: batchRequest, response: { 202: batchAnswer } },
      parsesBody: true,
      handler: { kind: "own", handle: (request) => submitBatch(deps, request) },
    },
    {
      method: "GET",
      path: "/v1/messages",
      scope: "messages:read",
      withoutContent: messageMetadata,
      summary: "List messages, newest first",
      schema: { query: messageQuery, response: { 200: page(messageResource) } },
      handler: { kind: "transaction", handle: (request, tx) => list(deps, request, tx) },
    },
    {
      method: "GET",
      path: "/v1/messages/:id",
      scope: "messages:read",
      withoutContent: messageMetadata,
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
  ];
}

async function list(deps: MessageRouteDeps, request: RouteRequest, tx: Tx): Promise<Reply> {
  const query = request.query as MessageQuery;
  const filter: MessageFilter = {
    ...pick({ status: query.status, clientReference: query.client_reference }),
    ...pick({ providerMessageId: query.provider_message_id }),
    ...pick({
      since: instant(query.since),
      until: instant(query.until),
      after: cursorOf("msg", query.after) ?? undefined,
    }),
  };
  if (query.recipient !== undefined) {
    const [recipient] = await deps.parseRecipients(request.caller.tenantId, [query.recipient]);
    if (typeof recipient !== "string") throw recipient ?? new Error("one in, one out");
    filter.recipient = recipient;
  }
  if (query.sender !== undefined) {
    filter.sender = await deps.senderNamed(request.caller, query.sender);
  }
  if (query.campaign !== undefined) {
    const id = parseId("cmp", query.campaign);
    if (id === null) return { status: 200, body: { data: [], next: null } };
    filter.campaign = id;
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

async function wholeMessage(tx: Tx, caller: Caller, id: string): Promise<MessageResource> {
  const [row] = await readMessage(tx, [caller.tenantId, caller.mode, id]);
  if (row === undefined) throw notFound();
  const attempts = await readAttempts(tx, [caller.tenantId, id]);
  const evidence = await readEvidence(tx, [caller.tenantId, id]);
  return { ...presentMessage(row), timeline: timelineOf(row, attempts, evidence) };
}
